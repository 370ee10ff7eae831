package io.tifl.kernels.internal;

import io.tifl.kernels.jit.GemmFrame;
import io.tifl.kernels.jit.GemmKernels;
import java.lang.foreign.MemorySegment;

/** What a product needs besides its operands: parameters, row sums, and inputs in another form. */
final class GemmScratch {
    private static final int ALIGNMENT = 64;

    private final MemorySegment memory;
    private final MemorySegment frame;
    private final MemorySegment inputFrame;
    private final MemorySegment rowSums;
    private final long rowProductsOffset;
    private final MemorySegment bytes;
    private final MemorySegment words;

    private GemmScratch(int rows, int depth, boolean quantizes, boolean widens) {
        long rowSumsAt = aligned(GemmFrame.BYTES) + aligned(GemmKernels.INPUT_FRAME_BYTES);
        this.rowProductsOffset = aligned((long) Integer.BYTES * rows);
        long bytesAt = rowSumsAt + 2 * rowProductsOffset;
        long wordsAt = bytesAt + (quantizes ? aligned((long) rows * depth) : 0);
        long size = wordsAt + (widens ? rows * wordsBytes(depth) : 0);
        this.memory = Scratch.take(size);
        this.frame = memory.asSlice(0, GemmFrame.BYTES);
        this.inputFrame = memory.asSlice(aligned(GemmFrame.BYTES), GemmKernels.INPUT_FRAME_BYTES);
        this.rowSums = memory.asSlice(rowSumsAt);
        this.bytes = memory.asSlice(bytesAt);
        this.words = memory.asSlice(wordsAt);
    }

    static GemmScratch take(int rows, int depth, boolean quantizes, boolean widens) {
        return new GemmScratch(rows, depth, quantizes, widens);
    }

    /** Bytes a row takes in words, filled up to whole steps. */
    static long wordsBytes(int depth) {
        return 2L * PanelBytes.ROWS_IN_STEP * Math.ceilDiv(depth, PanelBytes.ROWS_IN_STEP);
    }

    private static long aligned(long bytes) {
        return Math.ceilDiv(bytes, ALIGNMENT) * ALIGNMENT;
    }

    void giveBack() {
        Scratch.giveBack(memory);
    }

    MemorySegment frame() {
        return frame;
    }

    MemorySegment inputFrame() {
        return inputFrame;
    }

    MemorySegment rowSums() {
        return rowSums;
    }

    MemorySegment rowProducts() {
        return rowSums.asSlice(rowProductsOffset);
    }

    /** From a row's sum to its products, in bytes. */
    long rowProductsOffset() {
        return rowProductsOffset;
    }

    MemorySegment bytes() {
        return bytes;
    }

    MemorySegment words() {
        return words;
    }
}
