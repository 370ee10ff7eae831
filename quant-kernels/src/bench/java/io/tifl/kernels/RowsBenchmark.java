package io.tifl.kernels;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.tifl.kernels.PairedTimer.Times;
import io.tifl.kernels.PairedTimer.Work;
import io.tifl.kernels.jit.HalfConversion;
import io.tifl.kernels.jit.StreamingAdd;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.pytorch.global.torch;

/**
 * Rows of codes by this module and by FBGEMM, on one thread: several clients added in one pass, beside the streaming
 * addition that bounds it; embedding sums; quantising. Everything is compared with FBGEMM before it is timed, byte by byte.
 * The command is in {@code README.md}.
 */
@SuppressWarnings("restricted")
final class RowsBenchmark {
    private static final String JAVA_ADD = "a[i] += b[i] in Java";
    private static final String GENERATED_ADD = "a[i] += b[i] generated";
    private static final String FBGEMM = "FBGEMM";

    /** Rows as the codecs cut them, in memory that no cache holds. */
    private static final int COLUMNS = 512;

    private static final int ROWS = 1 << 14;
    private static final int SIZE = ROWS * COLUMNS;
    private static final int CLIENTS = 8;

    private static final long WARM_UP_NANOS = 500_000_000;
    private static final int[] BITS = {8, 4, 2};

    private final FbgemmRows fbgemm;
    private final int repetitions;
    private final SplittableRandom random = new SplittableRandom(1);

    private RowsBenchmark(int repetitions) throws IOException {
        Loader.load(torch.class);
        this.fbgemm = new FbgemmRows(library());
        this.repetitions = repetitions;
    }

    static SymbolLookup library() throws IOException {
        Path cache = Loader.getCacheDir().toPath();
        try (var files = Files.walk(cache)) {
            Path file = files.filter(path -> path.endsWith("libtorch_cpu.so"))
                    .findFirst()
                    .orElseThrow(() -> new FileNotFoundException("libtorch_cpu.so in " + cache));
            return SymbolLookup.libraryLookup(file, Arena.global());
        }
    }

    /**
     * Arguments: repetitions (15), and what to time: {@code clients}, {@code embedding}, {@code quantising}, {@code halves}
     * (all); with {@code avx2} among them, FBGEMM uses no more than that.
     */
    public static void main(String[] arguments) throws Throwable {
        RowsBenchmark benchmark = new RowsBenchmark(arguments.length > 0 ? Integer.parseInt(arguments[0]) : 15);
        String wanted = arguments.length > 1 ? arguments[1] : "clients embedding quantising halves";
        System.out.println(Backend.description());
        if (wanted.contains("avx2")) {
            benchmark.fbgemm.useAvx2();
        }
        benchmark.compareBytes();
        benchmark.compareSums();
        System.out.println("ns: median a value; GB/s: of all bytes read and written; x: medians of paired ratios");
        for (int bits : BITS) {
            if (wanted.contains("clients")) {
                benchmark.additions(bits);
            }
            if (wanted.contains("embedding")) {
                benchmark.embeddingSums(bits, 128, 1 << 17);
                benchmark.embeddingSums(bits, 64, 1 << 12);
            }
            if (wanted.contains("quantising")) {
                benchmark.quantising(bits);
            }
        }
        if (wanted.contains("halves")) {
            benchmark.halves();
        }
    }

    // What FBGEMM writes

    private void compareBytes() throws Throwable {
        int compared = 0;
        try (Arena arena = Arena.ofConfined()) {
            for (int bits : BITS) {
                // FBGEMM takes whole bytes of codes only.
                int step = Byte.SIZE / bits;
                for (int columns = step; columns <= 2100; columns += columns < 80 ? step : 25 * step) {
                    FusedRows format = FusedRows.of(bits, columns);
                    MemorySegment values = arena.allocateFrom(JAVA_FLOAT, rows(columns));
                    int rows = (int) (values.byteSize() / Float.BYTES / columns);
                    MemorySegment ours = arena.allocate((long) rows * format.rowBytes());
                    MemorySegment theirs = arena.allocate(ours.byteSize());
                    format.quantize(values, ours);
                    fbgemm.quantize(bits, values, rows, columns, theirs);
                    requireSame(bits + " bits, rows of " + columns, ours, theirs);
                    MemorySegment ourValues = arena.allocate(values.byteSize());
                    MemorySegment theirValues = arena.allocate(values.byteSize());
                    format.dequantize(ours, ourValues);
                    fbgemm.dequantize(bits, ours, rows, format.rowBytes(), theirValues);
                    for (int row = 0; row < rows; row++) {
                        requireClose(format, ours, row, ourValues, theirValues);
                    }
                    compared += rows;
                }
            }
        }
        System.out.println(compared + " rows: the same bytes as FBGEMM's");
    }

    /**
     * Rows of all magnitudes that the header can say, equal values, zeros, subnormals, and values that repeat. No -0: where
     * zeros of both signs are the least, which one FBGEMM writes depends on their places.
     */
    private float[] rows(int columns) {
        float[] scales = {1, 0.01f, 1e-4f, 100, 1e4f, 1e-30f, Float.MIN_NORMAL, 0, 3, 1};
        float[] values = new float[scales.length * columns];
        for (int i = 0; i < values.length; i++) {
            int row = i / columns;
            double value = row == 8 ? 7 : row == 9 ? random.nextInt(-2, 3) : random.nextGaussian();
            values[i] = (float) (value * scales[row]) + 0f;
        }
        return values;
    }

    private static void requireSame(String what, MemorySegment ours, MemorySegment theirs) {
        long at = ours.mismatch(theirs);
        if (at >= 0) {
            throw new IllegalStateException(what + ": differs from FBGEMM's at byte " + at);
        }
    }

    /** FBGEMM multiplies and adds in one step, and {@link FusedRows#dequantize} in two: a rounding of the product apart. */
    private static void requireClose(
            FusedRows format, MemorySegment rows, int row, MemorySegment ours, MemorySegment theirs) {
        int size = format.rowBytes();
        double rounding = format.maxMagnitude(rows.asSlice((long) row * size, size)) * 0x1p-22 + Float.MIN_VALUE;
        for (int i = row * format.columns(); i < (row + 1) * format.columns(); i++) {
            float value = ours.getAtIndex(JAVA_FLOAT, i);
            if (!(Math.abs((double) value - theirs.getAtIndex(JAVA_FLOAT, i)) <= rounding)) {
                throw new IllegalStateException(
                        format + ": " + value + " is " + theirs.getAtIndex(JAVA_FLOAT, i) + " with FBGEMM");
            }
        }
    }

    private void compareSums() throws Throwable {
        int compared = 0;
        try (Arena arena = Arena.ofConfined()) {
            for (int bits : BITS) {
                for (int eighth : new int[] {1, 3, 8, 15, 16, 31, 64, 127}) {
                    int columns = bits == Byte.SIZE ? eighth : eighth * Byte.SIZE / bits;
                    for (int kind = 0; kind < 4; kind++) {
                        Lookups lookups = new Lookups(arena, bits, columns, 100, kind, 0, 1, 40, 8, 17, 0, 3);
                        lookups.ours();
                        lookups.theirs();
                        requireSame(bits + " bits, sums of " + columns, lookups.sums, lookups.theirSums);
                        compared += lookups.bags.count();
                    }
                }
            }
        }
        System.out.println(compared + " embedding sums: the same bits as FBGEMM's");
    }

    /** A table with bags of indices, for both. */
    private final class Lookups {
        private static final int WEIGHTED = 1;
        private static final int BY_POSITION = 2;
        private static final int MEAN = 3;

        final EmbeddingTable table;
        final EmbeddingBags bags;
        final MemorySegment sums;
        final MemorySegment theirSums;
        private final FbgemmRows.Sums function;
        private final boolean mean;
        private final MemorySegment indices;
        private final MemorySegment offsets;
        private final MemorySegment weights;

        Lookups(Arena arena, int bits, int columns, int rows, int kind, int... lengths) throws Throwable {
            this(
                    arena,
                    bits,
                    columns,
                    rows,
                    kind,
                    random.ints(Arrays.stream(lengths).sum(), 0, rows).toArray(),
                    lengths);
        }

        Lookups(Arena arena, int bits, int columns, int rows, int kind, int[] ours, int... lengths) throws Throwable {
            FusedRows format = FusedRows.of(bits, columns);
            MemorySegment codes = arena.allocate((long) rows * format.rowBytes(), 64);
            float[] row = new float[columns];
            for (int i = 0; i < rows; i++) {
                for (int j = 0; j < columns; j++) {
                    row[j] = (float) random.nextGaussian();
                }
                format.quantize(
                        MemorySegment.ofArray(row), codes.asSlice((long) i * format.rowBytes(), format.rowBytes()));
            }
            int count = ours.length;
            float[] theirWeights = new float[count];
            for (int i = 0; i < count; i++) {
                theirWeights[i] = random.nextFloat();
            }
            int[] starts = new int[lengths.length + 1];
            for (int i = 0; i < lengths.length; i++) {
                starts[i + 1] = starts[i] + lengths[i];
            }
            EmbeddingBags plain = EmbeddingBags.ofOffsets(ours, starts);
            this.table = new EmbeddingTable(format, codes);
            this.bags = kind == WEIGHTED
                    ? plain.weighted(theirWeights)
                    : kind == BY_POSITION ? plain.weightedByPosition(theirWeights) : plain;
            this.mean = kind == MEAN;
            this.sums = arena.allocate((long) Float.BYTES * columns * lengths.length, 64);
            this.theirSums = arena.allocate(sums.byteSize(), 64);
            this.indices = arena.allocateFrom(JAVA_INT, ours);
            this.offsets = arena.allocateFrom(JAVA_INT, starts);
            this.weights = arena.allocateFrom(JAVA_FLOAT, theirWeights);
            this.function = fbgemm.new Sums(
                    arena, bits, columns, kind == WEIGHTED || kind == BY_POSITION, mean, kind == BY_POSITION);
        }

        void ours() {
            if (mean) {
                table.mean(bags, sums);
            } else {
                table.sum(bags, sums);
            }
        }

        void theirs() throws Throwable {
            int count = (int) (indices.byteSize() / Integer.BYTES);
            function.sum(bags.count(), count, table.size(), table.rows(), indices, offsets, weights, theirSums);
        }

        /** Bytes of the rows read, of their indices and weights, and of the sums written. */
        double bytes() {
            return indices.byteSize() / (double) Integer.BYTES * (table.format().rowBytes() + 8) + sums.byteSize();
        }
    }

    // How long it takes

    private void additions(int bits) throws Throwable {
        try (Arena arena = Arena.ofShared()) {
            FusedRows format = FusedRows.of(bits, COLUMNS);
            Lookups theirs = sameAsBags(arena, bits);
            Map<String, Work> works = new LinkedHashMap<>();
            Map<String, Double> bytes = new LinkedHashMap<>();
            bounds(arena, works, bytes);
            works.put(FBGEMM, theirs::theirs);
            bytes.put(FBGEMM, theirs.bytes());
            MemorySegment sum = arena.allocate((long) Float.BYTES * SIZE, 64);
            MemorySegment heapSum = MemorySegment.ofArray(new float[SIZE]);
            ExactSum exact = new ExactSum(SIZE, FixedPoint.fitting(1024, 1 << 20, 2048));
            for (int clients : new int[] {1, 2, 3, 4, 8}) {
                List<MemorySegment> rows = new ArrayList<>();
                List<MemorySegment> heapRows = new ArrayList<>();
                float[] weights = new float[clients];
                long[] wholes = new long[clients];
                for (int i = 0; i < clients; i++) {
                    long size = (long) ROWS * format.rowBytes();
                    rows.add(theirs.table.rows().asSlice(i * size, size));
                    heapRows.add(MemorySegment.ofArray(rows.getLast().toArray(JAVA_BYTE)));
                    weights[i] = 0.1f * (i + 1);
                    wholes[i] = 100 + 17L * i;
                }
                double codes = (double) clients * ROWS * format.rowBytes();
                String of = " of " + clients;
                works.put("floats, off the heap" + of, () -> format.addTo(sum, rows, weights));
                bytes.put("floats, off the heap" + of, codes + 2.0 * Float.BYTES * SIZE);
                works.put("floats, on the heap" + of, () -> format.addTo(heapSum, heapRows, weights));
                bytes.put("floats, on the heap" + of, codes + 2.0 * Float.BYTES * SIZE);
                works.put("exact sum, on the heap" + of, () -> format.addTo(exact, 0, heapRows, wholes));
                bytes.put("exact sum, on the heap" + of, codes + 4.0 * Long.BYTES * SIZE);
            }
            System.out.printf("%n%d bits, clients added, %d rows of %d%n", bits, ROWS, COLUMNS);
            print(PairedTimer.time(works, repetitions), bytes);
        }
    }

    /** For FBGEMM, rows of one place of all clients are a bag of one table. */
    private Lookups sameAsBags(Arena arena, int bits) throws Throwable {
        int[] lengths = new int[ROWS];
        int[] indices = new int[CLIENTS * ROWS];
        Arrays.fill(lengths, CLIENTS);
        Arrays.setAll(indices, i -> i % CLIENTS * ROWS + i / CLIENTS);
        return new Lookups(arena, bits, COLUMNS, CLIENTS * ROWS, Lookups.WEIGHTED, indices, lengths);
    }

    private static void bounds(Arena arena, Map<String, Work> works, Map<String, Double> bytes) {
        float[] sum = new float[SIZE];
        float[] more = new float[SIZE];
        works.put(JAVA_ADD, () -> {
            for (int i = 0; i < SIZE; i++) {
                sum[i] += more[i];
            }
        });
        bytes.put(JAVA_ADD, 3.0 * Float.BYTES * SIZE);
        StreamingAdd add = new StreamingAdd();
        MemorySegment size = arena.allocateFrom(JAVA_LONG, (long) Float.BYTES * SIZE);
        MemorySegment nativeSum = arena.allocate((long) Float.BYTES * SIZE, 64);
        MemorySegment nativeMore = arena.allocate((long) Float.BYTES * SIZE, 64);
        works.put(GENERATED_ADD, () -> add.run(size, nativeSum, nativeMore));
        bytes.put(GENERATED_ADD, 3.0 * Float.BYTES * SIZE);
    }

    private static void print(Times times, Map<String, Double> bytes) {
        System.out.printf("%-28s%8s%8s%8s%14s%14s%12s%n", "", "ns", "GB/s", "at p10", "x Java's add", "x generated", "x FBGEMM");
        bytes.forEach((name, moved) -> System.out.printf(
                "%-28s%8.3f%8.1f%8.1f%14.2f%14.2f%12.2f%n",
                name,
                times.median(name) / SIZE,
                moved / times.median(name),
                moved / times.low(name),
                perByte(times, bytes, name, JAVA_ADD),
                perByte(times, bytes, name, GENERATED_ADD),
                perByte(times, bytes, name, FBGEMM)));
    }

    private static double perByte(Times times, Map<String, Double> bytes, String name, String other) {
        return times.speedup(name, other) * bytes.getOrDefault(name, 0.0) / bytes.getOrDefault(other, 0.0);
    }

    private void embeddingSums(int bits, int columns, int rows) throws Throwable {
        int[] lengths = new int[1024];
        Arrays.fill(lengths, 20);
        try (Arena arena = Arena.ofShared()) {
            Lookups lookups = new Lookups(arena, bits, columns, rows, Lookups.WEIGHTED, lengths);
            Map<String, Work> works = new LinkedHashMap<>();
            works.put("ours", lookups::ours);
            works.put(FBGEMM, lookups::theirs);
            warmUp(lookups::ours);
            Times times = PairedTimer.time(works, repetitions);
            System.out.printf(
                    "embedding sums, %d bits, %d of %d columns, bags of 20: %.1f GB/s, FBGEMM %.1f, x %.2f%n",
                    bits,
                    rows,
                    columns,
                    lookups.bytes() / times.median("ours"),
                    lookups.bytes() / times.median(FBGEMM),
                    times.speedup("ours", FBGEMM));
        }
    }

    private void quantising(int bits) throws Throwable {
        int rows = 256;
        FusedRows format = FusedRows.of(bits, COLUMNS);
        try (Arena arena = Arena.ofShared()) {
            MemorySegment values = arena.allocate(JAVA_FLOAT, (long) rows * COLUMNS);
            for (int i = 0; i < rows * COLUMNS; i++) {
                values.setAtIndex(JAVA_FLOAT, i, (float) random.nextGaussian());
            }
            MemorySegment codes = arena.allocate((long) rows * format.rowBytes());
            MemorySegment back = arena.allocate(values.byteSize());
            MemorySegment heapValues = MemorySegment.ofArray(values.toArray(JAVA_FLOAT));
            MemorySegment heapCodes = MemorySegment.ofArray(codes.toArray(JAVA_BYTE));
            MemorySegment heapBack = MemorySegment.ofArray(new float[rows * COLUMNS]);
            Map<String, Work> works = new LinkedHashMap<>();
            works.put("quantised", () -> format.quantize(values, codes));
            works.put("quantised on the heap", () -> format.quantize(heapValues, heapCodes));
            works.put("their quantise", () -> fbgemm.quantize(bits, values, rows, COLUMNS, codes));
            works.put("read back", () -> format.dequantize(codes, back));
            works.put("read back on the heap", () -> format.dequantize(heapCodes, heapBack));
            works.put("their read back", () -> fbgemm.dequantize(bits, codes, rows, format.rowBytes(), back));
            Times times = warmTimes(works);
            String what = bits + " bits, " + rows + " rows of " + COLUMNS + ": ";
            print(times, rows * COLUMNS, what, "quantised", "their quantise");
            print(times, rows * COLUMNS, what, "quantised on the heap", "their quantise");
            print(times, rows * COLUMNS, what, "read back", "their read back");
            print(times, rows * COLUMNS, what, "read back on the heap", "their read back");
        }
    }

    private void halves() throws Throwable {
        int count = 1 << 16;
        try (Arena arena = Arena.ofShared()) {
            for (HalfConversion conversion : HalfConversion.values()) {
                MemorySegment from = arena.allocate((long) count * conversion.fromBytes(), 64);
                for (int i = 0; i < count; i++) {
                    float value = (float) random.nextGaussian();
                    if (conversion.fromBytes() == Float.BYTES) {
                        from.setAtIndex(JAVA_FLOAT, i, value);
                    } else {
                        from.setAtIndex(JAVA_SHORT, i, Float.floatToFloat16(value));
                    }
                }
                MemorySegment to = arena.allocate((long) count * conversion.toBytes(), 64);
                Map<String, Work> works = new LinkedHashMap<>();
                works.put("converted", () -> convert(conversion, from, to));
                works.put(FBGEMM, () -> fbgemm.convert(conversion, from, to, count));
                print(warmTimes(works), count, conversion + ", " + count + " values: ", "converted", FBGEMM);
            }
        }
    }

    private static void convert(HalfConversion conversion, MemorySegment from, MemorySegment to) {
        switch (conversion) {
            case TO_FLOAT16 -> HalfFloats.toFloat16(from, to);
            case FROM_FLOAT16 -> HalfFloats.fromFloat16(from, to);
            case TO_BFLOAT16 -> HalfFloats.toBfloat16(from, to);
            case FROM_BFLOAT16 -> HalfFloats.fromBfloat16(from, to);
        }
    }

    private static void print(Times times, int values, String what, String ours, String theirs) {
        System.out.printf(
                "%s%s in %.3f ns a value, x %.2f FBGEMM%n",
                what, ours, times.median(ours) / values, times.speedup(ours, theirs));
    }

    private Times warmTimes(Map<String, Work> works) throws Throwable {
        for (Work work : works.values()) {
            warmUp(work);
        }
        return PairedTimer.time(works, repetitions);
    }

    /** What is measured first is measured in the interpreter otherwise. */
    private static void warmUp(Work work) throws Throwable {
        long end = System.nanoTime() + WARM_UP_NANOS;
        while (System.nanoTime() < end) {
            work.run();
        }
    }
}
