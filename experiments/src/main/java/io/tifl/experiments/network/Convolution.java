package io.tifl.experiments.network;

import io.tifl.protocol.Seed;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A convolution of images with biases. A row is an image, {@code height x width x channels}, channels last, so that what
 * a kernel sees lies together; {@link ChannelsLast} turns images around. Around the edge it sees zeros.
 *
 * @param window where kernels lie
 * @param weights a row for each value a kernel sees, in the order {@code y, x, channel}; a column for each kernel
 * @param biases one row
 */
public record Convolution(Window window, Matrix weights, Matrix biases) implements Layer {
    // As many values as the second cache of a core holds.
    private static final int PATCH_VALUES = 1 << 15;

    public Convolution {
        if (weights.rows() != window.patch()) {
            throw new IllegalArgumentException(
                    "expected weights for " + window.patch() + " values of a patch, got " + weights.rows() + " rows");
        }
        if (biases.rows() != 1 || biases.columns() != weights.columns()) {
            throw new IllegalArgumentException(
                    "expected 1 x " + weights.columns() + " biases, got " + biases.rows() + " x " + biases.columns());
        }
    }

    /** With weights uniform within {@code sqrt(6 / inputs)}, which keeps the size of what ReLUs let through, and biases of 0. */
    public static Convolution random(Window window, int kernels, Seed seed) {
        RandomGenerator random = seed.generator();
        double bound = Math.sqrt(6.0 / window.patch());
        Matrix weights = new Matrix(window.patch(), kernels);
        Arrays.setAll(weights.values(), k -> bound * (2 * random.nextDouble() - 1));
        return new Convolution(window, weights, new Matrix(1, kernels));
    }

    /** Values of an output row. */
    public int outputs() {
        return window.places() * weights.columns();
    }

    @Override
    public Pass forward(Matrix input) {
        return Layer.pass(
                infer(input),
                slope -> new Back(byInput(slope), gradient(input, slope)),
                slope -> gradient(input, slope));
    }

    @Override
    public Matrix infer(Matrix input) {
        window.require(input);
        Matrix output = new Matrix(input.rows(), outputs());
        int group = group();
        for (int from = 0; from < input.rows(); from += group) {
            int to = Math.min(input.rows(), from + group);
            Matrix part = window.patches(input, from, to).times(weights).addToRows(biases);
            System.arraycopy(part.values(), 0, output.values(), from * outputs(), part.values().length);
        }
        return output;
    }

    // Patches are made again on the way back: made for a few images at a time they never leave the cache.
    private List<Matrix> gradient(Matrix input, Matrix slope) {
        Matrix byWeights = new Matrix(weights.rows(), weights.columns());
        Matrix byBiases = new Matrix(1, weights.columns());
        int group = group();
        for (int from = 0; from < input.rows(); from += group) {
            int to = Math.min(input.rows(), from + group);
            Matrix places = places(slope, from, to);
            byWeights.add(1, window.patches(input, from, to).transposeTimes(places));
            byBiases.add(1, places.columnSums());
        }
        return List.of(byWeights, byBiases);
    }

    private Matrix byInput(Matrix slope) {
        Matrix turned = weights.transpose();
        Matrix back = new Matrix(slope.rows(), window.inputs());
        int group = group();
        for (int from = 0; from < slope.rows(); from += group) {
            int to = Math.min(slope.rows(), from + group);
            window.addPatches(places(slope, from, to).times(turned), back, from, to);
        }
        return back;
    }

    private int group() {
        return Math.max(1, PATCH_VALUES / (window.places() * window.patch()));
    }

    private Matrix places(Matrix slope, int from, int to) {
        double[] part = Arrays.copyOfRange(slope.values(), from * outputs(), to * outputs());
        return Matrix.of((to - from) * window.places(), weights.columns(), part);
    }

    @Override
    public List<Matrix> parameters() {
        return List.of(weights, biases);
    }

    @Override
    public Convolution copy() {
        return new Convolution(window, weights.copy(), biases.copy());
    }
}
