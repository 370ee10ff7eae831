package io.tifl.kernels;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import io.tifl.kernels.PairedTimer.Times;
import io.tifl.kernels.PairedTimer.Work;
import io.tifl.kernels.jit.RegisterPeak;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.pytorch.global.torch;

/**
 * Products of bytes by this module, by FBGEMM, by oneDNN and, in floats, by OpenBLAS, on one thread, on FBGEMM's own shapes; results
 * are compared before they are timed. The command is in {@code README.md}.
 */
@SuppressWarnings("restricted")
final class GemmBenchmark {
    private static final String SEVEN = "7-bit";
    private static final String REDUCED = "reduced";
    private static final String FULL = "full";
    private static final String BYTES = "bytes";
    private static final String FBGEMM = "fbgemm";
    private static final String FBGEMM_BYTES = "fbgemm-bytes";
    private static final String RANGES = "fbgemm's ranges";
    private static final String SGEMM = "sgemm";
    private static final String ONEDNN = "onednn";
    private static final String PEAK = "peak";

    private static final List<String> OURS = List.of(RANGES, SEVEN, REDUCED, FULL);

    private static final long WARM_UP_NANOS = 5_000_000_000L;

    private static final float MULTIPLIER = 0.0003f;
    private static final int OUTPUT_ZERO = 5;
    private static final int INPUT_ZERO = 43;
    private static final int WEIGHT_ZERO = -30;

    private final Fbgemm fbgemm;
    private final OpenBlas openBlas;
    private final OneDnn oneDnn = new OneDnn();
    private final RegisterPeak peak = new RegisterPeak();
    private final int repetitions;
    private final Map<String, List<Double>> ratios = new TreeMap<>();

    private GemmBenchmark(int repetitions) throws Throwable {
        Loader.load(torch.class);
        this.fbgemm = new Fbgemm(library("libtorch_cpu.so"));
        this.openBlas = new OpenBlas(library("libopenblas.so.0"));
        this.repetitions = repetitions;
    }

    private static SymbolLookup library(String name) throws IOException {
        Path cache = Loader.getCacheDir().toPath();
        try (var files = Files.walk(cache)) {
            Path file = files.filter(path -> path.endsWith(name))
                    .filter(path -> path.toString().contains("pytorch") || path.toString().contains("0.3.31"))
                    .findFirst()
                    .orElseThrow(() -> new FileNotFoundException(name + " in " + cache));
            return SymbolLookup.libraryLookup(file, Arena.global());
        }
    }

    /** Arguments: repetitions (15), and what the names of shapes must contain. */
    public static void main(String[] arguments) throws Throwable {
        int repetitions = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 15;
        String wanted = arguments.length > 1 ? arguments[1] : "";
        GemmBenchmark benchmark = new GemmBenchmark(repetitions);
        System.out.println("GOP/s at the 10th percentile; x: median of paired ratios to FBGEMM's 32-bit accumulation");
        System.out.printf(
                "%-18s%6s%8s%16s%16s%16s%16s%16s%8s%7s%8s%7s%n",
                "M x N x K",
                "peak",
                "fbgemm",
                "its ranges",
                "7-bit weights",
                "inputs < 128",
                "full range",
                "to bytes",
                "onednn",
                "x",
                "sgemm",
                "x");
        benchmark.warmUp();
        for (GemmShape shape : GemmShape.FBGEMM) {
            if (shape.toString().contains(wanted)) {
                benchmark.run(shape, true);
            }
        }
        if (wanted.isEmpty()) {
            ThreadsBenchmark.run(repetitions);
        }
        benchmark.ratios.forEach((name, values) -> System.out.printf(
                "%-50s geomean %.2f, least %.2f of %d%n",
                name,
                Math.exp(values.stream().mapToDouble(Math::log).average().orElseThrow()),
                values.stream().mapToDouble(Double::doubleValue).min().orElseThrow(),
                values.size()));
    }

    /** Whatever is measured first is measured in the interpreter otherwise. */
    private void warmUp() throws Throwable {
        long end = System.nanoTime() + WARM_UP_NANOS;
        while (System.nanoTime() < end) {
            run(new GemmShape(1, 64, 64), false);
            run(new GemmShape(20, 64, 64), false);
        }
    }

    private void run(GemmShape shape, boolean counts) throws Throwable {
        try (Arena arena = Arena.ofShared()) {
            Times times = PairedTimer.time(rivals(shape, arena), repetitions);
            if (counts) {
                print(shape, times);
                add(shape, times);
            }
        }
    }

    private Map<String, Work> rivals(GemmShape shape, Arena arena) throws Throwable {
        SplittableRandom random = new SplittableRandom(shape.hashCode());
        byte[] seven = normal(random, shape, 63);
        byte[] trained = normal(random, shape, 127);
        byte[] tiny = bytes(random, shape.depth() * shape.columns(), -8, 9);
        MemorySegment fifty = arena.allocateFrom(JAVA_BYTE, bytes(random, shape.rows() * shape.depth(), 0, 51));
        byte[] eight = bytes(random, shape.depth() * shape.columns(), -128, 128);
        MemorySegment small = arena.allocateFrom(JAVA_BYTE, bytes(random, shape.rows() * shape.depth(), 0, 128));
        MemorySegment large = arena.allocateFrom(JAVA_BYTE, bytes(random, shape.rows() * shape.depth(), 0, 256));
        MemorySegment c = arena.allocate(4L * shape.rows() * shape.columns(), 64);
        MemorySegment other = arena.allocate(4L * shape.rows() * shape.columns(), 64);
        PackedWeights ofSeven = PackedWeights.pack(seven, shape.depth(), shape.columns());
        PackedWeights ofTrained = PackedWeights.pack(
                trained, shape.depth(), shape.columns(), Packing.DEFAULT.forInputsUpTo(127));
        PackedWeights ofEight = PackedWeights.pack(eight, shape.depth(), shape.columns());
        MemorySegment sevenInMemory = arena.allocateFrom(JAVA_BYTE, seven);
        Fbgemm.Weights theirs = fbgemm.new Weights(arena, sevenInMemory, shape.depth(), shape.columns());
        int[] bias = random.ints(shape.columns(), -1000, 1000).toArray();
        theirs.stage(
                shape.rows(), MULTIPLIER, OUTPUT_ZERO, INPUT_ZERO, WEIGHT_ZERO, columnOffsets(seven, shape), bias);
        Gemm toBytes = ofSeven.requantized(Requantization.of(INPUT_ZERO, OUTPUT_ZERO, MULTIPLIER)
                .withWeightZeroPoints(WEIGHT_ZERO)
                .withBias(bias));

        Map<String, Work> rivals = new LinkedHashMap<>();
        rivals.put(
                RANGES,
                ours(PackedWeights.pack(tiny, shape.depth(), shape.columns()).int32(), shape, fifty, c));
        rivals.put(SEVEN, ours(ofSeven.int32(), shape, large, c));
        rivals.put(REDUCED, ours(ofTrained.int32(), shape, small, c));
        rivals.put(FULL, ours(ofEight.int32(), shape, large, c));
        rivals.put(BYTES, ours(toBytes, shape, large, c, shape.columns()));
        rivals.put(FBGEMM, () -> theirs.int32(large, shape.rows(), other));
        rivals.put(FBGEMM_BYTES, () -> theirs.bytes(large, shape.rows(), other));
        requireSame(
                shape,
                ours(ofSeven.int32(), shape, large, c),
                () -> theirs.int32(large, shape.rows(), other),
                c,
                other,
                4L);
        requireSame(
                shape,
                ours(ofSeven.int32(), shape, large, c),
                () -> oneDnn.multiply(large, sevenInMemory, other, shape),
                c,
                other,
                4L);
        requireSame(
                shape,
                ours(toBytes, shape, large, c, shape.columns()),
                () -> theirs.bytes(large, shape.rows(), other),
                c,
                other,
                1L);
        MemorySegment floatsA = floats(arena, large);
        MemorySegment floatsB = floats(arena, sevenInMemory);
        rivals.put(ONEDNN, () -> oneDnn.multiply(large, sevenInMemory, other, shape));
        rivals.put(SGEMM, () -> openBlas.multiply(floatsA, floatsB, other, shape));
        rivals.put(PEAK, peak::run);
        return rivals;
    }

    private static Work ours(Gemm gemm, GemmShape shape, MemorySegment a, MemorySegment c) {
        return ours(gemm, shape, a, c, 4L * shape.columns());
    }

    private static Work ours(Gemm gemm, GemmShape shape, MemorySegment a, MemorySegment c, long stride) {
        Rows inputs = new Rows(a, shape.rows(), shape.depth());
        Rows outputs = new Rows(c, shape.rows(), stride);
        return () -> gemm.multiply(inputs, outputs);
    }

    /** With seven bits FBGEMM's and oneDNN's sums cannot saturate, so that even the largest inputs must give the same. */
    private static void requireSame(
            GemmShape shape, Work ours, Work theirs, MemorySegment c, MemorySegment other, long elementBytes)
            throws Throwable {
        ours.run();
        theirs.run();
        long size = elementBytes * shape.rows() * shape.columns();
        long at = c.asSlice(0, size).mismatch(other.asSlice(0, size));
        if (at >= 0) {
            throw new IllegalStateException(shape + ": results differ at byte " + at);
        }
    }

    private static int[] columnOffsets(byte[] weights, GemmShape shape) {
        int[] offsets = new int[shape.columns()];
        for (int i = 0; i < weights.length; i++) {
            offsets[i % offsets.length] += weights[i] - WEIGHT_ZERO;
        }
        return offsets;
    }

    /** Weights as training leaves them: normal, each column scaled so that its largest becomes {@code largest}. */
    private static byte[] normal(SplittableRandom random, GemmShape shape, int largest) {
        byte[] values = new byte[shape.depth() * shape.columns()];
        double[] column = new double[shape.depth()];
        for (int j = 0; j < shape.columns(); j++) {
            double max = 0;
            for (int k = 0; k < column.length; k++) {
                column[k] = random.nextGaussian();
                max = Math.max(max, Math.abs(column[k]));
            }
            for (int k = 0; k < column.length; k++) {
                values[k * shape.columns() + j] = (byte) Math.rint(column[k] * largest / max);
            }
        }
        return values;
    }

    private static byte[] bytes(SplittableRandom random, int count, int from, int to) {
        byte[] values = new byte[count];
        for (int i = 0; i < count; i++) {
            values[i] = (byte) random.nextInt(from, to);
        }
        return values;
    }

    private static MemorySegment floats(Arena arena, MemorySegment bytes) {
        MemorySegment floats = arena.allocate(JAVA_FLOAT, bytes.byteSize());
        for (long i = 0; i < bytes.byteSize(); i++) {
            floats.setAtIndex(JAVA_FLOAT, i, bytes.get(JAVA_BYTE, i));
        }
        return floats;
    }

    private static void print(GemmShape shape, Times times) {
        double peak = RegisterPeak.OPERATIONS / times.low(PEAK);
        System.out.printf("%-18s%6.0f%8.0f", shape, peak, shape.operations() / times.low(FBGEMM));
        for (String name : OURS) {
            System.out.printf("%8.0f x%6.2f", shape.operations() / times.low(name), times.speedup(name, FBGEMM));
        }
        System.out.printf("%8.0f x%6.2f", shape.operations() / times.low(BYTES), times.speedup(BYTES, FBGEMM_BYTES));
        System.out.printf(
                "%8.0f%7.2f%8.0f%7.2f%n",
                shape.operations() / times.low(ONEDNN),
                times.speedup(SEVEN, ONEDNN),
                shape.operations() / times.low(SGEMM),
                times.speedup(SEVEN, SGEMM));
    }

    private void add(GemmShape shape, Times times) {
        for (String name : OURS) {
            add(shape.group() + ", " + name + " / FBGEMM", times.speedup(name, FBGEMM));
            add(shape.group() + ", " + name + " / FBGEMM, p10", times.low(FBGEMM) / times.low(name));
        }
        add(shape.group() + ", to bytes / FBGEMM's", times.speedup(BYTES, FBGEMM_BYTES));
        add(shape.group() + ", 7-bit / oneDNN", times.speedup(SEVEN, ONEDNN));
        add(shape.group() + ", 7-bit / OpenBLAS", times.speedup(SEVEN, SGEMM));
        if (shape.rows() >= 64 && shape.depth() >= 256) {
            double peak = RegisterPeak.OPERATIONS / times.low(PEAK);
            add("M >= 64, K >= 256, share of the register peak", shape.operations() / times.low(SEVEN) / peak);
        }
    }

    private void add(String name, double ratio) {
        ratios.computeIfAbsent(name, key -> new ArrayList<>()).add(ratio);
    }
}
