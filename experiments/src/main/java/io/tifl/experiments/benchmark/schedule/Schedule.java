package io.tifl.experiments.benchmark.schedule;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What became of a trace: when each job was done.
 *
 * @param jobs the trace
 * @param completions seconds from submission to the end, of each job
 */
public record Schedule(List<SimulatedJob> jobs, List<Double> completions) {
    /** The share of jobs that count as long. */
    private static final double LONG = 0.2;

    public Schedule {
        jobs = List.copyOf(jobs);
        completions = List.copyOf(completions);
    }

    /** Mean completion time in seconds; 0 of no jobs. */
    public double mean() {
        return completions.stream().mapToDouble(Double::doubleValue).average().orElse(0);
    }

    /** 95th percentile of completion times, in seconds. */
    public double p95() {
        return percentile(completions, 95);
    }

    /** 99th percentile of the completion times of the longest fifth of the jobs: who pays for short jobs going first. */
    public double p99OfLong() {
        List<Integer> bySize = new ArrayList<>();
        for (int i = 0; i < jobs.size(); i++) {
            bySize.add(i);
        }
        bySize.sort(
                Comparator.comparingDouble((Integer i) -> jobs.get(i).size()).reversed());
        int count = (int) Math.ceil(LONG * jobs.size());
        return percentile(
                bySize.subList(0, count).stream().map(completions::get).toList(), 99);
    }

    /** Seconds from the first submission to the end of the last job; 0 of no jobs. */
    public double makespan() {
        double first = Double.POSITIVE_INFINITY;
        double last = 0;
        for (int i = 0; i < jobs.size(); i++) {
            first = Math.min(first, jobs.get(i).submitted());
            last = Math.max(last, jobs.get(i).submitted() + completions.get(i));
        }
        return jobs.isEmpty() ? 0 : last - first;
    }

    private static double percentile(List<Double> values, double percentile) {
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int rank = (int) Math.ceil(percentile / 100 * sorted.length);
        return sorted.length == 0 ? 0 : sorted[Math.clamp(rank - 1, 0, sorted.length - 1)];
    }
}
