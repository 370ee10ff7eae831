package io.tifl.experiments.benchmark.lead;

import io.tifl.experiments.benchmark.schedule.ClusterSimulator;
import io.tifl.experiments.benchmark.schedule.Policies;
import io.tifl.experiments.benchmark.schedule.Schedule;
import io.tifl.experiments.benchmark.schedule.SimulatedJob;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * What policies were worth: benchmarks as they were really done, against a simulation of round robin with first come, first
 * served on the same trace of submissions and durations.
 *
 * @param jobs that were done
 * @param followers they could run on
 * @param mean completion time in seconds, from submission to result
 * @param makespan seconds from the first submission to the last result
 * @param baselineMean seconds, in the simulation
 * @param baselineMakespan seconds, in the simulation
 * @param requeues attempts beyond the first
 */
public record Shadow(
        int jobs,
        int followers,
        double mean,
        double makespan,
        double baselineMean,
        double baselineMakespan,
        int requeues) {

    /** How many times shorter the mean completion time was. */
    public double speedUp() {
        return baselineMean / mean;
    }

    /**
     * Of benchmarks that are done; others are left out.
     *
     * @param followers names of all that were there; those that the benchmarks name are added
     * @return empty if none is done
     */
    public static Optional<Shadow> of(Collection<BenchmarkJob> jobs, Collection<String> followers) {
        List<BenchmarkJob> done = jobs.stream()
                .filter(job -> job.status() == BenchmarkStatus.DONE)
                .sorted(Comparator.comparing(BenchmarkJob::submitted)
                        .thenComparingInt(BenchmarkJob::index)
                        .thenComparing(BenchmarkJob::name))
                .toList();
        if (done.isEmpty()) {
            return Optional.empty();
        }
        TreeSet<String> names = new TreeSet<>(followers);
        done.forEach(job -> job.follower().ifPresent(names::add));
        return Optional.of(of(done, new ArrayList<>(names)));
    }

    private static Shadow of(List<BenchmarkJob> done, List<String> names) {
        Instant first = done.getFirst().submitted();
        Instant last = done.stream()
                .flatMap(job -> job.ended().stream())
                .max(Comparator.naturalOrder())
                .orElse(first);
        List<SimulatedJob> trace =
                done.stream().map(job -> simulated(job, first, names)).toList();
        Schedule base = ClusterSimulator.run(Policies.baseline(), names.size(), trace);
        return new Shadow(
                done.size(),
                names.size(),
                done.stream()
                        .mapToDouble(job -> seconds(job.completion().orElse(Duration.ZERO)))
                        .average()
                        .orElse(0),
                seconds(Duration.between(first, last)),
                base.mean(),
                base.makespan(),
                done.stream().mapToInt(job -> Math.max(0, job.attempt() - 1)).sum());
    }

    /** It takes as long as it held its follower, and may run where it was allowed to. */
    private static SimulatedJob simulated(BenchmarkJob job, Instant first, List<String> names) {
        double held = job.started().isPresent() && job.ended().isPresent()
                ? seconds(Duration.between(job.started().get(), job.ended().get()))
                : job.actual().orElse(0);
        BitSet eligible = new BitSet();
        for (int i = 0; i < names.size(); i++) {
            eligible.set(i, DevicePattern.matches(job.spec().device(), names.get(i)));
        }
        return new SimulatedJob(
                Math.max(0, seconds(Duration.between(first, job.submitted()))),
                Math.max(0, held),
                Math.max(0, job.estimate().orElse(0)),
                eligible);
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }
}
