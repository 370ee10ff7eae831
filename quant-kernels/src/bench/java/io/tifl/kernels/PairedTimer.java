package io.tifl.kernels;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Times rivals side by side: in every repetition all of them, in an order drawn anew, by the processor time of this
 * thread, so that other load on the machine counts for none of them or for all.
 */
final class PairedTimer {
    private static final double SAMPLE_NANOS = 400_000;

    /** What is timed. */
    interface Work {
        void run() throws Throwable;
    }

    /** A rival, and nanoseconds per call by repetition. */
    private record Rival(String name, Work work, int calls, List<Double> nanos) {}

    /** What all rivals took. */
    record Times(List<Rival> rivals) {
        double low(String name) {
            List<Double> sorted = nanos(name).stream().sorted().toList();
            return sorted.get(sorted.size() / 10);
        }

        double median(String name) {
            return median(nanos(name).stream().mapToDouble(Double::doubleValue).toArray());
        }

        /** The median over the repetitions of how many times as long the other takes. */
        double speedup(String name, String other) {
            double[] ratios = new double[nanos(name).size()];
            for (int i = 0; i < ratios.length; i++) {
                ratios[i] = nanos(other).get(i) / nanos(name).get(i);
            }
            return median(ratios);
        }

        private List<Double> nanos(String name) {
            return rivals.stream()
                    .filter(rival -> rival.name.equals(name))
                    .findFirst()
                    .orElseThrow()
                    .nanos;
        }

        private static double median(double[] values) {
            double[] sorted = values.clone();
            Arrays.sort(sorted);
            return sorted[sorted.length / 2];
        }
    }

    private PairedTimer() {}

    static Times time(Map<String, Work> works, int repetitions) throws Throwable {
        List<Rival> rivals = new ArrayList<>();
        for (var work : works.entrySet()) {
            rivals.add(new Rival(work.getKey(), work.getValue(), calls(work.getValue()), new ArrayList<>()));
        }
        List<Rival> order = new ArrayList<>(rivals);
        Random random = new Random(1);
        for (int i = 0; i < repetitions; i++) {
            Collections.shuffle(order, random);
            for (Rival rival : order) {
                rival.nanos.add(sample(rival.work, rival.calls));
            }
        }
        return new Times(rivals);
    }

    private static int calls(Work work) throws Throwable {
        sample(work, 20);
        double once = sample(work, 5);
        return (int) Math.clamp(SAMPLE_NANOS / once, 1.0, 100_000.0);
    }

    private static double sample(Work work, int calls) throws Throwable {
        work.run();
        if (calls > 2) {
            work.run();
        }
        long before = ThreadClock.nanos();
        for (int i = 0; i < calls; i++) {
            work.run();
        }
        long nanos = ThreadClock.nanos() - before;
        return nanos / (double) calls;
    }
}
