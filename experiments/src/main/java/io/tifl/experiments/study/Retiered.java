package io.tifl.experiments.study;

import io.tifl.experiments.sim.VirtualClock;
import io.tifl.protocol.ClientId;
import io.tifl.tiering.TierPlan;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * How the tiers of a run followed clients whose speed changed. A client counts if its new latency lies beyond its tier by more
 * than a tenth; it is re-tiered once it is in the tier that its new latency belongs to, give or take a tenth.
 *
 * @param clients that count
 * @param share of them that were re-tiered by the end of the run
 * @param rounds after the change until nine of ten were re-tiered; null if that did not happen
 * @param roundsOfAsked until nine of ten of those that had been asked since the change were re-tiered, and half of all had been
 *     asked; null if that did not happen
 * @param replies that it took of a client until it was re-tiered, the median of those that were after they were asked; null if there
 *     were none
 */
record Retiered(
        int clients,
        double share,
        @Nullable Long rounds,
        @Nullable Long roundsOfAsked,
        @Nullable Double replies) {
    private static final double NEARLY_ALL = 0.9;
    private static final double TOLERANCE = 0.1;

    /**
     * Follows a run.
     *
     * @param first the plan it began with
     * @param truth a plan whose clients were profiled after the change
     */
    static Retiered of(
            TierPlan first, TierHistory history, List<JournalEntry> rounds, Devices.Drifted drifted, TierPlan truth) {
        long change = Duration.between(VirtualClock.START, drifted.at()).toNanos();
        TierPlan plan = first;
        Following following = null;
        for (JournalEntry round : rounds) {
            TierPlan next = history.next(plan, round);
            if (following != null) {
                following.ask(round);
                following.look(next);
            } else if (round.startedNanos() + round.elapsedNanos() >= change) {
                following = new Following(misplaced(plan, drifted.clients(), truth));
                following.look(next);
            }
            plan = next;
        }
        return following == null ? new Retiered(0, Double.NaN, null, null, null) : following.result();
    }

    /** Latencies of the clients that are in another tier than they belong to. */
    private static Map<ClientId, Duration> misplaced(TierPlan plan, Collection<ClientId> clients, TierPlan truth) {
        Map<ClientId, Duration> found = new LinkedHashMap<>();
        for (ClientId client : clients) {
            truth.latency(client)
                    .filter(latency -> plan.tierOf(client).isPresent() && !isPlaced(plan, client, latency))
                    .ifPresent(latency -> found.put(client, latency));
        }
        return found;
    }

    private static boolean isPlaced(TierPlan plan, ClientId client, Duration latency) {
        OptionalInt tier = plan.tierOf(client);
        return tier.isPresent()
                && tier.getAsInt() >= plan.tierFor(times(latency, 1 - TOLERANCE))
                && tier.getAsInt() <= plan.tierFor(times(latency, 1 + TOLERANCE));
    }

    private static Duration times(Duration latency, double factor) {
        return Duration.ofNanos(Math.round(latency.toNanos() * factor));
    }

    /** Looks at the clients after each round since the change. Confined to one thread. */
    private static final class Following {
        private final Map<ClientId, Duration> latencies;
        private final Map<ClientId, Integer> asked = new HashMap<>();
        private final Map<ClientId, Integer> repliesUntilPlaced = new HashMap<>();
        private long looks;
        private int placed;
        private @Nullable Long rounds;
        private @Nullable Long roundsOfAsked;

        Following(Map<ClientId, Duration> latencies) {
            this.latencies = latencies;
        }

        void ask(JournalEntry round) {
            round.cohort().stream()
                    .map(ClientId::new)
                    .filter(latencies::containsKey)
                    .forEach(client -> asked.merge(client, 1, Integer::sum));
        }

        void look(TierPlan plan) {
            placed = 0;
            int placedOfAsked = 0;
            for (Map.Entry<ClientId, Duration> entry : latencies.entrySet()) {
                ClientId client = entry.getKey();
                if (!isPlaced(plan, client, entry.getValue())) {
                    continue;
                }
                placed++;
                Integer times = asked.get(client);
                if (times != null) {
                    placedOfAsked++;
                    repliesUntilPlaced.putIfAbsent(client, times);
                }
            }
            if (rounds == null && placed >= NEARLY_ALL * latencies.size()) {
                rounds = looks;
            }
            boolean manyAsked = 2 * asked.size() >= latencies.size();
            if (roundsOfAsked == null && manyAsked && placedOfAsked >= NEARLY_ALL * asked.size()) {
                roundsOfAsked = looks;
            }
            looks++;
        }

        Retiered result() {
            int clients = latencies.size();
            List<Integer> replies =
                    repliesUntilPlaced.values().stream().sorted().toList();
            Double median = replies.isEmpty() ? null : (double) replies.get(replies.size() / 2);
            return new Retiered(
                    clients, clients == 0 ? Double.NaN : (double) placed / clients, rounds, roundsOfAsked, median);
        }
    }
}
