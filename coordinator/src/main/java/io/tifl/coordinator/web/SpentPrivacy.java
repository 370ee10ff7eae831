package io.tifl.coordinator.web;

import io.tifl.aggregation.privacy.PrivacyBudget;
import io.tifl.aggregation.privacy.PrivacyLedger;
import io.tifl.protocol.JobId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What jobs have cost their clients, as epsilons. Adding up a ledger takes a while, so that of a job is added up again only after
 * it changed, and only if somebody asks. Thread-safe.
 */
final class SpentPrivacy {
    private final Map<JobId, Sum> sums = new ConcurrentHashMap<>();

    private record Sum(PrivacyLedger ledger, double delta, double epsilon) {
        static Sum of(PrivacyLedger ledger, double delta) {
            return new Sum(ledger, delta, ledger.epsilon(delta));
        }

        boolean isOf(PrivacyLedger other, double otherDelta) {
            return delta == otherDelta && ledger.uses().equals(other.uses());
        }
    }

    /** The epsilon of a job at the delta of its budget; infinite if none can be shown. */
    double epsilon(JobId job, PrivacyLedger ledger, PrivacyBudget budget) {
        Sum known = sums.get(job);
        if (known != null && known.isOf(ledger, budget.delta())) {
            return known.epsilon();
        }
        Sum sum = Sum.of(ledger, budget.delta());
        sums.put(job, sum);
        return sum.epsilon();
    }
}
