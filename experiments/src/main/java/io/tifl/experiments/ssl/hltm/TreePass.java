package io.tifl.experiments.ssl.hltm;

import io.tifl.experiments.network.Matrix;
import java.util.Arrays;

/**
 * A batch on its way through a tree network, up and down again. Each unit has an array of its own over the samples, so
 * that loops run over samples with one common index, which the compiler turns into vector instructions. Mutable and
 * confined to one thread; holds its arrays for the next batch.
 */
final class TreePass {
    private final TreeNetwork network;
    private final TreeShape shape;
    private final int width;
    private final int count;
    private final double[][] leaves;
    private final double[][] sums;
    private final double[][] outputs;
    private final double[][] slopes;

    /** For batches of so many samples. */
    TreePass(TreeNetwork network, int count) {
        this.network = network;
        this.shape = network.shape();
        this.width = network.width();
        this.count = count;
        this.leaves = new double[shape.leaves()][count];
        this.sums = new double[Math.multiplyExact(shape.latents(), width)][count];
        this.outputs = new double[sums.length][count];
        this.slopes = new double[sums.length][count];
    }

    /** Puts samples in, from a place in the batch on. */
    void put(TreeSamples samples, int at) {
        for (int leaf = 0; leaf < shape.leaves(); leaf++) {
            int from = (shape.latents() + leaf) * samples.count();
            for (int b = 0; b < samples.count(); b++) {
                leaves[leaf][at + b] = samples.states()[from + b];
            }
        }
    }

    /** Takes the batch up to the root. */
    void forward() {
        for (int node = shape.latents() - 1; node >= 0; node--) {
            forward(node);
        }
    }

    private void forward(int node) {
        int inputs = network.inputs(node);
        double[] parameters = network.parameters();
        for (int o = 0; o < width; o++) {
            double[] sum = sums[node * width + o];
            Arrays.fill(sum, parameters[network.biases(node) + o]);
            addRows(parameters, network.weights(node) + o * inputs, 1, inputs, rows(node), firstRow(node), sum);
            gate(sum, outputs[node * width + o]);
        }
    }

    private static void gate(double[] sum, double[] output) {
        for (int b = 0; b < sum.length; b++) {
            output[b] = Math.max(sum[b], 0);
        }
    }

    // Where a latent's inputs are: rows of leaves, or of outputs.
    private double[][] rows(int node) {
        return shape.isBottom(node) ? leaves : outputs;
    }

    private int firstRow(int node) {
        int child = shape.firstChild(node);
        return shape.isBottom(node) ? child - shape.latents() : child * width;
    }

    /** An input of a latent, over the samples. */
    double[] input(int node, int index) {
        return rows(node)[firstRow(node) + index];
    }

    // Adds multiples of rows, four at a time: a quarter of the loads and stores of the sum.
    private static void addRows(
            double[] factors, int at, int stride, int count, double[][] rows, int from, double[] sum) {
        int i = 0;
        for (; i + 4 <= count; i += 4) {
            int k = at + i * stride;
            addFour(
                    factors[k],
                    factors[k + stride],
                    factors[k + 2 * stride],
                    factors[k + 3 * stride],
                    rows,
                    from + i,
                    sum);
        }
        for (; i < count; i++) {
            double factor = factors[at + i * stride];
            double[] row = rows[from + i];
            for (int b = 0; b < sum.length; b++) {
                sum[b] += factor * row[b];
            }
        }
    }

    private static void addFour(double a, double b, double c, double d, double[][] rows, int from, double[] sum) {
        double[] first = rows[from];
        double[] second = rows[from + 1];
        double[] third = rows[from + 2];
        double[] fourth = rows[from + 3];
        for (int k = 0; k < sum.length; k++) {
            sum[k] += a * first[k] + b * second[k] + c * third[k] + d * fourth[k];
        }
    }

    /** The root's sums, a sample a row. */
    Matrix top() {
        Matrix top = new Matrix(count, width);
        for (int o = 0; o < width; o++) {
            for (int b = 0; b < count; b++) {
                top.set(b, o, sums[o][b]);
            }
        }
        return top;
    }

    /**
     * Takes slopes by the root's sums down the tree.
     *
     * @param top a sample a row
     * @return by the parameters, summed over the batch
     */
    double[] backward(Matrix top) {
        for (int o = 0; o < width; o++) {
            for (int b = 0; b < count; b++) {
                slopes[o][b] = top.at(b, o);
            }
        }
        double[] gradient = new double[network.parameters().length];
        for (int node = 0; node < shape.latents(); node++) {
            backward(node, gradient);
        }
        return gradient;
    }

    private void backward(int node, double[] gradient) {
        int inputs = network.inputs(node);
        for (int o = 0; o < width; o++) {
            double[] slope = slopes[node * width + o];
            gradient[network.biases(node) + o] = sum(slope);
            dots(slope, rows(node), firstRow(node), inputs, gradient, network.weights(node) + o * inputs);
        }
        if (!shape.isBottom(node)) {
            passDown(node, inputs);
        }
    }

    private void passDown(int node, int inputs) {
        for (int i = 0; i < inputs; i++) {
            int child = firstRow(node) + i;
            double[] slope = slopes[child];
            Arrays.fill(slope, 0);
            addRows(network.parameters(), network.weights(node) + i, inputs, width, slopes, node * width, slope);
            shut(slope, sums[child]);
        }
    }

    private static void shut(double[] slope, double[] sum) {
        for (int b = 0; b < slope.length; b++) {
            slope[b] = sum[b] > 0 ? slope[b] : 0;
        }
    }

    private static double sum(double[] slope) {
        double sum = 0;
        for (double value : slope) {
            sum += value;
        }
        return sum;
    }

    // Four products at a time, for sums that do not wait for each other.
    private static void dots(double[] slope, double[][] rows, int from, int count, double[] to, int at) {
        int i = 0;
        for (; i + 4 <= count; i += 4) {
            fourDots(slope, rows, from + i, to, at + i);
        }
        for (; i < count; i++) {
            double sum = 0;
            double[] row = rows[from + i];
            for (int b = 0; b < slope.length; b++) {
                sum += slope[b] * row[b];
            }
            to[at + i] = sum;
        }
    }

    private static void fourDots(double[] slope, double[][] rows, int from, double[] to, int at) {
        double[] first = rows[from];
        double[] second = rows[from + 1];
        double[] third = rows[from + 2];
        double[] fourth = rows[from + 3];
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        for (int k = 0; k < slope.length; k++) {
            double value = slope[k];
            a += value * first[k];
            b += value * second[k];
            c += value * third[k];
            d += value * fourth[k];
        }
        to[at] = a;
        to[at + 1] = b;
        to[at + 2] = c;
        to[at + 3] = d;
    }

    /** A unit's sums before its gate, over the samples. */
    double[] sums(int node, int unit) {
        return sums[node * width + unit];
    }

    /** A unit's outputs behind its gate, over the samples. */
    double[] outputs(int node, int unit) {
        return outputs[node * width + unit];
    }

    /**
     * The output by the sums of every latent, for one sample, with all gates between.
     *
     * @param jacobians takes it, latent by latent, each by output, then by unit
     */
    void jacobians(int sample, double[][] jacobians) {
        Arrays.fill(jacobians[0], 0);
        for (int k = 0; k < width; k++) {
            jacobians[0][k * width + k] = 1;
        }
        for (int node = 1; node < shape.latents(); node++) {
            Arrays.fill(jacobians[node], 0);
            for (int unit = 0; unit < width; unit++) {
                if (sums[node * width + unit][sample] > 0) {
                    jacobian(node, unit, jacobians[shape.parent(node)], jacobians[node]);
                }
            }
        }
    }

    private void jacobian(int node, int unit, double[] above, double[] here) {
        int parent = shape.parent(node);
        int inputs = network.inputs(parent);
        int weights = network.weights(parent) + (node - shape.firstChild(parent)) * width + unit;
        double[] parameters = network.parameters();
        for (int k = 0; k < width; k++) {
            double sum = 0;
            for (int o = 0; o < width; o++) {
                sum += above[k * width + o] * parameters[weights + o * inputs];
            }
            here[k * width + unit] = sum;
        }
    }
}
