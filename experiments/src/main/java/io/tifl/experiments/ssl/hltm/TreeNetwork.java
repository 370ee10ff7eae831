package io.tifl.experiments.ssl.hltm;

import io.tifl.protocol.Seed;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * A network of a tree's shape: each latent has a linear layer with biases over the outputs of its children, which are
 * ReLUs of their layers' sums, or leaves as 0 and 1. The sums of the root's layer are the network's output.
 *
 * <p>All parameters lie in one array, latent by latent: weights by unit and input, then a bias for each unit. Mutable
 * and confined to one thread.
 */
public final class TreeNetwork {
    private final TreeShape shape;
    private final int width;
    private final int[] offsets;
    private final double[] parameters;

    /**
     * Of zeros.
     *
     * @param width how many units each latent has
     */
    public TreeNetwork(TreeShape shape, int width) {
        if (width < 1) {
            throw new IllegalArgumentException("a latent has 1 or more units, got " + width);
        }
        this.shape = shape;
        this.width = width;
        this.offsets = new int[shape.latents() + 1];
        for (int node = 0; node < shape.latents(); node++) {
            offsets[node + 1] = Math.addExact(offsets[node], Math.multiplyExact(width, inputs(node) + 1));
        }
        this.parameters = new double[offsets[shape.latents()]];
    }

    /** With weights and biases uniform within {@code 1 / sqrt(inputs)}. */
    public static TreeNetwork random(TreeShape shape, int width, Seed seed) {
        TreeNetwork network = new TreeNetwork(shape, width);
        RandomGenerator random = seed.generator();
        for (int node = 0; node < shape.latents(); node++) {
            double bound = 1 / Math.sqrt(network.inputs(node));
            for (int k = network.offsets[node]; k < network.offsets[node + 1]; k++) {
                network.parameters[k] = bound * (2 * random.nextDouble() - 1);
            }
        }
        return network;
    }

    public TreeNetwork copy() {
        TreeNetwork copy = new TreeNetwork(shape, width);
        System.arraycopy(parameters, 0, copy.parameters, 0, parameters.length);
        return copy;
    }

    public TreeShape shape() {
        return shape;
    }

    /** How many units each latent has. */
    public int width() {
        return width;
    }

    /** The array itself: writing to it changes the network. */
    public double[] parameters() {
        return parameters;
    }

    /** How many values a latent's layer takes. */
    public int inputs(int latent) {
        return shape.children() * (shape.isBottom(latent) ? 1 : width);
    }

    /** How many parameters a latent's layer has; they follow each other, latent by latent. */
    public int parameters(int latent) {
        return offsets[latent + 1] - offsets[latent];
    }

    /** Where a latent's weights begin. */
    int weights(int latent) {
        return offsets[latent];
    }

    /** Where a latent's biases begin. */
    int biases(int latent) {
        return offsets[latent + 1] - width;
    }

    /** The root of the sum of squared weights of a latent's layer, biases aside. */
    public double weightNorm(int latent) {
        double sum = 0;
        for (int k = weights(latent); k < biases(latent); k++) {
            sum += parameters[k] * parameters[k];
        }
        return Math.sqrt(sum);
    }

    /** Takes a step against a gradient, which is laid out as the parameters are. */
    public void descend(double rate, double[] gradient) {
        if (gradient.length != parameters.length) {
            throw new IllegalArgumentException(
                    "the network has " + parameters.length + " parameters, got a gradient of " + gradient.length);
        }
        for (int k = 0; k < parameters.length; k++) {
            parameters[k] -= rate * gradient[k];
        }
    }

    @Override
    public String toString() {
        return shape + ", " + width + " units each, "
                + Arrays.stream(parameters).summaryStatistics();
    }
}
