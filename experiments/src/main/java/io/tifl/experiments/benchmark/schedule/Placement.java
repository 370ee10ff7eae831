package io.tifl.experiments.benchmark.schedule;

import io.tifl.protocol.plugin.Catalog;
import io.tifl.protocol.plugin.Named;
import java.util.List;

/** The leader's tier: which worker gets a job that arrives. A pure function, so thread-safe. */
public interface Placement extends Named {
    /**
     * Chooses a worker.
     *
     * @param eligible those that may run the job, at least one, in the order of their numbers
     * @param placed jobs that were placed before
     * @return one of the workers' numbers
     */
    int choose(List<WorkerLoad> eligible, long placed);

    /** All placements, by name: the built-in ones, and those the service loader finds. */
    static Catalog<Placement> catalog() {
        return Placements.CATALOG;
    }
}
