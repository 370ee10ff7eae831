package io.tifl.kernels.jit;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The generated functions of the matrix product, for AVX2 and, where the processor has it, AVX-512 VNNI. Tiles are generated when first asked for, which takes some
 * ten microseconds each, and kept. Thread-safe. Nothing here checks bounds.
 */
public final class GemmKernels {
    /** Rows a tile holds at most. */
    public static final int MAX_ROWS = GemmTile.MAX_ROWS;

    /** Bytes of a scratch block for {@link #scan}, {@link #widen} and {@link #quantize}. */
    public static final int INPUT_FRAME_BYTES = 32;

    private record TileKey(GemmArithmetic arithmetic, GemmOutput output, int columns, int tail) {}

    private final Jit jit;
    private final List<MemorySegment> shared;
    private final Map<TileKey, Optional<GemmTiles>> tiles = new ConcurrentHashMap<>();

    private GemmKernels(Jit jit, List<MemorySegment> shared) {
        this.jit = jit;
        this.shared = shared;
    }

    /** The kernels, where the processor can run them and the system lets them be generated. */
    public static Optional<GemmKernels> generate(Jit jit) {
        if (!jit.cpu().avx2()) {
            return Optional.empty();
        }
        List<byte[]> functions =
                new ArrayList<>(List.of(GemmDriver.generate(), InputScan.generate(), InputQuantization.generate()));
        for (int tail = 0; tail < 4; tail++) {
            functions.add(InputWidening.generate(tail));
        }
        return jit.install(functions).map(shared -> new GemmKernels(jit, shared));
    }

    /**
     * The tiles of one kind.
     *
     * @param columns those stored: 1 to 16 for each of the panels that {@link GemmArithmetic#panels} allows at once
     * @param tail rows of weights after the last four, 0 to 3
     * @return empty where there is no memory left for code, or the processor lacks what the arithmetic needs
     */
    public Optional<GemmTiles> tiles(GemmArithmetic arithmetic, GemmOutput output, int columns, int tail) {
        return tiles.computeIfAbsent(new TileKey(arithmetic, output, columns, tail), this::generateTiles);
    }

    private Optional<GemmTiles> generateTiles(TileKey key) {
        if (key.arithmetic == GemmArithmetic.DOT && !jit.cpu().vnni512()) {
            return Optional.empty();
        }
        List<byte[]> functions = new ArrayList<>();
        for (int rows = 1; rows <= key.arithmetic.tileRows(); rows++) {
            functions.add(
                    GemmTile.generate(new GemmTile.Shape(key.arithmetic, key.output, rows, key.columns, key.tail)));
        }
        return jit.install(functions).map(GemmTiles::of);
    }

    /** Multiplies: {@code frame} is laid out as {@link GemmFrame} says. */
    public void multiply(MemorySegment frame, MemorySegment a, MemorySegment c) {
        GeneratedCode.call(shared.getFirst(), frame, a, c);
    }

    /**
     * Sums rows of bytes.
     *
     * @param frame scratch memory
     * @param sums a 32-bit word for each row
     * @return the largest byte
     */
    public int scan(MemorySegment frame, MemorySegment a, long rows, long size, long stride, MemorySegment sums) {
        describe(frame, rows, size, stride);
        return (int) GeneratedCode.call(shared.get(1), frame, a, sums);
    }

    /** Writes rows of floats as bytes. */
    public void quantize(
            MemorySegment frame,
            MemorySegment floats,
            long rows,
            long size,
            long stride,
            float inverseScale,
            int zeroPoint,
            MemorySegment bytes) {
        describe(frame, rows, size, stride);
        frame.set(JAVA_INT, InputQuantization.INVERSE_SCALE, Float.floatToRawIntBits(inverseScale));
        frame.set(JAVA_INT, InputQuantization.ZERO_POINT, zeroPoint);
        GeneratedCode.call(shared.get(2), frame, floats, bytes);
    }

    /**
     * Writes rows of bytes as the words that {@link GemmArithmetic#WIDENED} reads.
     *
     * @param products a 32-bit word for each row: the negative sum of its products of neighbours
     */
    public void widen(
            MemorySegment frame,
            MemorySegment a,
            long rows,
            long size,
            long stride,
            MemorySegment words,
            MemorySegment products) {
        describe(frame, rows, size, stride);
        frame.set(JAVA_LONG, InputWidening.PRODUCTS_ADDRESS, products.address());
        GeneratedCode.call(shared.get(3 + (int) (size % 4)), frame, a, words);
    }

    private static void describe(MemorySegment frame, long rows, long size, long stride) {
        frame.set(JAVA_LONG, InputScan.ROWS, rows);
        frame.set(JAVA_LONG, InputScan.SIZE, size);
        frame.set(JAVA_LONG, InputScan.STRIDE, stride);
    }
}
