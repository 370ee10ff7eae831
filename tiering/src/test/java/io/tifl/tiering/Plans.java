package io.tifl.tiering;

import io.tifl.protocol.ClientId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.SequencedMap;

/** Plans and feedback for tests. */
final class Plans {
    private Plans() {}

    static ClientId client(int number) {
        return new ClientId("c%04d".formatted(number));
    }

    /** Five tiers of ten: clients 0 to 9 take 1 s, 10 to 19 2 s, then 4 s, 8 s and 16 s. */
    static TierPlan paper() {
        return evenly(5, 10, 5);
    }

    /** Tiers of equal size that take 1 s, 2 s, 4 s, ... */
    static TierPlan evenly(int tiers, int size, int smallest) {
        SequencedMap<ClientId, Duration> latencies = new LinkedHashMap<>();
        for (int i = 0; i < tiers * size; i++) {
            latencies.put(client(i), Duration.ofSeconds(1L << (i / size)));
        }
        return new Splitting(new QuantileSplit(), OptionalInt.of(tiers), smallest).plan(Profiles.of(latencies));
    }

    /** A round of one tier in which everything went as profiled. */
    static Feedback round(TierPlan plan, int tier, double... accuracies) {
        List<OptionalDouble> measured = new ArrayList<>();
        for (double accuracy : accuracies) {
            measured.add(Double.isNaN(accuracy) ? OptionalDouble.empty() : OptionalDouble.of(accuracy));
        }
        Cohort cohort = new Cohort(OptionalInt.of(tier), List.copyOf(plan.clients(tier)));
        return new Feedback(plan.roundsCompleted(), cohort, new LinkedHashMap<>(), new LinkedHashMap<>(), measured);
    }

    /** A round in which some clients showed latencies. */
    static Feedback seen(TierPlan plan, SequencedMap<ClientId, Duration> latencies) {
        return feedback(plan, latencies, new LinkedHashMap<>());
    }

    static Feedback feedback(
            TierPlan plan, SequencedMap<ClientId, Duration> latencies, SequencedMap<ClientId, Duration> timedOut) {
        List<ClientId> asked = new ArrayList<>(latencies.keySet());
        asked.addAll(timedOut.keySet());
        return new Feedback(
                plan.roundsCompleted(), new Cohort(OptionalInt.of(0), asked), latencies, timedOut, List.of());
    }

    static SequencedMap<ClientId, Duration> took(int client, Duration latency) {
        SequencedMap<ClientId, Duration> map = new LinkedHashMap<>();
        map.put(client(client), latency);
        return map;
    }
}
