package io.tifl.kernels;

import java.util.concurrent.atomic.AtomicReferenceArray;

/** Memory for the windows a convolution has gathered, kept between calls. Thread-safe. */
final class ColumnMemory {
    private static final int SLOTS = 64;

    private final AtomicReferenceArray<byte[]> free = new AtomicReferenceArray<>(SLOTS);
    private final int bytes;

    /** Memory of this size for each thread that asks. */
    ColumnMemory(int bytes) {
        this.bytes = bytes;
    }

    /** Memory with anything in it. */
    byte[] take() {
        byte[] kept = free.getAndSet(slot(), null);
        return kept != null ? kept : new byte[bytes];
    }

    /** Gives back what {@link #take} gave; nobody may use it any more. */
    void giveBack(byte[] memory) {
        free.set(slot(), memory);
    }

    private static int slot() {
        return (int) Thread.currentThread().threadId() & (SLOTS - 1);
    }
}
