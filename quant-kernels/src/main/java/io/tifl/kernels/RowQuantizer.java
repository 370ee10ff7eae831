package io.tifl.kernels;

import java.lang.foreign.MemorySegment;

/**
 * Rows of floats to rows of codes and back, arguments unchecked. Every implementation writes the same bytes and reads the
 * same bits.
 */
interface RowQuantizer {
    /** Quantises as {@link FusedRows#quantize} says. */
    void quantize(FusedRows format, int count, MemorySegment values, MemorySegment rows);

    /** Reads back as {@link FusedRows#dequantize} says. */
    void dequantize(FusedRows format, int count, MemorySegment rows, MemorySegment values);
}
