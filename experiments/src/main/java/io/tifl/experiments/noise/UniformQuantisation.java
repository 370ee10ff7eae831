package io.tifl.experiments.noise;

import io.tifl.protocol.Settings;
import java.util.Set;

/**
 * {@code uniform-quantisation}: each weight becomes the nearest of {@code 2^bits - 1} equally spaced values, symmetrical around 0, that
 * reach to the layer's largest magnitude. The level is the number of bits, 2 to 24; 0 leaves the weights as they are. No chance is in it.
 */
public final class UniformQuantisation implements NoiseModel {
    private static final int LEAST_BITS = 2;
    private static final int MOST_BITS = 24;

    @Override
    public String name() {
        return "uniform-quantisation";
    }

    @Override
    public UniformQuantisation configured(Settings settings) {
        settings.requireOnly(Set.of());
        return this;
    }

    @Override
    public String unit() {
        return "bits of a weight";
    }

    @Override
    public void check(double level) {
        if (level != 0 && (level != Math.rint(level) || level < LEAST_BITS || level > MOST_BITS)) {
            throw new IllegalArgumentException("a weight is quantised to " + LEAST_BITS + " to " + MOST_BITS
                    + " bits, or with level 0 not at all; got " + level);
        }
    }

    @Override
    public void disturb(Tensor tensor, double level, Chance chance) {
        double largest = tensor.own().largest();
        if (level == 0 || largest == 0) {
            return;
        }
        double step = largest / ((1 << ((int) level - 1)) - 1);
        float[] values = tensor.values();
        for (int i = tensor.from(); i < tensor.to(); i++) {
            values[i] = (float) (Math.rint(values[i] / step) * step + 0.0); // 0 has one sign
        }
    }

    @Override
    public String toString() {
        return name();
    }
}
