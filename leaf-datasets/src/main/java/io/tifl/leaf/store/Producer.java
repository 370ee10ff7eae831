package io.tifl.leaf.store;

import io.tifl.leaf.set.SetSink;
import java.io.IOException;

/** Makes a set, part by part. */
@FunctionalInterface
public interface Producer {
    /**
     * Pushes all parts.
     *
     * @throws IOException if the set cannot be made; nothing of it is kept then
     * @throws InterruptedException if interrupted; nothing of it is kept then
     */
    void produce(Parts parts) throws IOException, InterruptedException;

    /** Takes the parts of a set, one after the other. Confined to one thread. */
    interface Parts {
        /**
         * Begins a part; the one before is complete then, and its sink takes nothing more.
         *
         * @param name 1 to 16 letters a to z: {@code all}, {@code train}, {@code test}, {@code val}
         * @throws IOException if there was a part of this name before, or nothing can be written
         */
        SetSink begin(String name) throws IOException;
    }
}
