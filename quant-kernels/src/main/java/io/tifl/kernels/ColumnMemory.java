package io.tifl.kernels;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** Native memory for the windows a convolution has gathered, kept between calls. Thread-safe. */
final class ColumnMemory {
    private static final int SLOTS = 64;
    private static final long ALIGNMENT = 64;

    private final AtomicReferenceArray<MemorySegment> free = new AtomicReferenceArray<>(SLOTS);
    private final long bytes;

    /** Memory of this size for each thread that asks. */
    ColumnMemory(long bytes) {
        this.bytes = bytes;
    }

    /** Memory with anything in it. */
    MemorySegment take() {
        MemorySegment kept = free.getAndSet(slot(), null);
        return kept != null ? kept : Arena.ofAuto().allocate(bytes, ALIGNMENT);
    }

    /** Gives back what {@link #take} gave; nobody may use it any more. */
    void giveBack(MemorySegment memory) {
        free.set(slot(), memory);
    }

    private static int slot() {
        return (int) Thread.currentThread().threadId() & (SLOTS - 1);
    }
}
