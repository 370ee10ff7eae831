package io.tifl.experiments.benchmark.schedule;

import java.util.BitSet;

/**
 * A job of a trace.
 *
 * @param submitted seconds from the start
 * @param size seconds it takes on any worker
 * @param estimate seconds it is thought to take
 * @param eligible numbers of the workers that may run it; empty for all
 */
public record SimulatedJob(double submitted, double size, double estimate, BitSet eligible) {
    public SimulatedJob {
        if (!(submitted >= 0 && size >= 0 && estimate >= 0) || Double.isInfinite(submitted + size + estimate)) {
            throw new IllegalArgumentException(
                    "times of a job must be finite and at least 0, got " + submitted + ", " + size + ", " + estimate);
        }
        eligible = (BitSet) eligible.clone();
    }

    /** A job that any worker may run. */
    public SimulatedJob(double submitted, double size, double estimate) {
        this(submitted, size, estimate, new BitSet());
    }

    boolean mayRunOn(int worker) {
        return eligible.isEmpty() || eligible.get(worker);
    }
}
