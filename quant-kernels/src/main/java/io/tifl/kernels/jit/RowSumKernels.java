package io.tifl.kernels.jit;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The generated sums of rows of codes for AVX2: rows of 1, 2, 4 or 8 clients added in one pass. All functions are generated
 * at once. Thread-safe, if each call has a frame of its own. Nothing here checks bounds.
 */
public final class RowSumKernels {
    /** Bytes of a frame, zeros at first. */
    public static final int FRAME_BYTES = RowFrame.BYTES;

    private static final int EIGHT = 8;
    private static final List<Integer> BITS = List.of(8, 4, 2);
    private static final List<Integer> CLIENTS = List.of(1, 2, 4, RowClients.MAX);

    private final MemorySegment rowDriver;
    private final List<MemorySegment> embeddingSums;
    private final List<MemorySegment> floatTiles;
    private final List<MemorySegment> exactTiles;

    /**
     * Rows of one length, or a part of one, that begins at a multiple of eight columns.
     *
     * @param header from the first code to the row's scale, in bytes
     * @param unit that scales and biases are multiplied with
     */
    public record Shape(int bits, int rows, int columns, long rowBytes, long header, float unit) {}

    private RowSumKernels(List<MemorySegment> functions) {
        int kinds = BITS.size() * CLIENTS.size();
        this.rowDriver = functions.get(0);
        this.embeddingSums = functions.subList(1, 1 + BITS.size());
        this.floatTiles = functions.subList(1 + BITS.size(), 1 + BITS.size() + kinds);
        this.exactTiles = functions.subList(1 + BITS.size() + kinds, functions.size());
    }

    /** The kernels, where the processor can run them and the system lets them be generated. */
    public static Optional<RowSumKernels> generate(Jit jit) {
        if (!jit.cpu().avx2()) {
            return Optional.empty();
        }
        List<byte[]> functions = new ArrayList<>(List.of(RowDriver.generate()));
        BITS.forEach(bits -> functions.add(EmbeddingSums.generate(bits)));
        BITS.forEach(bits -> CLIENTS.forEach(clients -> functions.add(FloatRowTile.generate(bits, clients))));
        BITS.forEach(bits -> CLIENTS.forEach(clients -> functions.add(ExactRowTile.generate(bits, clients))));
        return jit.install(functions).map(RowSumKernels::new);
    }

    /**
     * Adds rows to floats.
     *
     * @param clients 1, 2, 4 or 8, each from its first code on
     * @param weights of the clients
     */
    public void addFloats(
            MemorySegment frame, Shape shape, MemorySegment[] clients, float[] weights, MemorySegment sum) {
        describe(frame, shape, FloatRowTile.BLOCK, Float.BYTES);
        frame.set(JAVA_LONG, RowFrame.TILE, tile(floatTiles, shape.bits, clients.length));
        floatMask(frame, shape);
        MemorySegment.copy(weights, 0, frame, JAVA_FLOAT, RowFrame.WEIGHTS, weights.length);
        GeneratedCode.call(rowDriver, frame, sum, sum, all(clients));
    }

    /**
     * Adds rows to an exact sum, until the terms of several clients cannot be added before they are rounded.
     *
     * @param clients 1, 2, 4 or 8, each from its first code on
     * @param factors the clients' weights in coarse steps per unit
     * @param coarseScale binary logarithm of the coarse steps per unit
     * @return how many rows were added; with one client all
     */
    public int addExact(
            MemorySegment frame,
            Shape shape,
            MemorySegment[] clients,
            double[] factors,
            int coarseScale,
            int fineScale,
            MemorySegment coarse,
            MemorySegment fine) {
        describe(frame, shape, ExactRowTile.BLOCK, Long.BYTES);
        frame.set(JAVA_LONG, RowFrame.TILE, tile(exactTiles, shape.bits, clients.length));
        for (int i = 0; i < EIGHT; i++) {
            frame.setAtIndex(JAVA_LONG, RowFrame.MASK / Long.BYTES + i, i < shape.columns % EIGHT ? -1 : 0);
        }
        ExactRowTile.describe(frame, factors, coarseScale, fineScale);
        return (int) GeneratedCode.call(rowDriver, frame, coarse, fine, all(clients));
    }

    /**
     * Bags of indices.
     *
     * @param indices 32 bits each, in native byte order
     * @param first position in the indices
     * @param limit the position that ends the last bag, if that does not end sooner
     * @param ends positions where bags end, the first bag's first
     * @param count of the bags, at least 1
     * @param weights empty for none
     * @param byPosition whether each bag begins with the first weight
     * @param firstWeight number of the first position's weight
     * @param resumed whether the first bag's sum goes on from what is there
     */
    public record Bags(
            MemorySegment indices,
            int first,
            int limit,
            MemorySegment ends,
            int count,
            MemorySegment weights,
            boolean byPosition,
            int firstWeight,
            boolean resumed) {}

    /**
     * Sums rows of a table.
     *
     * @param shape of one row of the table
     * @return how many bags were summed to their ends; the next one was, up to the limit, if there is one
     */
    public int sumBags(MemorySegment frame, Shape shape, MemorySegment table, Bags bags, MemorySegment sums) {
        describe(frame, shape, EmbeddingSums.BLOCK, Float.BYTES);
        floatMask(frame, shape);
        int rest = shape.columns % (EIGHT * EmbeddingSums.BLOCK);
        frame.set(JAVA_LONG, RowFrame.REST, Math.ceilDiv(rest, EIGHT));
        frame.set(JAVA_LONG, RowFrame.BAGS, bags.count);
        frame.set(JAVA_LONG, RowFrame.SUMMED, 0);
        frame.set(JAVA_LONG, RowFrame.POSITION, bags.first);
        frame.set(JAVA_LONG, RowFrame.POSITION_LIMIT, bags.limit);
        frame.set(JAVA_LONG, RowFrame.FETCH_END, Math.max(0, bags.limit - EmbeddingSums.AHEAD));
        frame.set(JAVA_LONG, RowFrame.SCALED, shape.unit == 1 ? 0 : 1);
        frame.set(JAVA_LONG, RowFrame.WEIGHTED, bags.weights.byteSize());
        frame.set(JAVA_LONG, RowFrame.BY_POSITION, bags.byPosition ? 1 : 0);
        frame.set(JAVA_LONG, RowFrame.WEIGHT_OFFSET, (long) Float.BYTES * (bags.firstWeight - bags.first));
        frame.set(JAVA_LONG, RowFrame.RESUMED, bags.resumed ? 1 : 0);
        MemorySegment[] more = all(new MemorySegment[] {bags.indices, bags.weights, bags.ends});
        return (int) GeneratedCode.call(embeddingSums.get(BITS.indexOf(shape.bits)), frame, sums, table, more);
    }

    private static long tile(List<MemorySegment> tiles, int bits, int clients) {
        return tiles.get(BITS.indexOf(bits) * CLIENTS.size() + CLIENTS.indexOf(clients))
                .address();
    }

    static void describe(MemorySegment frame, Shape shape, int block, int sumBytes) {
        int eights = shape.columns / EIGHT;
        frame.set(JAVA_LONG, RowFrame.ROWS, shape.rows);
        frame.set(JAVA_LONG, RowFrame.ROW_BYTES, shape.rowBytes);
        frame.set(JAVA_LONG, RowFrame.HEADER, shape.header);
        frame.set(JAVA_LONG, RowFrame.BLOCKS, eights / block);
        frame.set(JAVA_LONG, RowFrame.EIGHTS, eights % block);
        frame.set(JAVA_LONG, RowFrame.TAIL, shape.columns % EIGHT);
        frame.set(JAVA_LONG, RowFrame.TAIL_BYTES, (long) sumBytes * (shape.columns % EIGHT));
        frame.set(JAVA_FLOAT, RowFrame.UNIT, shape.unit);
    }

    static void floatMask(MemorySegment frame, Shape shape) {
        for (int i = 0; i < EIGHT; i++) {
            frame.setAtIndex(JAVA_INT, RowFrame.MASK / Integer.BYTES + i, i < shape.columns % EIGHT ? -1 : 0);
        }
    }

    static MemorySegment[] all(MemorySegment[] clients) {
        MemorySegment[] all = Arrays.copyOf(clients, RowClients.MAX);
        Arrays.fill(all, clients.length, all.length, MemorySegment.NULL);
        return all;
    }
}
