package io.tifl.experiments.ssl.hltm;

import io.tifl.protocol.Seed;
import java.util.random.RandomGenerator;

/**
 * A binary symmetric latent tree: each node is 0 or 1, and is what its parent is with probability {@code (1 + ρ) / 2},
 * where the polarity ρ belongs to the edge. Only the leaves are ever shown. Immutable and thread-safe.
 */
public final class LatentTree {
    private final TreeShape shape;
    private final double[] polarities;

    private LatentTree(TreeShape shape, double[] polarities) {
        this.shape = shape;
        this.polarities = polarities;
    }

    /** With polarities drawn from a range. */
    public static LatentTree draw(TreeShape shape, PolarityRange range, Seed seed) {
        RandomGenerator random = seed.generator();
        double[] polarities = new double[shape.nodes()];
        for (int node = 1; node < polarities.length; node++) {
            polarities[node] = range.draw(random);
        }
        return new LatentTree(shape, polarities);
    }

    /**
     * With these polarities.
     *
     * @param polarities of each node's edge to its parent, in [-1, 1]; the root's means nothing
     */
    public static LatentTree of(TreeShape shape, double... polarities) {
        if (polarities.length != shape.nodes()) {
            throw new IllegalArgumentException(
                    "the tree has " + shape.nodes() + " nodes, got " + polarities.length + " polarities");
        }
        for (int node = 1; node < polarities.length; node++) {
            if (!(Math.abs(polarities[node]) <= 1)) {
                throw new IllegalArgumentException(
                        "a polarity lies within -1 and 1, got " + polarities[node] + " at node " + node);
            }
        }
        return new LatentTree(shape, polarities.clone());
    }

    public TreeShape shape() {
        return shape;
    }

    /** The polarity of a node's edge to its parent; the node is not the root. */
    public double polarity(int node) {
        return polarities[node];
    }

    /** The product of polarities on the way from the root to a node; 1 for the root. */
    public double rootPolarity(int node) {
        double product = 1;
        for (int v = node; v > 0; v = shape.parent(v)) {
            product *= polarities[v];
        }
        return product;
    }

    /**
     * How likely a node is 1 while nothing is seen.
     *
     * @param rootPrior that of the root
     */
    public double prior(int node, double rootPrior) {
        return 0.5 + rootPolarity(node) * (rootPrior - 0.5);
    }

    /**
     * Draws everything below the roots: two draws with the same roots are two views of the same samples.
     *
     * @param roots 0 or 1 for each sample
     */
    public TreeSamples sample(byte[] roots, RandomGenerator random) {
        byte[] states = new byte[Math.multiplyExact(shape.nodes(), roots.length)];
        System.arraycopy(roots, 0, states, 0, roots.length);
        for (int node = 1; node < shape.nodes(); node++) {
            double keeps = (1 + polarities[node]) / 2;
            int from = shape.parent(node) * roots.length;
            int to = node * roots.length;
            for (int b = 0; b < roots.length; b++) {
                int turns = random.nextDouble() < keeps ? 0 : 1;
                states[to + b] = (byte) (states[from + b] ^ turns);
            }
        }
        return new TreeSamples(shape, roots.length, states);
    }

    /**
     * Draws roots.
     *
     * @param prior how likely 1 is
     */
    public static byte[] roots(int count, double prior, RandomGenerator random) {
        byte[] roots = new byte[count];
        for (int b = 0; b < count; b++) {
            roots[b] = (byte) (random.nextDouble() < prior ? 1 : 0);
        }
        return roots;
    }
}
