package io.tifl.client.quantized;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** The memory one batch runs in. Used by one thread at a time. */
final class Workspace {
    private static final int ALIGNMENT = 64;

    /** Behind the last value: kernels read in words. */
    private static final int SLACK = 64;

    private final int capacity;
    private final MemorySegment[] slots;

    /** @param capacity examples of a batch */
    Workspace(int capacity, MemorySegment[] slots) {
        this.capacity = capacity;
        this.slots = slots;
    }

    static MemorySegment allocate(long bytes) {
        return Arena.ofAuto().allocate(bytes + SLACK, ALIGNMENT);
    }

    int capacity() {
        return capacity;
    }

    MemorySegment slot(int index) {
        return slots[index];
    }

    /** Workspaces not in use, of as many threads as predict at the same time. Thread-safe. */
    static final class Pool {
        private static final int SLOTS = 64;

        private final Plan plan;
        private final AtomicReferenceArray<Workspace> free = new AtomicReferenceArray<>(SLOTS);

        Pool(Plan plan) {
            this.plan = plan;
        }

        Workspace take(int capacity) {
            Workspace kept = free.getAndSet(slot(), null);
            return kept != null && kept.capacity() >= capacity ? kept : plan.workspace(capacity);
        }

        /** Gives back what {@link #take} gave. */
        void giveBack(Workspace workspace) {
            free.set(slot(), workspace);
        }

        private static int slot() {
            return (int) Thread.currentThread().threadId() & (SLOTS - 1);
        }
    }
}
