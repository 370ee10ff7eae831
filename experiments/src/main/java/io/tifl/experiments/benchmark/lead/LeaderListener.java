package io.tifl.experiments.benchmark.lead;

/** Told what happens to benchmarks, on threads of the leader, which wait meanwhile. */
public interface LeaderListener {
    /** A benchmark was queued, began or ended. */
    default void changed(BenchmarkJob job) {}

    /** Nothing is left to be done: what the policies were worth since the last time. */
    default void batch(Shadow shadow) {}

    static LeaderListener none() {
        return new LeaderListener() {};
    }
}
