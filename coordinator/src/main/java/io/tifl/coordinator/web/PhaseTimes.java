package io.tifl.coordinator.web;

import io.tifl.coordinator.job.Progress.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How long each phase of a round took. Where one lies within another, as an evaluation while others train, it counts for the
 * inner one; what belongs to none is {@code combine}. Confined to one thread.
 */
final class PhaseTimes {
    /** Adding up, stepping, storing. */
    static final String COMBINE = "combine";

    private final Map<Phase, Duration> taken = new EnumMap<>(Phase.class);
    private final SequencedMap<Phase, Instant> open = new LinkedHashMap<>();
    private @Nullable Instant began;
    private @Nullable Instant mark;

    void begin(Phase phase, Instant at) {
        charge(at);
        if (began == null) {
            began = at;
        }
        open.putIfAbsent(phase, at);
    }

    void end(Phase phase, Instant at) {
        charge(at);
        open.remove(phase);
    }

    /** To the innermost phase, what passed since the last look. */
    private void charge(Instant at) {
        if (!open.isEmpty() && mark != null && at.isAfter(mark)) {
            taken.merge(open.lastEntry().getKey(), Duration.between(mark, at), Duration::plus);
        }
        mark = at;
    }

    /** What the round that ends took, in seconds by phase; the next one begins. */
    Map<String, Double> round(Instant at) {
        charge(at);
        Map<String, Double> seconds = new TreeMap<>();
        Duration sum = Duration.ZERO;
        for (Map.Entry<Phase, Duration> entry : taken.entrySet()) {
            seconds.put(entry.getKey().shown(), seconds(entry.getValue()));
            sum = sum.plus(entry.getValue());
        }
        Duration whole = began == null ? Duration.ZERO : Duration.between(began, at);
        seconds.put(COMBINE, Math.max(0, seconds(whole.minus(sum))));
        taken.clear();
        began = open.isEmpty() ? null : at;
        return seconds;
    }

    /** Nothing of it belongs to a round. */
    void forget() {
        taken.clear();
        open.clear();
        began = null;
        mark = null;
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }
}
