package io.tifl.aggregation.privacy;

/**
 * What a job may cost a client at most.
 *
 * @param epsilon positive; infinite for no limit
 * @param delta above 0 and below 1
 */
public record PrivacyBudget(double epsilon, double delta) {
    public PrivacyBudget {
        if (!(epsilon > 0)) {
            throw new IllegalArgumentException("epsilon must be positive, got " + epsilon);
        }
        Accountant.requireDelta(delta);
    }

    /** Whether a job that has cost so much stays within it. */
    public boolean allows(PrivacyLedger ledger) {
        return epsilon == Double.POSITIVE_INFINITY || ledger.epsilon(delta) <= epsilon;
    }
}
