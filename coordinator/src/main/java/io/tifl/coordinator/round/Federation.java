package io.tifl.coordinator.round;

import io.tifl.aggregation.OptimizerState;
import io.tifl.aggregation.privacy.PrivacyLedger;
import io.tifl.protocol.JobId;
import io.tifl.protocol.Seed;
import io.tifl.protocol.task.GlobalModel;
import io.tifl.tiering.TierPlan;
import java.util.List;

/**
 * Everything a federated job is between two rounds; the only state of the round engine. Immutable.
 *
 * @param round the next round to run, counted from 0
 * @param privacy what the rounds so far have cost the clients; empty for a job without noise
 * @param seed root of the job's seed tree: {@code select/round}, {@code train/round/client}
 * @param flights orders that are out, where rounds overlap
 */
public record Federation(
        JobId job,
        long round,
        GlobalModel model,
        OptimizerState optimizerState,
        TierPlan tiers,
        PrivacyLedger privacy,
        Seed seed,
        List<Flight> flights) {
    public Federation {
        flights = List.copyOf(flights);
        if (round < 0) {
            throw new IllegalArgumentException("rounds count from 0, got " + round);
        }
    }

    /** A state with no order out. */
    public Federation(
            JobId job,
            long round,
            GlobalModel model,
            OptimizerState optimizerState,
            TierPlan tiers,
            PrivacyLedger privacy,
            Seed seed) {
        this(job, round, model, optimizerState, tiers, privacy, seed, List.of());
    }

    /** A state before anything was entered in the privacy ledger. */
    public Federation(
            JobId job, long round, GlobalModel model, OptimizerState optimizerState, TierPlan tiers, Seed seed) {
        this(job, round, model, optimizerState, tiers, PrivacyLedger.empty(), seed);
    }

    /**
     * The model to use and to judge: the mean of the latest ones where the pace keeps one, {@link #model} elsewhere. Clients train
     * from {@link #model} always; the version is the same.
     */
    public GlobalModel served() {
        return ServedModel.of(optimizerState)
                .map(mean -> new GlobalModel(model.spec(), model.version(), mean))
                .orElse(model);
    }

    /** The same with other tiers. */
    public Federation withTiers(TierPlan others) {
        return new Federation(job, round, model, optimizerState, others, privacy, seed, flights);
    }

    /** The same after something was entered in the privacy ledger. */
    Federation withPrivacy(PrivacyLedger ledger) {
        return new Federation(job, round, model, optimizerState, tiers, ledger, seed, flights);
    }

    /** The same with a model that moved. */
    Federation withModel(GlobalModel moved, OptimizerState state) {
        return new Federation(job, round, moved, state, tiers, privacy, seed, flights);
    }

    /** The same with other orders out. */
    public Federation withFlights(List<Flight> out) {
        return new Federation(job, round, model, optimizerState, tiers, privacy, seed, out);
    }

    /** The state after the round, with the tiers for the next one. */
    Federation next(TierPlan adapted) {
        return new Federation(job, round + 1, model, optimizerState, adapted, privacy, seed, flights);
    }
}
