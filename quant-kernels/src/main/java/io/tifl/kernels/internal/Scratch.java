package io.tifl.kernels.internal;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** Native memory for the length of a call, kept for later ones. Thread-safe. */
final class Scratch {
    private static final int SLOTS = 64;
    private static final int LEAST_BYTES = 1 << 14;
    private static final AtomicReferenceArray<MemorySegment> FREE = new AtomicReferenceArray<>(SLOTS);

    private Scratch() {}

    /** Memory of at least {@code bytes}, at a multiple of 64, with anything in it. */
    static MemorySegment take(long bytes) {
        MemorySegment free = FREE.getAndSet(slot(), null);
        return free != null && free.byteSize() >= bytes
                ? free
                : Arena.ofAuto().allocate(Math.max(LEAST_BYTES, Long.highestOneBit(bytes - 1) << 1), 64);
    }

    /** Gives back what {@link #take} gave; nobody may use it any more. */
    static void giveBack(MemorySegment memory) {
        FREE.set(slot(), memory);
    }

    private static int slot() {
        return (int) Thread.currentThread().threadId() & (SLOTS - 1);
    }
}
