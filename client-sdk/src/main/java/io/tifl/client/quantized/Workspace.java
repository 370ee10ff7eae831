package io.tifl.client.quantized;

import java.util.concurrent.atomic.AtomicReferenceArray;

/** The memory one batch runs in. Used by one thread at a time. */
final class Workspace {
    private final int capacity;
    private final byte[][] slots;

    /** @param capacity examples of a batch */
    Workspace(int capacity, byte[][] slots) {
        this.capacity = capacity;
        this.slots = slots;
    }

    int capacity() {
        return capacity;
    }

    byte[] slot(int index) {
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
