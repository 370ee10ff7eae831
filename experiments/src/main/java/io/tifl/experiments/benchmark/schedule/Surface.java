package io.tifl.experiments.benchmark.schedule;

import io.tifl.protocol.Seed;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Every pair of policies against round robin with first come, first served: for every distribution of sizes and every load, on
 * the same traces. The same for any number of threads.
 *
 * @param options what was simulated
 * @param cells by sizes, load, placement and order
 */
public record Surface(Options options, List<Cell> cells) {
    private static final List<String> PLACEMENTS = List.of("round-robin", "shortest-queue", "least-work");
    private static final List<String> ORDERS = List.of("fcfs", "sjf", "ageing");

    public Surface {
        cells = List.copyOf(cells);
    }

    /**
     * What to simulate.
     *
     * @param workers of the cluster
     * @param meanSize seconds of a job in the mean
     * @param jobs of a trace with arrivals
     * @param jobsAtOnce of a trace without
     * @param error σ of the logarithm of estimate over size
     * @param tau seconds of ageing
     * @param sizes distributions
     * @param loads infinite for all at once
     * @param seeds how many traces for each
     * @param seed of all chance
     */
    public record Options(
            int workers,
            double meanSize,
            int jobs,
            int jobsAtOnce,
            double error,
            double tau,
            List<JobSizes> sizes,
            List<Double> loads,
            int seeds,
            long seed) {
        public Options {
            sizes = List.copyOf(sizes);
            loads = List.copyOf(loads);
            if (seeds < 1) {
                throw new IllegalArgumentException("at least 1 seed is needed, got " + seeds);
            }
        }

        /** Four workers, jobs of a minute in the mean, 200 of them or 60 at once, exact estimates, 30 seeds. */
        public static Options standard() {
            return new Options(
                    4,
                    60,
                    200,
                    60,
                    0,
                    QueueOrders.TAU,
                    List.of(JobSizes.values()),
                    List.of(0.5, 0.7, 0.9, Double.POSITIVE_INFINITY),
                    30,
                    1);
        }

        public Options withSizes(List<JobSizes> sizes) {
            return new Options(workers, meanSize, jobs, jobsAtOnce, error, tau, sizes, loads, seeds, seed);
        }

        public Options withLoads(List<Double> loads) {
            return new Options(workers, meanSize, jobs, jobsAtOnce, error, tau, sizes, loads, seeds, seed);
        }

        public Options withError(double error) {
            return new Options(workers, meanSize, jobs, jobsAtOnce, error, tau, sizes, loads, seeds, seed);
        }

        public Options withSeeds(int seeds, long seed) {
            return new Options(workers, meanSize, jobs, jobsAtOnce, error, tau, sizes, loads, seeds, seed);
        }

        public Options withWorkers(int workers) {
            return new Options(workers, meanSize, jobs, jobsAtOnce, error, tau, sizes, loads, seeds, seed);
        }

        Traces traces(JobSizes sizes, double load) {
            return new Traces(sizes, meanSize, Double.isInfinite(load) ? jobsAtOnce : jobs, workers, load, error);
        }
    }

    /**
     * One pair of policies on one kind of trace; ratios are those of round robin with first come, first served to it.
     *
     * @param load infinite for all at once
     * @param gain of the mean completion time
     * @param gainAtP95 of its 95th percentile
     * @param gainOfLong of the 99th percentile of the longest fifth
     * @param makespan of this pair over that of the baseline: above 1 is worse
     * @param mean completion time in seconds, over all seeds
     * @param p95 seconds, mean over the seeds
     * @param p99OfLong seconds, mean over the seeds
     */
    public record Cell(
            JobSizes sizes,
            double load,
            String placement,
            String order,
            Gain gain,
            Gain gainAtP95,
            Gain gainOfLong,
            Gain makespan,
            double mean,
            double p95,
            double p99OfLong) {}

    /** @throws IllegalArgumentException if there is no such cell */
    public Cell cell(JobSizes sizes, double load, String placement, String order) {
        return cells.stream()
                .filter(cell -> cell.sizes() == sizes
                        && cell.load() == load
                        && cell.placement().equals(placement)
                        && cell.order().equals(order))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "no cell of " + sizes + ", load " + load + ", " + placement + "+" + order));
    }

    /**
     * Simulates.
     *
     * @param threads at least 1
     */
    public static Surface of(Options options, int threads) throws InterruptedException {
        List<Future<List<Cell>>> parts = new ArrayList<>();
        List<Cell> cells = new ArrayList<>();
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            for (JobSizes sizes : options.sizes()) {
                for (double load : options.loads()) {
                    parts.add(pool.submit(() -> row(options, sizes, load)));
                }
            }
            for (Future<List<Cell>> part : parts) {
                cells.addAll(part.get());
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        }
        return new Surface(options, cells);
    }

    private static List<Cell> row(Options options, JobSizes sizes, double load) {
        List<List<SimulatedJob>> traces = traces(options, sizes, load);
        List<Schedule> base = schedules(options, Policies.baseline(), traces);
        List<Cell> row = new ArrayList<>();
        for (String placement : PLACEMENTS) {
            for (String order : ORDERS) {
                List<Schedule> schedules = schedules(options, policies(options, placement, order), traces);
                row.add(cell(options, sizes, load, placement, order, base, schedules));
            }
        }
        return row;
    }

    private static List<List<SimulatedJob>> traces(Options options, JobSizes sizes, double load) {
        Traces traces = options.traces(sizes, load);
        Seed seed = new Seed(options.seed()).child("trace");
        List<List<SimulatedJob>> all = new ArrayList<>();
        for (int i = 0; i < options.seeds(); i++) {
            all.add(traces.draw(seed.child(i)));
        }
        return all;
    }

    private static Policies policies(Options options, String placement, String order) {
        QueueOrder queue = order.equals("ageing")
                ? QueueOrder.ageing(options.tau())
                : QueueOrder.catalog().get(order);
        return new Policies(Placement.catalog().get(placement), queue);
    }

    private static List<Schedule> schedules(Options options, Policies policies, List<List<SimulatedJob>> traces) {
        return traces.stream()
                .map(trace -> ClusterSimulator.run(policies, options.workers(), trace))
                .toList();
    }

    private static Cell cell(
            Options options,
            JobSizes sizes,
            double load,
            String placement,
            String order,
            List<Schedule> base,
            List<Schedule> mine) {
        Comparison compared = new Comparison(base, mine, new Seed(options.seed()).child("resampling"));
        return new Cell(
                sizes,
                load,
                placement,
                order,
                compared.gain(Schedule::mean),
                compared.gain(Schedule::p95),
                compared.gain(Schedule::p99OfLong),
                compared.cost(Schedule::makespan),
                compared.average(Schedule::mean),
                compared.average(Schedule::p95),
                compared.average(Schedule::p99OfLong));
    }
}
