package io.tifl.tiering;

import io.tifl.protocol.ClientId;
import io.tifl.protocol.Settings;
import io.tifl.protocol.plugin.Named;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/** Who trains in a round. A pure function of plan and random stream; thread-safe. */
public interface SelectionPolicy extends Named {
    /**
     * Draws a cohort.
     *
     * @param size how many clients are wanted; fewer are drawn if fewer can be
     */
    Cohort select(TierPlan plan, int size, RandomGenerator random);

    /**
     * Draws some who are not at work, where rounds overlap.
     *
     * @param busy who is not to be drawn
     */
    default Cohort select(TierPlan plan, int size, Set<ClientId> busy, RandomGenerator random) {
        Cohort cohort = select(plan, size + busy.size(), random);
        return new Cohort(cohort.tier(), Draws.free(cohort.clients(), busy, size));
    }

    /**
     * What an update counts more than its examples say, because its client is drawn more seldom than others: with it the mean of the
     * updates is what it would be if all were drawn alike.
     *
     * @return above 0, at most {@link #largestCorrection}
     */
    default double correction(TierPlan plan, ClientId client) {
        return 1;
    }

    /** The most that {@link #correction} ever is; 1 for a policy that corrects nothing. */
    default double largestCorrection() {
        return 1;
    }

    /**
     * What some clients are asked before the cohort is drawn; a pure function too. Empty if nothing is.
     *
     * @param size how many clients are wanted in the cohort
     */
    default Optional<Query> query(TierPlan plan, int size, RandomGenerator random) {
        return Optional.empty();
    }

    /**
     * Draws a cohort by what clients answered to the {@linkplain #query query}. Who did not answer, or with what cannot be, is
     * asked only where places are left.
     */
    default Cohort select(TierPlan plan, int size, Answers answers, RandomGenerator random) {
        return select(plan, size, random);
    }

    /** What training has to report for this policy: settings of the task, added to those that a job gives it. */
    default Settings taskSettings() {
        return Settings.none();
    }

    /**
     * Whether who is asked follows what single clients say of their data. Then nothing is known beforehand of how often a client
     * is asked, and one client's data shows in the presence of others: noise for privacy is in vain.
     */
    default boolean ranksClients() {
        return false;
    }

    /** Whether a round draws from one tier rather than from all clients. */
    default boolean isTiered() {
        return false;
    }

    /** Whether it matters in which tier a client is. */
    default boolean looksAtTiers() {
        return isTiered();
    }
}
