package io.tifl.experiments.study;

import io.tifl.experiments.sim.VirtualClock;
import io.tifl.protocol.ClientId;
import io.tifl.tiering.TierPlan;
import io.tifl.tiering.TierSplit;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a coordinator is told besides what its rounds show. A pure function: a run that is taken up again is told the same. */
@FunctionalInterface
interface Insight {
    /** The plan after a round, given what the tiering policy made of it. */
    TierPlan after(JournalEntry round, TierPlan plan);

    static Insight none() {
        return (round, plan) -> plan;
    }

    /**
     * Clients are split anew by the speeds they really have after a change, with the first round that ends after it.
     *
     * @param truth a plan whose clients were profiled after the change
     */
    static Insight ofDrift(Instant at, TierPlan truth, TierSplit split) {
        long change = Duration.between(VirtualClock.START, at).toNanos();
        Map<ClientId, Duration> latencies = latencies(truth);
        return (round, plan) -> round.startedNanos() < change && round.startedNanos() + round.elapsedNanos() >= change
                ? plan.resplit(latencies, split)
                : plan;
    }

    private static Map<ClientId, Duration> latencies(TierPlan plan) {
        Map<ClientId, Duration> latencies = new LinkedHashMap<>();
        for (int tier = 0; tier < plan.tierCount(); tier++) {
            for (ClientId client : plan.clients(tier)) {
                plan.latency(client).ifPresent(latency -> latencies.put(client, latency));
            }
        }
        return latencies;
    }
}
