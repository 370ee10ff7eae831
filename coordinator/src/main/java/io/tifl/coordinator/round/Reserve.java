package io.tifl.coordinator.round;

import io.tifl.aggregation.privacy.GaussianTree;
import io.tifl.aggregation.privacy.Mechanism;
import io.tifl.aggregation.privacy.PrivacyBudget;
import io.tifl.aggregation.privacy.PrivacyLedger;
import io.tifl.aggregation.privacy.SampledGaussian;
import java.util.Optional;

/**
 * Tells whether a budget bears one more round. For rounds of one kind it works out once how many more there can be, since adding
 * up distributions takes a while. Confined to the thread that runs the rounds.
 */
final class Reserve {
    private static final long MOST = 1L << 24;

    private final Optional<PrivacyBudget> budget;
    private PrivacyLedger since = PrivacyLedger.empty();
    private Mechanism kind = new SampledGaussian(SampledGaussian.Sampling.FIXED_SIZE, 0, 1);

    /** How many rounds of that kind the budget bears since then; -1 if that is not worked out. */
    private long bears = -1;

    Reserve(Optional<PrivacyBudget> budget) {
        this.budget = budget;
    }

    boolean bearsAnother(PrivacyLedger spent, Mechanism next) {
        return budget.isEmpty()
                || budget.get().epsilon() == Double.POSITIVE_INFINITY
                || bearsAnother(budget.get(), spent, next);
    }

    private boolean bearsAnother(PrivacyBudget limit, PrivacyLedger spent, Mechanism next) {
        if (next instanceof GaussianTree) {
            // Entered whole: all its rounds, or none.
            return spent.uses().containsKey(next) || limit.allows(spent.after(next, 1));
        }
        long done = spent.rounds() - since.rounds();
        boolean same =
                next.equals(kind) && done >= 0 && since.after(kind, done).uses().equals(spent.uses());
        if (!same) {
            since = spent;
            kind = next;
            bears = -1;
            return limit.allows(spent.after(next, 1));
        }
        if (bears < 0) {
            bears = most(limit);
        }
        return done < bears;
    }

    private long most(PrivacyBudget limit) {
        long enough = 0;
        long tooMany = 1;
        while (tooMany < MOST && limit.allows(since.after(kind, tooMany))) {
            enough = tooMany;
            tooMany *= 2;
        }
        while (tooMany - enough > 1) {
            long middle = (enough + tooMany) >>> 1;
            if (limit.allows(since.after(kind, middle))) {
                enough = middle;
            } else {
                tooMany = middle;
            }
        }
        return enough;
    }
}
