package io.tifl.kernels;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import java.lang.foreign.MemorySegment;

/**
 * A table of rows of codes, of which weighted rows are summed by index: FBGEMM's embedding sums ("SLS", in PyTorch
 * {@code embedding_bag}), to the same bits. A sum starts from 0 and becomes {@code fma(code, s, sum + b)} for one index
 * after the other, where {@code s} and {@code b} are the row's scale and bias times the weight.
 *
 * @param rows of {@link FusedRows#rowBytes} each, any bytes; on the heap or off it, not to be changed during a sum
 */
public record EmbeddingTable(FusedRows format, MemorySegment rows) {
    public EmbeddingTable {
        if (rows.byteSize() % format.rowBytes() != 0 || rows.byteSize() / format.rowBytes() > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("expected whole rows of " + format.rowBytes()
                    + " bytes, at most 2^31 - 1, got " + rows.byteSize() + " bytes");
        }
    }

    /** How many rows there are. */
    public int size() {
        return (int) (rows.byteSize() / format.rowBytes());
    }

    /**
     * Sums rows.
     *
     * @param sums as many rows of floats, in native byte order, as there are bags; what is in them is replaced
     * @throws IllegalArgumentException if an index names no row or {@code sums} has another size; nothing is written then
     */
    public void sum(EmbeddingBags bags, MemorySegment sums) {
        bags.requireWithin(size());
        long expected = (long) bags.count() * format.columns() * Float.BYTES;
        if (sums.byteSize() != expected) {
            throw new IllegalArgumentException(bags.count() + " sums of " + format.columns() + " values take "
                    + expected + " bytes, got " + sums.byteSize());
        }
        Backend.ROW_SUMS.sumBags(this, bags, sums);
    }

    /** As {@link #sum}, each sum then multiplied by {@code 1f / n} if its bag has {@code n > 0} indices. */
    public void mean(EmbeddingBags bags, MemorySegment means) {
        sum(bags, means);
        long at = 0;
        for (int bag = 0; bag < bags.count(); bag++) {
            float share = 1f / Math.max(1, bags.end(bag) - bags.start(bag));
            for (int i = 0; i < format.columns(); i++, at += Float.BYTES) {
                means.set(JAVA_FLOAT_UNALIGNED, at, means.get(JAVA_FLOAT_UNALIGNED, at) * share);
            }
        }
    }
}
