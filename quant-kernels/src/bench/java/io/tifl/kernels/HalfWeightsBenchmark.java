package io.tifl.kernels;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import io.tifl.kernels.PairedTimer.Times;
import io.tifl.kernels.PairedTimer.Work;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.pytorch.global.torch;

/**
 * Floats times weights of 16 bits by this module and by FBGEMM, on one thread; every product is compared with FBGEMM's
 * before it is timed. The command is in {@code README.md}.
 */
final class HalfWeightsBenchmark {
    private static final int SIDE = 512;
    private static final long WARM_UP_NANOS = 500_000_000;

    private HalfWeightsBenchmark() {}

    /** Arguments: repetitions (15), and {@code avx2}, with which FBGEMM uses no more than that. */
    public static void main(String[] arguments) throws Throwable {
        Loader.load(torch.class);
        SymbolLookup library = RowsBenchmark.library();
        int repetitions = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 15;
        if (List.of(arguments).contains("avx2")) {
            new FbgemmRows(library).useAvx2();
        }
        for (int rows : new int[] {1, 4, 6, 16, 64, 119}) {
            time(library, new GemmShape(rows, SIDE, SIDE), repetitions);
        }
        for (int rows : new int[] {1, 6, 64}) {
            time(library, new GemmShape(rows, 2 * SIDE + 5, 2 * SIDE), repetitions);
        }
        time(library, new GemmShape(256, 2 * SIDE, 2 * SIDE), repetitions);
    }

    private static void time(SymbolLookup library, GemmShape shape, int repetitions) throws Throwable {
        try (Arena arena = Arena.ofShared()) {
            SplittableRandom random = new SplittableRandom(1);
            float[] values = floats(random, shape.depth() * shape.columns());
            MemorySegment inputs = arena.allocate((long) Float.BYTES * shape.rows() * shape.depth(), 64);
            inputs.copyFrom(MemorySegment.ofArray(floats(random, shape.rows() * shape.depth())));
            MemorySegment outputs = arena.allocate((long) Float.BYTES * shape.rows() * shape.columns(), 64);
            MemorySegment theirOutputs = arena.allocate(outputs.byteSize(), 64);
            HalfWeights ours = HalfWeights.pack(values, shape.depth(), shape.columns());
            FbgemmHalfWeights theirs =
                    new FbgemmHalfWeights(library, arena, arena.allocateFrom(JAVA_FLOAT, values), shape);
            Rows in = new Rows(inputs, shape.rows(), (long) Float.BYTES * shape.depth());
            Rows out = new Rows(outputs, shape.rows(), (long) Float.BYTES * shape.columns());
            Map<String, Work> works = new LinkedHashMap<>();
            works.put("ours", () -> ours.multiply(in, out));
            works.put("FBGEMM", () -> theirs.multiply(shape.rows(), inputs, theirOutputs));
            for (Work work : works.values()) {
                long end = System.nanoTime() + WARM_UP_NANOS;
                while (System.nanoTime() < end) {
                    work.run();
                }
            }
            requireClose(shape, outputs, theirOutputs);
            Times times = PairedTimer.time(works, repetitions);
            double operations = 2.0 * shape.rows() * shape.columns() * shape.depth();
            System.out.printf(
                    "%d x %d x %d, 16-bit weights: %.1f GFLOP/s, FBGEMM %.1f, x %.2f; %s%n",
                    shape.rows(),
                    shape.columns(),
                    shape.depth(),
                    operations / times.median("ours"),
                    operations / times.median("FBGEMM"),
                    times.speedup("ours", "FBGEMM"),
                    outputs.mismatch(theirOutputs) < 0 ? "the same bits" : "other roundings");
        }
    }

    private static float[] floats(SplittableRandom random, int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    /** FBGEMM may cut the depth into blocks, so that sums are rounded otherwise. */
    private static void requireClose(GemmShape shape, MemorySegment ours, MemorySegment theirs) {
        double bound = 0x1p-22 * shape.depth() * Math.sqrt(shape.depth());
        for (int i = 0; i < shape.rows() * shape.columns(); i++) {
            float value = ours.getAtIndex(JAVA_FLOAT, i);
            if (!(Math.abs(value - theirs.getAtIndex(JAVA_FLOAT, i)) <= bound)) {
                throw new IllegalStateException(
                        shape + ": " + value + " is " + theirs.getAtIndex(JAVA_FLOAT, i) + " with FBGEMM");
            }
        }
    }
}
