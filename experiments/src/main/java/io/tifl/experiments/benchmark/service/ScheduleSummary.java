package io.tifl.experiments.benchmark.service;

import io.tifl.experiments.benchmark.lead.Shadow;

/**
 * What the policies were worth: benchmarks that are done, against a simulation of round robin with first come, first served.
 * Times are in seconds.
 */
record ScheduleSummary(
        int benchmarks,
        int followers,
        double meanCompletion,
        double makespan,
        double baselineMeanCompletion,
        double baselineMakespan,
        double speedUp,
        int requeues) {
    static ScheduleSummary of(Shadow shadow) {
        return new ScheduleSummary(
                shadow.jobs(),
                shadow.followers(),
                shadow.mean(),
                shadow.makespan(),
                shadow.baselineMean(),
                shadow.baselineMakespan(),
                shadow.speedUp(),
                shadow.requeues());
    }
}
