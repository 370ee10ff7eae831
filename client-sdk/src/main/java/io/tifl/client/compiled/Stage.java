package io.tifl.client.compiled;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One op of a program and when it runs.
 *
 * @param layer the index of the layer it was made for
 * @param frozen whether it runs as in evaluation and keeps its parameters
 * @param learns whether it has a backward pass: it or something before it learns
 * @param clipped gathers its gradient; null if it moves its parameters at once
 * @param sums what is added after its backward pass, where it reads what others read too
 */
record Stage(
        int layer,
        Op op,
        boolean frozen,
        boolean learns,
        @Nullable ClippedStep clipped,
        List<Sum> sums) {
    /** Adds one gradient to another of the same shape, both without a frame. */
    record Sum(Plane gradient, Plane to) {}

    void forward(int images) {
        if (frozen) {
            op.infer(images);
        } else {
            op.forward(images);
        }
    }

    /** Like {@link #forward}, without chance. */
    void forwardSurely(int images) {
        if (frozen) {
            op.infer(images);
        } else {
            op.forwardSurely(images);
        }
    }
}
