package io.tifl.tiering;

import io.tifl.protocol.ClientId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * The clients, their tiers, each tier's probability, credits and accuracy, and what policies that rank clients know of each.
 * Immutable.
 *
 * <p>Tiers are numbered from 0, the fastest. Every client is in exactly one tier, or among the drop-outs that are not
 * asked (TiFL, Chai et al., HPDC 2020, section 4.2). A plan of a million clients takes about 110 bytes for each, their ids
 * included; a new version shares all that a round did not touch, so {@code select} and {@code adapt} cost O(cohort).
 *
 * <p>It has at least one tier. Splitting makes none empty unless there are no clients at all; only {@link #without} can
 * empty one later, and an empty tier is not drawn.
 */
public final class TierPlan {
    private final Roster roster;
    private final Schedule schedule;
    private final AccuracyHistory accuracies;
    private final OptionalInt currentTier;
    private final long roundsCompleted;
    private final Utilities utilities;
    private final Holdings holdings;

    private TierPlan(
            Roster roster,
            Schedule schedule,
            AccuracyHistory accuracies,
            OptionalInt currentTier,
            long roundsCompleted,
            Utilities utilities,
            Holdings holdings) {
        this.roster = roster;
        this.schedule = schedule;
        this.accuracies = accuracies;
        this.currentTier = currentTier;
        this.roundsCompleted = roundsCompleted;
        this.utilities = utilities;
        this.holdings = holdings;
    }

    /** A plan before any round, every tier equally likely, credits without limit. */
    static TierPlan of(Roster roster) {
        return new TierPlan(
                roster,
                Schedule.uniform(roster.tiers()),
                AccuracyHistory.start(roster.tiers()),
                OptionalInt.empty(),
                0,
                Utilities.none(),
                Holdings.none());
    }

    /** A plan put together again from its parts. */
    static TierPlan restored(
            Roster roster,
            Schedule schedule,
            AccuracyHistory accuracies,
            OptionalInt currentTier,
            long roundsCompleted,
            Utilities utilities,
            Holdings holdings) {
        return new TierPlan(roster, schedule, accuracies, currentTier, roundsCompleted, utilities, holdings);
    }

    /**
     * A plan with all clients in a single tier, none of them observed: what a job without profiles starts from.
     *
     * @throws IllegalArgumentException if a client is given twice
     */
    public static TierPlan untiered(Collection<ClientId> clients) {
        ClientId[] ids = clients.stream().sorted().toArray(ClientId[]::new);
        long[] unknown = new long[ids.length];
        Arrays.fill(unknown, Micros.UNKNOWN);
        return of(Roster.of(ids, unknown, new int[] {ids.length}, 1));
    }

    public int tierCount() {
        return roster.tiers();
    }

    /** @throws IndexOutOfBoundsException if there is no such tier */
    public Tier tier(int tier) {
        Membership group = roster.group(checked(tier));
        long credits = schedule.credits()[tier];
        return new Tier(
                tier,
                group.size(),
                schedule.probabilities()[tier],
                credits == Schedule.UNLIMITED ? OptionalLong.empty() : OptionalLong.of(credits),
                Micros.duration(Math.round(group.mean())),
                Micros.duration(group.max()));
    }

    /** All tiers, fast to slow. */
    public List<Tier> tiers() {
        return IntStream.range(0, tierCount()).mapToObj(this::tier).toList();
    }

    /** The clients of a tier as a view: {@code get} costs O(1). */
    public List<ClientId> clients(int tier) {
        return new MemberList(roster, checked(tier));
    }

    /** The clients that are known but not asked, as a view. */
    public List<ClientId> dropOuts() {
        return new MemberList(roster, tierCount());
    }

    /** How many clients are in tiers; drop-outs do not count. */
    public int clientCount() {
        return roster.active();
    }

    /** The tier of a client; empty if it dropped out or is not known. */
    public OptionalInt tierOf(ClientId client) {
        int number = roster.index().find(client);
        int tier = number < 0 ? tierCount() : roster.place(number).tier();
        return tier < tierCount() ? OptionalInt.of(tier) : OptionalInt.empty();
    }

    /** Profiled or smoothed response latency; empty if the client is not known or was never observed. */
    public Optional<Duration> latency(ClientId client) {
        int number = roster.index().find(client);
        long micros = number < 0 ? Micros.UNKNOWN : roster.latency(number);
        return micros == Micros.UNKNOWN ? Optional.empty() : Optional.of(Micros.duration(micros));
    }

    /** Whether both plans share their clients, tiers and latencies, as versions do that no round has re-tiered: O(1). */
    @SuppressWarnings("ReferenceEquality") // equal rosters in two places would only be looked at twice
    public boolean sharesClientsWith(TierPlan other) {
        return roster == other.roster;
    }

    /** Rounds fed back so far: r in the paper. */
    public long roundsCompleted() {
        return roundsCompleted;
    }

    /** The tier of the last round; empty before the first and where the policy ignores tiers. */
    public OptionalInt currentTier() {
        return currentTier;
    }

    /**
     * A[t][k]: accuracy of a tier after k completed rounds, k = 0 being the initial model. Where round k was not evaluated,
     * the latest value before it; empty if there is none.
     *
     * @throws IndexOutOfBoundsException if there is no such tier or k is not in 0 to {@link #roundsCompleted}
     */
    public OptionalDouble accuracy(int tier, long k) {
        return accuracies.at(checked(tier), k);
    }

    /** This plan with A[t][0], the accuracies of the initial model; only before the first round. */
    public TierPlan withInitialAccuracy(List<OptionalDouble> tierAccuracy) {
        if (roundsCompleted > 0) {
            throw new IllegalStateException(
                    "the initial model is evaluated before the first round, not after " + roundsCompleted);
        }
        AccuracyHistory initial = AccuracyHistory.start(tierCount(), tierAccuracy);
        return new TierPlan(roster, schedule, initial, currentTier, 0, utilities, holdings);
    }

    /**
     * This plan with other probabilities.
     *
     * @param probabilities one for each tier, summing to 1
     */
    public TierPlan withProbabilities(double... probabilities) {
        requireOnePerTier("probabilities", probabilities.length);
        return with(schedule.withProbabilities(probabilities.clone()));
    }

    /**
     * This plan with a limit on how often each tier may be used from now on.
     *
     * @param credits rounds, one entry for each tier
     */
    public TierPlan withCredits(long... credits) {
        requireOnePerTier("credits", credits.length);
        return with(new Schedule(schedule.probabilities(), credits.clone()));
    }

    /**
     * This plan with a client that was not asked before: a late joiner, or a drop-out that returns. Latency and tier of one
     * that is active are set anew.
     */
    public TierPlan with(ClientId client, Duration latency) {
        long micros = Micros.checked(latency);
        return with(Arrivals.placed(roster, client, micros));
    }

    /**
     * This plan with a client of which nothing is known yet: it waits in the slowest tier, where it holds up nobody, until
     * its first observation places it. A drop-out returns to where its last latency belongs; an active client stays.
     */
    public TierPlan with(ClientId client) {
        return with(Arrivals.unproven(roster, client));
    }

    /** This plan with a client among the drop-outs; unchanged if it is there or not known. */
    public TierPlan without(ClientId client) {
        return with(Arrivals.left(roster, client));
    }

    /** This plan with all others of its active clients among the drop-outs; O(n). */
    public TierPlan only(Predicate<ClientId> some) {
        Roster.Editor edit = roster.edit();
        for (int tier = 0; tier < tierCount(); tier++) {
            for (ClientId client : clients(tier)) {
                if (!some.test(client)) {
                    edit.move(roster.index().find(client), tierCount());
                }
            }
        }
        return with(edit.done());
    }

    /**
     * This plan with other latencies of some of its active clients, and all of them split anew into as many tiers as before;
     * only the latencies change if the split and merging yield another number of tiers. O(n).
     */
    public TierPlan resplit(Map<ClientId, Duration> latencies, TierSplit split) {
        Roster.Editor edit = roster.edit();
        latencies.forEach((client, latency) -> {
            int number = edit.find(client);
            if (number >= 0 && edit.place(number).tier() < tierCount()) {
                edit.setLatency(number, Micros.checked(latency));
            }
        });
        return with(Resplit.of(edit.done(), split));
    }

    /** The tier whose boundaries enclose a latency, whoever is in it. */
    public int tierFor(Duration latency) {
        return roster.tierFor(Micros.checked(latency));
    }

    /**
     * The chance of each tier to be drawn now. Tiers that hold no client or have no credit are left out and the rest is
     * scaled up; if no probability remains, those with credit are equally likely; all zeros if none has credit (TiFL's
     * Algorithm 2 would draw for ever there).
     */
    public double[] drawProbabilities(WhenSpent whenSpent) {
        return DrawRule.probabilities(roster, schedule, whenSpent);
    }

    Roster roster() {
        return roster;
    }

    Schedule schedule() {
        return schedule;
    }

    AccuracyHistory accuracies() {
        return accuracies;
    }

    Utilities utilities() {
        return utilities;
    }

    Holdings holdings() {
        return holdings;
    }

    TierPlan with(Utilities changed) {
        return new TierPlan(roster, schedule, accuracies, currentTier, roundsCompleted, changed, holdings);
    }

    TierPlan with(Holdings changed) {
        return new TierPlan(roster, schedule, accuracies, currentTier, roundsCompleted, utilities, changed);
    }

    TierPlan with(Roster changed) {
        return new TierPlan(changed, schedule, accuracies, currentTier, roundsCompleted, utilities, holdings);
    }

    TierPlan with(Schedule changed) {
        return new TierPlan(roster, changed, accuracies, currentTier, roundsCompleted, utilities, holdings);
    }

    /** One more completed round: its tier's credit is spent, its accuracies are noted. */
    TierPlan after(Feedback feedback) {
        OptionalInt tier = feedback.cohort().tier();
        tier.ifPresent(this::checked);
        boolean spends = tier.isPresent() && !feedback.cohort().clients().isEmpty();
        return new TierPlan(
                roster,
                spends ? schedule.spent(tier.getAsInt()) : schedule,
                accuracies.after(feedback.tierAccuracy()),
                tier,
                roundsCompleted + 1,
                utilities,
                holdings);
    }

    private int checked(int tier) {
        if (tier < 0 || tier >= tierCount()) {
            throw new IndexOutOfBoundsException("tier " + tier + " of a plan with " + tierCount() + " tiers");
        }
        return tier;
    }

    private void requireOnePerTier(String what, int given) {
        if (given != tierCount()) {
            throw new IllegalArgumentException(given + " " + what + " given for a plan with " + tierCount() + " tiers");
        }
    }

    @Override
    public String toString() {
        List<String> tiers = new ArrayList<>();
        this.tiers().forEach(tier -> tiers.add(tier.size() + " clients"));
        return "TierPlan after " + roundsCompleted + " rounds: " + tiers + ", probabilities "
                + Arrays.toString(schedule.probabilities());
    }
}
