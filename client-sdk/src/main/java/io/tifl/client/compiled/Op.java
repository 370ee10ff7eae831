package io.tifl.client.compiled;

import org.jspecify.annotations.Nullable;

/**
 * One stage of a program: reads the plane before it, writes its own. Confined to one thread.
 *
 * <p>{@code forward} and {@code backward} of one batch are called with the same number of images.
 */
interface Op {
    /** What it writes. */
    Plane out();

    /** Where the stage after it leaves the gradient of {@link #out()}: the same pixels without a frame. */
    Plane outGradient();

    void forward(int images);

    /** Like {@link #forward}, where evaluation does something else. */
    default void infer(int images) {
        forward(images);
    }

    /** Like {@link #forward} where {@link #backward} follows but nothing is left to chance. */
    default void forwardSurely(int images) {
        forward(images);
    }

    /** Whether the output of an example depends on the other examples of its batch: then gradients of one do not exist. */
    default boolean mixesExamples() {
        return false;
    }

    /**
     * Turns the gradient of its output into that of its input, and moves its parameters.
     *
     * @param step what moves them
     */
    void backward(int images, Step step);

    /** What it learns; null if nothing. */
    default @Nullable Learned learned() {
        return null;
    }

    /** Floats that one {@link #backward} hands to its step. */
    default int movedFloats() {
        Learned learned = learned();
        return learned == null ? 0 : learned.weights().size() + learned.biases().size();
    }
}
