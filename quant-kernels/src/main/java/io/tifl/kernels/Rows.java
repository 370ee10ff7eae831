package io.tifl.kernels;

import java.lang.foreign.MemorySegment;

/**
 * A row-major matrix in memory, on the heap or off it.
 *
 * @param values the first row's first element is the segment's first byte
 * @param count number of rows
 * @param strideBytes from the start of a row to the start of the next, in bytes
 */
public record Rows(MemorySegment values, int count, long strideBytes) {
    public Rows {
        if (count < 0 || strideBytes < 0) {
            throw new IllegalArgumentException(
                    "expected rows and a stride of at least 0, got " + count + " and " + strideBytes);
        }
    }

    /** Bytes, rows without gaps. */
    public static Rows of(byte[] values, int rows) {
        return new Rows(MemorySegment.ofArray(values), rows, rows == 0 ? 0 : values.length / rows);
    }

    /** Ints, rows without gaps. */
    public static Rows of(int[] values, int rows) {
        return new Rows(MemorySegment.ofArray(values), rows, rows == 0 ? 0 : 4L * (values.length / rows));
    }

    /** Floats, rows without gaps. */
    public static Rows of(float[] values, int rows) {
        return new Rows(MemorySegment.ofArray(values), rows, rows == 0 ? 0 : 4L * (values.length / rows));
    }

    /** Fails unless rows of {@code rowBytes} lie within the segment and do not overlap each other. */
    void requireWidth(String name, long rowBytes) {
        if (count > 1 && strideBytes < rowBytes) {
            throw new IllegalArgumentException(
                    name + ": rows of " + rowBytes + " bytes overlap at a stride of " + strideBytes);
        }
        long last = count == 0 ? 0 : Math.multiplyExact(count - 1L, strideBytes);
        if (count > 0 && values.byteSize() - rowBytes < last) {
            throw new IllegalArgumentException(name + ": " + count + " rows of " + rowBytes + " bytes, " + strideBytes
                    + " apart, do not fit in " + values.byteSize() + " bytes");
        }
    }

    /** Fails unless products of these rows can be written to {@code outputs}. */
    void requireOutputs(Rows outputs) {
        if (count != outputs.count()) {
            throw new IllegalArgumentException("expected " + count + " rows of outputs, got " + outputs.count());
        }
        if (outputs.values().isReadOnly()) {
            throw new IllegalArgumentException("the outputs are read-only");
        }
        if (values.asOverlappingSlice(outputs.values()).isPresent()) {
            throw new IllegalArgumentException("inputs and outputs overlap");
        }
    }
}
