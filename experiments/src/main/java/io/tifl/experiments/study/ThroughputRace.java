package io.tifl.experiments.study;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Several ways of doing the same work, timed in turn on one thread by its processor time. Confined to one thread. */
final class ThroughputRace {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final double WARM_UPS = 2;

    private final List<Runner> runners;
    private final int repetitions;
    private final double seconds;

    /** One way: does a batch. */
    @FunctionalInterface
    interface Runner {
        void run() throws InterruptedException;
    }

    /**
     * What a way does.
     *
     * @param rate batches per second of processor time, median over the repetitions
     * @param ratio to the first way's rate in the same repetition, median
     * @param leastRatio over the repetitions
     * @param greatestRatio over the repetitions
     */
    record Standing(double rate, double ratio, double leastRatio, double greatestRatio) {}

    /** @param seconds of each way in each repetition */
    ThroughputRace(List<Runner> runners, int repetitions, double seconds) {
        this.runners = List.copyOf(runners);
        this.repetitions = repetitions;
        this.seconds = seconds;
    }

    /** A standing for each way. */
    List<Standing> run() throws InterruptedException {
        for (Runner runner : runners) {
            rate(runner, WARM_UPS * seconds);
        }
        double[][] rates = new double[runners.size()][repetitions];
        for (int r = 0; r < repetitions; r++) {
            for (int i = 0; i < rates.length; i++) {
                rates[i][r] = rate(runners.get(i), seconds);
            }
        }
        List<Standing> standings = new ArrayList<>();
        for (double[] own : rates) {
            double[] ratios = new double[repetitions];
            Arrays.setAll(ratios, r -> own[r] / rates[0][r]);
            Arrays.sort(ratios);
            double[] sorted = own.clone();
            Arrays.sort(sorted);
            standings.add(
                    new Standing(sorted[repetitions / 2], ratios[repetitions / 2], ratios[0], ratios[repetitions - 1]));
        }
        return standings;
    }

    private static double rate(Runner runner, double seconds) throws InterruptedException {
        long start = THREADS.getCurrentThreadCpuTime();
        long nanos = 0;
        long batches = 0;
        // Few looks at the clock where a batch takes microseconds.
        for (long some = 1; nanos < seconds * 1e9; some = nanos < seconds * 1e8 ? 2 * some : some) {
            for (long i = 0; i < some; i++) {
                runner.run();
            }
            batches += some;
            nanos = THREADS.getCurrentThreadCpuTime() - start;
        }
        return batches / (nanos * 1e-9);
    }
}
