package io.tifl.kernels;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Times rivals side by side: in every repetition all of them, in an order drawn anew, by the processor time of this
 * thread, so that other load on the machine counts for none of them or for all.
 */
final class PairedTimer {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final double SAMPLE_NANOS = 400_000;

    /** What is timed. */
    interface Work {
        void run() throws Throwable;
    }

    /** Nanoseconds per call of each rival, by repetition. */
    record Times(Map<String, double[]> nanos) {
        double low(String name) {
            double[] sorted = nanos.get(name).clone();
            Arrays.sort(sorted);
            return sorted[sorted.length / 10];
        }

        double median(String name) {
            return median(nanos.get(name));
        }

        /** The median over the repetitions of how many times as long the other takes. */
        double speedup(String name, String other) {
            double[] ratios = new double[nanos.get(name).length];
            for (int i = 0; i < ratios.length; i++) {
                ratios[i] = nanos.get(other)[i] / nanos.get(name)[i];
            }
            return median(ratios);
        }

        private static double median(double[] values) {
            double[] sorted = values.clone();
            Arrays.sort(sorted);
            return sorted[sorted.length / 2];
        }
    }

    private PairedTimer() {}

    static Times time(Map<String, Work> rivals, int repetitions) throws Throwable {
        Map<String, double[]> nanos = new LinkedHashMap<>();
        Map<String, Integer> calls = new LinkedHashMap<>();
        for (var rival : rivals.entrySet()) {
            nanos.put(rival.getKey(), new double[repetitions]);
            calls.put(rival.getKey(), calls(rival.getValue()));
        }
        List<String> order = new ArrayList<>(rivals.keySet());
        Random random = new Random(1);
        for (int i = 0; i < repetitions; i++) {
            Collections.shuffle(order, random);
            for (String name : order) {
                nanos.get(name)[i] = sample(rivals.get(name), calls.get(name));
            }
        }
        return new Times(nanos);
    }

    private static int calls(Work work) throws Throwable {
        sample(work, 20);
        double once = sample(work, 5);
        return (int) Math.clamp(SAMPLE_NANOS / once, 1, 100_000);
    }

    private static double sample(Work work, int calls) throws Throwable {
        work.run();
        if (calls > 2) {
            work.run();
        }
        long before = THREADS.getCurrentThreadCpuTime();
        for (int i = 0; i < calls; i++) {
            work.run();
        }
        return (double) (THREADS.getCurrentThreadCpuTime() - before) / calls;
    }
}
