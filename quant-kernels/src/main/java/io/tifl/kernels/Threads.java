package io.tifl.kernels;

import java.util.concurrent.Executor;

/**
 * Who computes a product.
 *
 * @param executor runs all parts but one; the caller computes that one and waits
 * @param count parts the work is cut into at most, the caller's among them
 */
public record Threads(Executor executor, int count) {
    /** The caller alone. */
    public static final Threads CALLER = new Threads(Runnable::run, 1);

    public Threads {
        if (count < 1) {
            throw new IllegalArgumentException("expected at least one thread, got " + count);
        }
    }
}
