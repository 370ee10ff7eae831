package io.tifl.experiments.benchmark.model;

import io.tifl.experiments.benchmark.model.DeviceProbe.Rate;
import java.util.ArrayList;
import java.util.List;

/** How fast memory is: STREAM's triad over arrays of 32-bit floats, three streams of which each value is counted once; and reading. */
final class Triad {
    /** 64 MiB an array; with three of them more than the caches hold. */
    private static final int VALUES = 1 << 24;

    private static final int ROUNDS = 5;
    private static final int BYTES = 3 * Float.BYTES;

    private Triad() {}

    /** The best of several rounds. */
    static Rate measure(int threads) {
        float[] sum = new float[VALUES];
        float[] one = new float[VALUES];
        float[] other = new float[VALUES];
        double best = Double.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            float factor = round;
            best = Math.min(best, shared(threads, (from, to) -> triad(sum, one, other, factor, from, to)));
        }
        return new Rate((double) BYTES * VALUES / best, "triad over 3 x 64 MiB, " + threads + " threads");
    }

    /** The best of several rounds of reading alone, as a model reads its weights. */
    static Rate reading(int threads) {
        int[] values = new int[3 * VALUES];
        int[] sums = new int[1];
        double best = Double.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            best = Math.min(best, shared(threads, (from, to) -> {
                int sum = sum(values, 3 * from, 3 * to);
                if (sum != 0) {
                    sums[0] = sum;
                }
            }));
        }
        if (sums[0] != 0) {
            throw new IllegalStateException("zeros add up to " + sums[0]);
        }
        return new Rate((double) BYTES * VALUES / best, "reading 192 MiB, " + threads + " threads");
    }

    private static int sum(int[] values, int from, int to) {
        int sum = 0;
        for (int i = from; i < to; i++) {
            sum += values[i];
        }
        return sum;
    }

    /** Part of a loop. */
    private interface Part {
        void run(int from, int to);
    }

    private static void triad(float[] sum, float[] one, float[] other, float factor, int from, int to) {
        for (int i = from; i < to; i++) {
            sum[i] = one[i] + factor * other[i];
        }
    }

    /** Seconds until all threads are done; to start one takes less than a hundredth of what it does. */
    private static double shared(int threads, Part part) {
        List<Thread> others = new ArrayList<>();
        long begun = System.nanoTime();
        for (int i = 1; i < threads; i++) {
            int from = share(i, threads);
            int to = share(i + 1, threads);
            others.add(Thread.ofPlatform().daemon().start(() -> part.run(from, to)));
        }
        part.run(0, share(1, threads));
        others.forEach(Triad::join);
        return (System.nanoTime() - begun) / 1e9;
    }

    private static int share(int part, int parts) {
        return (int) ((long) VALUES * part / parts);
    }

    private static void join(Thread thread) {
        boolean interrupted = false;
        while (true) {
            try {
                thread.join();
                break;
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
