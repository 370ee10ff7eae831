package io.tifl.experiments.benchmark.result;

import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * One repeat: what was sent and what came back.
 *
 * @param seed of its chance
 * @param planned requests of the plan
 * @param batch examples in each
 * @param wall from the first planned time to the last answer
 * @param offered requests per second that were planned; 0 in closed loops
 * @param counts what became of them
 * @param stages how long they took
 * @param lag how far the generator itself was behind its plan when it sent
 * @param utilisation share of this process's and its server's processor time in what the machine has, 0 to 1; NaN if unknown
 * @param verdict on the objective
 */
public record Measurement(
        long seed,
        long planned,
        int batch,
        Duration wall,
        double offered,
        Counts counts,
        Map<Stage, Latencies> stages,
        Latencies lag,
        double utilisation,
        Verdict verdict) {
    public Measurement {
        Map<Stage, Latencies> ordered = new EnumMap<>(Stage.class);
        ordered.putAll(stages);
        stages = Collections.unmodifiableMap(ordered);
    }

    public Latencies stage(Stage stage) {
        return stages.getOrDefault(stage, Latencies.none());
    }

    /** Examples answered per second: batch times answers over wall time. */
    public double throughput() {
        return perSecond((double) batch * counts.answered());
    }

    /** Requests per second answered within the objective's limit. */
    public double goodput() {
        return perSecond((double) counts.ok());
    }

    /** Share of all requests that were answered within the limit; 0 if there were none. */
    public double attainment() {
        return counts.total() == 0 ? 0 : (double) counts.ok() / counts.total();
    }

    private double perSecond(double amount) {
        return wall.isZero() ? 0 : amount / (wall.toNanos() / 1e9);
    }
}
