package io.tifl.experiments.ssl.hltm;

import io.tifl.experiments.ssl.Matrix;

/**
 * Sums of connections per state of the root, from which the covariance operator of each latent's layer follows: the connection of a sample is the
 * layer's input times the slope of the network's sums at the root by those of the layer. Sums of several clients or batches add up to those of
 * all their samples. Mutable and confined to one thread.
 */
public final class ConnectionStatistics {
    private final TreeShape shape;
    private final int width;
    private final int[] offsets;
    private final double[][] sums;
    private final double[] counts = new double[2];

    /** Of no samples. */
    public ConnectionStatistics(TreeShape shape, int width) {
        this.shape = shape;
        this.width = width;
        this.offsets = new int[shape.latents() + 1];
        for (int node = 0; node < shape.latents(); node++) {
            int inputs = shape.children() * (shape.isBottom(node) ? 1 : width);
            offsets[node + 1] = Math.addExact(offsets[node], Math.multiplyExact(inputs, width * width));
        }
        this.sums = new double[2][offsets[shape.latents()]];
    }

    /** With the sums that {@link #sums} gave. */
    public static ConnectionStatistics of(TreeShape shape, int width, double... sums) {
        ConnectionStatistics statistics = new ConnectionStatistics(shape, width);
        int each = statistics.sums[0].length + 1;
        if (sums.length != 2 * each) {
            throw new IllegalArgumentException("expected " + 2 * each + " sums, got " + sums.length);
        }
        for (int root = 0; root < 2; root++) {
            statistics.counts[root] = sums[root * each];
            System.arraycopy(sums, root * each + 1, statistics.sums[root], 0, each - 1);
        }
        return statistics;
    }

    /** All sums, in an order of their own; they may be added to those of other samples. */
    public double[] sums() {
        int each = sums[0].length + 1;
        double[] all = new double[2 * each];
        for (int root = 0; root < 2; root++) {
            all[root * each] = counts[root];
            System.arraycopy(sums[root], 0, all, root * each + 1, each - 1);
        }
        return all;
    }

    /** Adds those of other samples. */
    public ConnectionStatistics add(ConnectionStatistics other) {
        for (int root = 0; root < 2; root++) {
            counts[root] += other.counts[root];
            for (int k = 0; k < sums[root].length; k++) {
                sums[root][k] += other.sums[root][k];
            }
        }
        return this;
    }

    /** Adds a batch that went up. */
    void add(TreeSamples samples, TreePass pass) {
        double[] jacobians = new double[shape.latents() * width * width];
        for (int b = 0; b < samples.count(); b++) {
            int root = samples.state(0, b);
            counts[root]++;
            pass.jacobians(b, jacobians);
            for (int node = 0; node < shape.latents(); node++) {
                add(node, b, pass, jacobians, sums[root]);
            }
        }
    }

    private void add(int node, int sample, TreePass pass, double[] jacobians, double[] to) {
        int each = width * width;
        int inputs = (offsets[node + 1] - offsets[node]) / each;
        for (int i = 0; i < inputs; i++) {
            double input = pass.input(node, i)[sample];
            int at = offsets[node] + i * each;
            for (int k = 0; k < each && input != 0; k++) {
                to[at + k] += input * jacobians[node * each + k];
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
        int inputs = (offsets[latent + 1] - offsets[latent]) / (width * width);
        Matrix gap = new Matrix(inputs * width, width);
        for (int i = 0; i < inputs; i++) {
            for (int k = 0; k < width; k++) {
                for (int o = 0; o < width; o++) {
                    int at = offsets[latent] + (i * width + k) * width + o;
                    gap.set(i * width + o, k, sums[1][at] / counts[1] - sums[0][at] / counts[0]);
                }
            }
        }
        return gap;
    }
}
