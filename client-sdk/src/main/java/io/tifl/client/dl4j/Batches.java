package io.tifl.client.dl4j;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The two batches an epoch needs, the full one and the rest, kept for the next client. Confined to one thread. */
final class Batches {
    private final List<Integer> inputShape;
    private final int classes;
    private @Nullable Batch full;
    private @Nullable Batch rest;

    Batches(List<Integer> inputShape, int classes) {
        this.inputShape = inputShape;
        this.classes = classes;
    }

    /** The arrays for {@code size} examples out of batches of {@code batchSize}. */
    Batch of(int size, int batchSize) {
        if (size == batchSize) {
            full = reused(full, size);
            return full;
        }
        rest = reused(rest, size);
        return rest;
    }

    private Batch reused(@Nullable Batch last, int size) {
        return last != null && last.size() == size ? last : new Batch(size, inputShape, classes);
    }
}
