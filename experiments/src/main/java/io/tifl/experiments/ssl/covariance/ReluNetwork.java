package io.tifl.experiments.ssl.covariance;

import io.tifl.experiments.network.Matrix;
import io.tifl.protocol.Seed;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A network without biases, {@code f_l = ReLU(W_l f_(l-1))}, the last layer included. A gate whose sum is exactly 0 is
 * shut. The matrices are not copied: who writes to them changes the network.
 *
 * @param weights per layer, from the lowest, of as many rows as the layer has units; layers count from 1
 */
public record ReluNetwork(List<Matrix> weights) {
    public ReluNetwork {
        weights = List.copyOf(weights);
        if (weights.isEmpty()) {
            throw new IllegalArgumentException("a network needs at least 1 layer, got none");
        }
        for (int l = 1; l < weights.size(); l++) {
            if (weights.get(l).columns() != weights.get(l - 1).rows()) {
                throw new IllegalArgumentException(
                        "layer " + (l + 1) + " takes " + weights.get(l).columns() + " values, but layer " + l
                                + " gives " + weights.get(l - 1).rows());
            }
        }
    }

    /**
     * With weights uniform within {@code sqrt(6 / inputs)}, which keeps the size of what passes through ReLU layers (He
     * et al., 2015).
     *
     * @param widths of the input and each layer, at least two
     */
    public static ReluNetwork random(Seed seed, int... widths) {
        List<Matrix> layers = new ArrayList<>();
        for (int l = 1; l < widths.length; l++) {
            RandomGenerator random = seed.child(l).generator();
            Matrix layer = new Matrix(widths[l], widths[l - 1]);
            double bound = Math.sqrt(6.0 / widths[l - 1]);
            for (int i = 0; i < layer.values().length; i++) {
                layer.values()[i] = bound * (2 * random.nextDouble() - 1);
            }
            layers.add(layer);
        }
        return new ReluNetwork(layers);
    }

    /** How many layers it has. */
    public int depth() {
        return weights.size();
    }

    /** {@code f_0}, the input, to {@code f_L}, the output. */
    public List<double[]> activations(double... input) {
        List<double[]> all = new ArrayList<>(List.of(input));
        for (Matrix layer : weights) {
            double[] out = layer.times(all.getLast());
            for (int i = 0; i < out.length; i++) {
                out[i] = Math.max(out[i], 0);
            }
            all.add(out);
        }
        return all;
    }

    /**
     * The connection {@code K_l = f_(l-1) ⊗ J_l'}: what takes the weights of a layer to the output,
     * {@code f_L = K_l' vec(W_l)}.
     *
     * @param layer from 1
     * @return a row for each weight, in the order of {@code W_l}'s values, and a column for each output
     * @throws IllegalArgumentException if there is no such layer
     */
    public Matrix connection(int layer, double... input) {
        requireLayer(layer);
        List<double[]> activations = activations(input);
        Matrix jacobian = jacobian(layer, activations);
        double[] below = activations.get(layer - 1);
        Matrix connection = new Matrix(jacobian.columns() * below.length, jacobian.rows());
        for (int i = 0; i < jacobian.columns(); i++) {
            for (int j = 0; j < below.length; j++) {
                for (int k = 0; k < jacobian.rows(); k++) {
                    connection.set(i * below.length + j, k, below[j] * jacobian.at(k, i));
                }
            }
        }
        return connection;
    }

    // J_l: the output by the sums of layer l before their gates.
    private Matrix jacobian(int layer, List<double[]> activations) {
        Matrix jacobian = new Matrix(weights.getLast().rows(), weights.getLast().rows());
        for (int i = 0; i < jacobian.rows(); i++) {
            jacobian.set(i, i, 1);
        }
        shut(jacobian, activations.getLast());
        for (int l = depth(); l > layer; l--) {
            jacobian = jacobian.times(weights.get(l - 1));
            shut(jacobian, activations.get(l - 1));
        }
        return jacobian;
    }

    private static void shut(Matrix jacobian, double[] activation) {
        for (int row = 0; row < jacobian.rows(); row++) {
            for (int i = 0; i < activation.length; i++) {
                jacobian.set(row, i, activation[i] > 0 ? jacobian.at(row, i) : 0);
            }
        }
    }

    /**
     * The gradient for a layer's weights by ordinary back-propagation, which knows nothing of connections.
     *
     * @param layer from 1
     * @param activations of the sample
     * @param slope of what is minimised, by each output
     * @return in the order of {@code W_l}'s values
     */
    double[] gradient(int layer, List<double[]> activations, double... slope) {
        double[] back = gated(slope, activations.getLast());
        for (int l = depth(); l > layer; l--) {
            back = gated(weights.get(l - 1).transpose().times(back), activations.get(l - 1));
        }
        double[] below = activations.get(layer - 1);
        double[] gradient = new double[back.length * below.length];
        for (int i = 0; i < back.length; i++) {
            for (int j = 0; j < below.length; j++) {
                gradient[i * below.length + j] = back[i] * below[j];
            }
        }
        return gradient;
    }

    private static double[] gated(double[] slope, double[] activation) {
        double[] gated = new double[slope.length];
        for (int i = 0; i < slope.length; i++) {
            gated[i] = activation[i] > 0 ? slope[i] : 0;
        }
        return gated;
    }

    void requireLayer(int layer) {
        if (layer < 1 || layer > depth()) {
            throw new IllegalArgumentException("a network of " + depth() + " layers has no layer " + layer);
        }
    }
}
