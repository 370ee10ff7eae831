package io.tifl.kernels;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Rows of floats as whole numbers of few bits, each row with the scale and bias that turn them back:
 * {@code value = code * scale + bias}. A whole tensor is one long row.
 *
 * <p>The layout is FBGEMM's "fused rowwise" one (Khudia et al., "FBGEMM: Enabling High-Performance Low-Precision Deep
 * Learning Inference", 2021). With 8 bits a row is its codes, a byte each, then scale and bias as 32-bit floats; with 4
 * and 2 bits several codes share a byte, the first in the lowest bits, and scale and bias are 16-bit floats. Everything
 * is little-endian and nothing is aligned.
 *
 * <p>All backends write the same bytes and read the same bits. A row with a NaN or an infinity, or one that spans more
 * than its scale can say, gets NaN for scale and bias, codes 0, and is read as NaN. Immutable.
 *
 * @param bits of a code: 8, 4 or 2
 * @param columns values in a row, at least 1
 * @param unit the value that a scale or bias of 1 stands for, a power of two from 2^-100 to 2^113: 1 in FBGEMM. Rows of
 *     16-bit floats need one that brings the values well within 2^-14 to 2^15
 */
public record FusedRows(int bits, int columns, float unit) {
    /**
     * Values added at a time, a multiple of 8: so many that a call costs nothing beside them, and so few that the second
     * cache holds their sum, and that a garbage collector need not wait for long.
     */
    private static final int STRETCH = 1 << 15;

    private static final int LEAST_UNIT = -100;
    private static final int LARGEST_UNIT = 113;

    public FusedRows {
        if (bits != 8 && bits != 4 && bits != 2) {
            throw new IllegalArgumentException("codes have 8, 4 or 2 bits, got " + bits);
        }
        if (columns < 1) {
            throw new IllegalArgumentException("a row has at least 1 value, got " + columns);
        }
        int exponent = Math.getExponent(unit);
        if (exponent < LEAST_UNIT || exponent > LARGEST_UNIT || unit != Math.scalb(1f, exponent)) {
            throw new IllegalArgumentException("the unit is a power of two within 2^-100 and 2^113, got " + unit);
        }
    }

    /** Rows in FBGEMM's own unit. */
    public static FusedRows of(int bits, int columns) {
        return new FusedRows(bits, columns, 1);
    }

    /** Bytes of one row, scale and bias included. */
    public int rowBytes() {
        return Math.addExact(codeBytes(), RowGrid.bytes(bits));
    }

    /** Bytes of the codes of one row, where scale and bias begin. */
    public int codeBytes() {
        return CodeBits.bytes(bits, columns);
    }

    /** The largest code. */
    public int maxCode() {
        return (1 << bits) - 1;
    }

    /**
     * Quantises to the nearest code, half to even, with FBGEMM's formulas: at 8 bits
     * {@code scale = (max - min) / 255} and {@code code = round((value - min) * (255 / (max - min + 1e-8)))}.
     *
     * <p>Read back, a value is off by at most {@code scale / 2 + 1e-8} at 8 bits, apart from the rounding of floats. With
     * fewer bits, scale and bias are rounded to 16-bit floats first and outer values lose what that cuts off.
     *
     * @param values a whole number of rows of floats in native byte order
     * @param rows as many rows of {@link #rowBytes}
     */
    public void quantize(MemorySegment values, MemorySegment rows) {
        Backend.ROW_QUANTIZER.quantize(this, requireRows(values, rows), values, rows);
    }

    /**
     * Quantises each value to one of the two codes around it, the nearer one more often, so that what is read back is the
     * value on average (Alistarh et al., "QSGD", 2017). The grid of a row covers all its values; a row of equal values
     * that the header can say is exact.
     *
     * <p>Chance comes from {@code seed} and a value's number alone: any cut into rows and threads gives the same bytes.
     *
     * <p>Read back, a value is off by less than {@code scale}, apart from the rounding of floats.
     *
     * @param first number of the first value: pieces of one vector pass on where they begin
     */
    public void quantizeStochastic(MemorySegment values, MemorySegment rows, long seed, int first) {
        int count = requireRows(values, rows);
        Backend.ROW_LOOPS.quantizeStochastic(this, count, values, rows, seed, first);
    }

    /**
     * Reads rows back.
     *
     * @param rows any bytes; every code is valid
     * @param values as many rows of floats, in native byte order
     */
    public void dequantize(MemorySegment rows, MemorySegment values) {
        Backend.ROW_QUANTIZER.dequantize(this, requireRows(values, rows), rows, values);
    }

    /**
     * Adds the weighted rows of several clients in one pass over the sum: the very bits that {@link #dequantize} and
     * {@link ExactSum#add} give for one after the other, in any order.
     *
     * @param from first element of the sum that the rows belong to
     * @param clients the rows of each, equally many; finite, which the caller has seen to
     * @param weights of each client
     */
    public void addTo(ExactSum sum, int from, List<MemorySegment> clients, long[] weights) {
        int count = requireClients(clients, weights.length);
        if (from < 0 || (long) from + (long) count * columns > sum.size()) {
            throw new IllegalArgumentException(
                    "a sum of " + sum.size() + " has no " + count + " rows of " + columns + " from " + from);
        }
        for (RowStretch stretch : stretches(count)) {
            for (int first = 0; first < weights.length; first += RowSums.clientsAtOnce(weights.length - first)) {
                MemorySegment[] some = some(clients, first, stretch);
                sum.addRows(stretch, some, sum.terms(weights, first, some.length), from + stretch.first());
            }
        }
    }

    /**
     * Adds the weighted rows of several clients to floats in one pass: a float becomes {@code fma(code, s, sum + b)}, one
     * client after the other, where {@code s} and {@code b} are the client's scale and bias times its weight. FBGEMM's
     * embedding sums are the same.
     *
     * @param sum floats in native byte order, as many as the rows hold
     */
    public void addTo(MemorySegment sum, List<MemorySegment> clients, float[] weights) {
        int count = requireClients(clients, weights.length);
        requireFloats(sum, count);
        for (RowStretch stretch : stretches(count)) {
            MemorySegment rest = sum.asSlice((long) Float.BYTES * stretch.first());
            for (int first = 0; first < weights.length; first += RowSums.clientsAtOnce(weights.length - first)) {
                MemorySegment[] some = some(clients, first, stretch);
                float[] theirs = Arrays.copyOfRange(weights, first, first + some.length);
                Backend.ROW_SUMS.addFloats(stretch, some, theirs, rest);
            }
        }
    }

    /** Cuts rows into what is added at a time. */
    List<RowStretch> stretches(int rows) {
        return stretches(rows, STRETCH);
    }

    /**
     * Cuts rows into stretches.
     *
     * @param values of a stretch at most, a multiple of 8
     */
    List<RowStretch> stretches(int rows, int values) {
        List<RowStretch> stretches = new ArrayList<>();
        int step = Math.max(1, values / columns);
        for (int row = 0; row < rows; row += step) {
            int some = Math.min(step, rows - row);
            for (long from = 0; from < columns; from += values) {
                int part = (int) Math.min(values, columns - from);
                stretches.add(new RowStretch(this, row, some, (int) from, part));
            }
        }
        return stretches;
    }

    /** As many clients as are added at once, from one on, each from the stretch's first code on. */
    private static MemorySegment[] some(List<MemorySegment> clients, int first, RowStretch stretch) {
        MemorySegment[] some = new MemorySegment[RowSums.clientsAtOnce(clients.size() - first)];
        for (int i = 0; i < some.length; i++) {
            some[i] = clients.get(first + i).asSlice(stretch.codesAt());
        }
        return some;
    }

    /**
     * The largest magnitude that rows could be read as, whatever their codes; NaN if a scale or bias is. Found from the
     * ends of the rows alone.
     */
    public float maxMagnitude(MemorySegment rows) {
        int count = requireWhole(rows);
        float largest = 0;
        for (int row = 0; row < count; row++) {
            RowGrid grid = RowGrid.read(bits, rows, headerAt(row));
            float low = grid.bias() * unit;
            float high = maxCode() * (grid.scale() * unit) + low;
            largest = Math.max(largest, Math.max(Math.abs(low), Math.abs(high)));
        }
        return largest;
    }

    long valueAt(int row, int column) {
        return Float.BYTES * ((long) row * columns + column);
    }

    long codesAt(int row, int column) {
        return (long) row * rowBytes() + (long) column * bits / Byte.SIZE;
    }

    long headerAt(int row) {
        return (long) row * rowBytes() + codeBytes();
    }

    private int requireRows(MemorySegment values, MemorySegment rows) {
        int count = requireWhole(rows);
        requireFloats(values, count);
        return count;
    }

    private void requireFloats(MemorySegment values, int rows) {
        long expected = (long) rows * columns * Float.BYTES;
        if (values.byteSize() != expected) {
            throw new IllegalArgumentException(rows + " rows of " + columns + " values take " + expected
                    + " bytes of floats, got " + values.byteSize());
        }
    }

    private int requireWhole(MemorySegment rows) {
        long count = rows.byteSize() / rowBytes();
        if (rows.byteSize() % rowBytes() != 0 || count * columns > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("expected whole rows of " + rowBytes()
                    + " bytes, at most 2^31 - 1 values, got " + rows.byteSize() + " bytes");
        }
        return (int) count;
    }

    private int requireClients(List<MemorySegment> clients, int weights) {
        if (clients.isEmpty() || clients.size() != weights) {
            throw new IllegalArgumentException(
                    "expected a weight per client and at least one, got " + clients.size() + " and " + weights);
        }
        int count = requireWhole(clients.getFirst());
        for (MemorySegment rows : clients) {
            if (rows.byteSize() != clients.getFirst().byteSize()) {
                throw new IllegalArgumentException(
                        "all clients have " + clients.getFirst().byteSize() + " bytes of rows, got " + rows.byteSize());
            }
        }
        return count;
    }
}
