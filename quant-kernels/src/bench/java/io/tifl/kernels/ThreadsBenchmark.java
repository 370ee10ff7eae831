package io.tifl.kernels;

import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** One thread against two, by the clock: the least of many times, since other load only makes them longer. */
final class ThreadsBenchmark {
    private ThreadsBenchmark() {}

    static void run(int repetitions) {
        try (ExecutorService executor = Executors.newSingleThreadExecutor()) {
            for (GemmShape shape : new GemmShape[] {
                new GemmShape(128, 1024, 1024), new GemmShape(16, 4096, 2048), new GemmShape(1024, 1024, 1024)
            }) {
                run(shape, new Threads(executor, 2), 4 * repetitions);
            }
        }
    }

    private static void run(GemmShape shape, Threads two, int repetitions) {
        byte[] weights = new byte[shape.depth() * shape.columns()];
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (byte) random.nextInt(-63, 64);
        }
        Gemm gemm = PackedWeights.pack(weights, shape.depth(), shape.columns()).int32();
        try (Arena arena = Arena.ofShared()) {
            Rows a = new Rows(arena.allocate((long) shape.rows() * shape.depth(), 64), shape.rows(), shape.depth());
            Rows c = new Rows(
                    arena.allocate(4L * shape.rows() * shape.columns(), 64), shape.rows(), 4L * shape.columns());
            double[] one = new double[repetitions];
            double[] both = new double[repetitions];
            for (int i = 0; i < repetitions; i++) {
                one[i] = nanos(() -> gemm.multiply(a, c));
                both[i] = nanos(() -> gemm.multiply(a, c, two));
            }
            double least = Arrays.stream(one).min().orElseThrow();
            double leastOfBoth = Arrays.stream(both).min().orElseThrow();
            System.out.printf(
                    "%-18s one thread %.0f us, two %.0f us by the clock: x %.2f%n",
                    shape, least / 1000, leastOfBoth / 1000, least / leastOfBoth);
        }
    }

    private static double nanos(Runnable work) {
        long before = System.nanoTime();
        work.run();
        return System.nanoTime() - before;
    }
}
