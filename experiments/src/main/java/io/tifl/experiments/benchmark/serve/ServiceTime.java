package io.tifl.experiments.benchmark.serve;

import java.util.random.RandomGenerator;

/** How long a device takes for a batch. */
@FunctionalInterface
public interface ServiceTime {
    /**
     * Draws a time.
     *
     * @param batch examples, 1 or more
     * @return nanoseconds
     */
    long nanos(int batch, RandomGenerator chance);

    /** The same for every batch. */
    static ServiceTime fixed(long nanos) {
        return (_, _) -> nanos;
    }

    /** A part for the batch and one for each of its examples, as ResNet50's 7 ms and 3.2 ms on the device of {@link RecordedDevice}. */
    static ServiceTime linear(long nanos, long nanosPerExample) {
        return (batch, _) -> nanos + nanosPerExample * batch;
    }
}
