package io.tifl.experiments.noise.study;

import io.tifl.experiments.noise.AnalogDevice;
import io.tifl.experiments.noise.GaussianNoise;
import io.tifl.experiments.noise.GaussianNoise.Scale;
import io.tifl.experiments.noise.Scope;
import java.util.List;

/**
 * Noise that a curve is taken of.
 *
 * @param name its own in the study: lower-case letters, digits and dashes
 */
record Noise(String name, AnalogDevice device, Scope scope, List<Double> levels) {
    /** Shares of the scale, as in arXiv 2011.11840. */
    static final List<Double> ETAS = List.of(0.01, 0.05, 0.1, 0.2, 0.3, 0.4);

    static final Noise LAYER_STD = gaussian("layer-std", Scale.LAYER_STD, Scope.WEIGHTS);
    static final Noise LAYER_MAX = gaussian("layer-max", Scale.LAYER_MAX, Scope.WEIGHTS);
    static final Noise ALL_TENSORS = gaussian("all-tensors", Scale.LAYER_STD, Scope.ALL);

    Noise {
        levels = List.copyOf(levels);
    }

    private static Noise gaussian(String name, Scale scale, Scope scope) {
        return new Noise(name, AnalogDevice.of(new GaussianNoise(scale, false)), scope, ETAS);
    }
}
