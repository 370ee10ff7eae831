package io.tifl.kernels;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** Sums of rows of codes of several clients, arguments unchecked. Every implementation yields the same sums. */
interface RowSums {
    /** Clients taken at a time. */
    int MOST_CLIENTS = 8;

    /** How many clients a call takes, of so many that are left: 1, 2, 4 or 8. */
    static int clientsAtOnce(int left) {
        return Math.min(Integer.highestOneBit(left), MOST_CLIENTS);
    }

    /**
     * Makes each float {@code fma(code, s, sum + b)}, one client after the other, where {@code s} and {@code b} are scale
     * and bias times the unit, times the client's weight.
     *
     * @param clients 1, 2, 4 or 8, each from the stretch's first code on
     * @param sum from the stretch's first value on
     */
    void addFloats(RowStretch stretch, MemorySegment[] clients, float[] weights, MemorySegment sum);

    /**
     * Adds what {@link Kernels#addWeighted} adds for the decoded rows of each client; on which of the two grids a whole
     * coarse step is counted is left open.
     *
     * @param clients 1, 2, 4 or 8, each from the stretch's first code on
     * @param coarse from the stretch's first value on
     * @param fine the same
     */
    void addExact(
            RowStretch stretch, MemorySegment[] clients, ExactTerms terms, MemorySegment coarse, MemorySegment fine);

    /** Sums rows of a table, as {@link EmbeddingTable#sum} says. */
    default void sumBags(EmbeddingTable table, EmbeddingBags bags, MemorySegment sums) {
        FusedRows format = table.format();
        float[] weights = new float[MOST_CLIENTS];
        sums.fill((byte) 0);
        for (int bag = 0; bag < bags.count(); bag++) {
            MemorySegment sum = sums.asSlice((long) Float.BYTES * bag * format.columns());
            int position = bags.start(bag);
            while (position < bags.end(bag)) {
                MemorySegment[] rows = new MemorySegment[clientsAtOnce(bags.end(bag) - position)];
                for (int i = 0; i < rows.length; i++) {
                    int row = bags.indices()[position + i];
                    rows[i] = table.rows().asSlice((long) row * format.rowBytes(), format.rowBytes());
                    weights[i] = bags.weights().length == 0 ? 1 : bags.weights()[bags.weightAt(bag, position + i)];
                }
                for (RowStretch stretch : format.stretches(1)) {
                    MemorySegment[] from = rows.clone();
                    for (int i = 0; i < from.length; i++) {
                        from[i] = rows[i].asSlice(stretch.codesAt());
                    }
                    MemorySegment part = sum.asSlice((long) Float.BYTES * stretch.first());
                    addFloats(stretch, from, Arrays.copyOf(weights, rows.length), part);
                }
                position += rows.length;
            }
        }
    }
}
