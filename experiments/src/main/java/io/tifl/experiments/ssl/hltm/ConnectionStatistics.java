package io.tifl.experiments.ssl.hltm;

import io.tifl.experiments.network.Matrix;

/**
 * Sums of connections per state of the root, from which the covariance operator of each latent's layer follows: the
 * connection of a sample is the layer's input times the slope of the network's sums at the root by those of the layer.
 * Sums of several clients or batches add up to those of all their samples. Mutable and confined to one thread.
 */
public final class ConnectionStatistics {
    private final TreeShape shape;
    private final int width;
    private final int[] firstInputs;
    private final double[][][] sums;
    private final double[] counts = new double[2];

    /** Of no samples. */
    public ConnectionStatistics(TreeShape shape, int width) {
        this.shape = shape;
        this.width = width;
        this.firstInputs = new int[shape.latents() + 1];
        for (int node = 0; node < shape.latents(); node++) {
            int inputs = shape.children() * (shape.isBottom(node) ? 1 : width);
            firstInputs[node + 1] = Math.addExact(firstInputs[node], inputs);
        }
        // By the root's state, by input of any latent, then by output and unit.
        this.sums = new double[2][firstInputs[shape.latents()]][Math.multiplyExact(width, width)];
    }

    /** With the sums that {@link #sums} gave. */
    public static ConnectionStatistics of(TreeShape shape, int width, double... sums) {
        ConnectionStatistics statistics = new ConnectionStatistics(shape, width);
        int each = statistics.size() / 2;
        if (sums.length != 2 * each) {
            throw new IllegalArgumentException("expected " + 2 * each + " sums, got " + sums.length);
        }
        for (int root = 0; root < 2; root++) {
            statistics.counts[root] = sums[root * each];
            int at = root * each + 1;
            for (double[] row : statistics.sums[root]) {
                System.arraycopy(sums, at, row, 0, row.length);
                at += row.length;
            }
        }
        return statistics;
    }

    private int size() {
        return Math.multiplyExact(2, Math.addExact(1, Math.multiplyExact(sums[0].length, width * width)));
    }

    /** All sums, in an order of their own; they may be added to those of other samples. */
    public double[] sums() {
        double[] all = new double[size()];
        int at = 0;
        for (int root = 0; root < 2; root++) {
            all[at++] = counts[root];
            for (double[] row : sums[root]) {
                System.arraycopy(row, 0, all, at, row.length);
                at += row.length;
            }
        }
        return all;
    }

    /** Adds those of other samples. */
    public ConnectionStatistics add(ConnectionStatistics other) {
        for (int root = 0; root < 2; root++) {
            counts[root] += other.counts[root];
            for (int i = 0; i < sums[root].length; i++) {
                add(1, other.sums[root][i], sums[root][i]);
            }
        }
        return this;
    }

    private static void add(double factor, double[] from, double[] to) {
        for (int k = 0; k < to.length; k++) {
            to[k] += factor * from[k];
        }
    }

    /** Adds a batch that went up. */
    void add(TreeSamples samples, TreePass pass) {
        double[][] jacobians = new double[shape.latents()][width * width];
        for (int b = 0; b < samples.count(); b++) {
            int root = samples.state(0, b);
            counts[root]++;
            pass.jacobians(b, jacobians);
            for (int node = 0; node < shape.latents(); node++) {
                add(node, b, pass, jacobians[node], sums[root]);
            }
        }
    }

    private void add(int node, int sample, TreePass pass, double[] jacobian, double[][] to) {
        for (int i = firstInputs[node]; i < firstInputs[node + 1]; i++) {
            double input = pass.input(node, i - firstInputs[node])[sample];
            if (input != 0) {
                add(input, jacobian, to[i]);
            }
        }
    }

    /**
     * The Frobenius norm of a latent's covariance operator, the covariance over the root's states of mean connections.
     *
     * @return 0 unless both states of the root were seen
     */
    public double operatorNorm(int latent) {
        if (counts[0] == 0 || counts[1] == 0) {
            return 0;
        }
        Matrix gap = gap(latent);
        double all = counts[0] + counts[1];
        // D'D has the norm of DD' and is small: there are two means, so the operator is a multiple of DD'.
        return counts[0] / all * counts[1] / all * gap.transposeTimes(gap).norm();
    }

    // The difference of mean connections: a row for each weight, a column for each output.
    private Matrix gap(int latent) {
        int inputs = firstInputs[latent + 1] - firstInputs[latent];
        Matrix gap = new Matrix(inputs * width, width);
        for (int i = 0; i < inputs; i++) {
            double[] one = sums[1][firstInputs[latent] + i];
            double[] zero = sums[0][firstInputs[latent] + i];
            for (int k = 0; k < one.length; k++) {
                gap.set(i * width + k % width, k / width, one[k] / counts[1] - zero[k] / counts[0]);
            }
        }
        return gap;
    }
}
