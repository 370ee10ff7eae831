package io.tifl.experiments.benchmark.serve;

import io.tifl.experiments.benchmark.result.ModelCost;
import io.tifl.protocol.Seed;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;

/** Takes as long as a recorded device did, and computes nothing: of one number it says 0. */
final class ReplayedEngine implements InferenceEngine {
    private final ServiceTime device;
    private final RandomGenerator chance;

    ReplayedEngine(ServiceTime device, Seed seed) {
        this.device = device;
        this.chance = seed.child("device").generator();
    }

    @Override
    public int inputSize() {
        return 1;
    }

    @Override
    public int outputSize() {
        return 1;
    }

    @Override
    public float[] predict(float[] features, int count) {
        if (features.length < count) {
            throw new IllegalArgumentException("expected " + count + " features, got " + features.length);
        }
        long end = System.nanoTime() + device.nanos(count, chance);
        for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
        return new float[count];
    }

    @Override
    public Optional<ModelCost> cost() {
        return Optional.empty();
    }

    @Override
    public void close() {
        // Nothing was opened.
    }
}
