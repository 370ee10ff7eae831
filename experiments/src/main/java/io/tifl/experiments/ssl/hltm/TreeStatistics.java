package io.tifl.experiments.ssl.hltm;

import java.util.Arrays;

/**
 * Sums over samples of what each unit says of its latent, from which correlations, selectivities and the ceiling
 * follow. Sums of several clients or batches add up to those of all their samples. Mutable and confined to one thread.
 */
public final class TreeStatistics {
    // Of a latent: how many samples, and the sums of z, of its posterior p, of p², of zp.
    private static final int OF_LATENT = 5;
    // Of a unit: the sums of its sum before the gate h, of h², of zh, of its output f, of zf.
    private static final int OF_UNIT = 5;

    private final TreeShape shape;
    private final int width;
    private final double[] sums;

    /** Of no samples. */
    public TreeStatistics(TreeShape shape, int width) {
        this.shape = shape;
        this.width = width;
        this.sums = new double[Math.multiplyExact(shape.latents(), OF_LATENT + OF_UNIT * width)];
    }

    /** With the sums that {@link #sums} gave. */
    public static TreeStatistics of(TreeShape shape, int width, double... sums) {
        TreeStatistics statistics = new TreeStatistics(shape, width);
        if (sums.length != statistics.sums.length) {
            throw new IllegalArgumentException("expected " + statistics.sums.length + " sums, got " + sums.length);
        }
        return statistics.add(sums);
    }

    /** All sums, in an order of their own; they may be added to those of other samples. */
    public double[] sums() {
        return sums.clone();
    }

    /** Adds those of other samples. */
    public TreeStatistics add(TreeStatistics other) {
        return add(other.sums);
    }

    private TreeStatistics add(double[] others) {
        for (int k = 0; k < sums.length; k++) {
            sums[k] += others[k];
        }
        return this;
    }

    /** Adds a batch that went up. */
    void add(TreeSamples samples, TreePass pass, double[] posteriors) {
        for (int node = 0; node < shape.latents(); node++) {
            addLatent(node, samples, posteriors);
            for (int unit = 0; unit < width; unit++) {
                addUnit(node, unit, samples, pass);
            }
        }
    }

    private void addLatent(int node, TreeSamples samples, double[] posteriors) {
        int at = at(node);
        sums[at] += samples.count();
        for (int b = 0; b < samples.count(); b++) {
            double z = samples.state(node, b);
            double p = posteriors[node * samples.count() + b];
            sums[at + 1] += z;
            sums[at + 2] += p;
            sums[at + 3] += p * p;
            sums[at + 4] += z * p;
        }
    }

    private void addUnit(int node, int unit, TreeSamples samples, TreePass pass) {
        int at = at(node, unit);
        double[] before = pass.sums(node, unit);
        double[] behind = pass.outputs(node, unit);
        for (int b = 0; b < samples.count(); b++) {
            double z = samples.state(node, b);
            sums[at] += before[b];
            sums[at + 1] += before[b] * before[b];
            sums[at + 2] += z * before[b];
            sums[at + 3] += behind[b];
            sums[at + 4] += z * behind[b];
        }
    }

    private int at(int node) {
        return node * (OF_LATENT + OF_UNIT * width);
    }

    private int at(int node, int unit) {
        return at(node) + OF_LATENT + OF_UNIT * unit;
    }

    /** How many samples. */
    public long samples() {
        return Math.round(sums[0]);
    }

    /** The correlation of a latent with a unit's sum before its gate, in [-1, 1]; 0 where either never changes. */
    public double correlation(int latent, int unit) {
        int at = at(latent, unit);
        return correlation(latent, sums[at], sums[at + 1], sums[at + 2]);
    }

    /** The largest magnitude of a correlation of a latent with one of its units: its normalised correlation. */
    public double bestCorrelation(int latent) {
        double best = 0;
        for (int unit = 0; unit < width; unit++) {
            best = Math.max(best, Math.abs(correlation(latent, unit)));
        }
        return best;
    }

    /** The correlation of a latent with its expectation given the leaves below it, which no network can pass but by chance. */
    public double ceiling(int latent) {
        int at = at(latent);
        return correlation(latent, sums[at + 2], sums[at + 3], sums[at + 4]);
    }

    /** The standard error of the ceiling's figure, {@code (1 - r²) / sqrt(n)}. */
    public double ceilingError(int latent) {
        double r = ceiling(latent);
        return (1 - r * r) / Math.sqrt(sums[at(latent)]);
    }

    private double correlation(int latent, double sum, double squares, double products) {
        double n = sums[at(latent)];
        double ones = sums[at(latent) + 1];
        double spread = (squares - sum * sum / n) * (ones - ones * ones / n);
        // What is left of equal numbers after rounding is no spread.
        return spread > 1e-12 * n * squares ? (products - ones * sum / n) / Math.sqrt(spread) : 0;
    }

    /** Half the difference of a unit's mean output where its latent is 1 and where it is 0; 0 unless both were seen. */
    public double selectivity(int latent, int unit) {
        double ones = sums[at(latent) + 1];
        double zeros = sums[at(latent)] - ones;
        if (ones == 0 || zeros == 0) {
            return 0;
        }
        int at = at(latent, unit);
        return (sums[at + 4] / ones - (sums[at + 3] - sums[at + 4]) / zeros) / 2;
    }

    /**
     * How well the weights of a latent's units point where the theory says contrast drives them: the mean over units of
     * the cosine's magnitude with {@code a = (ρ s)}, the polarity of each child times the selectivity of each of its
     * units (a leaf's is 1/2).
     */
    public double alignment(TreeNetwork network, LatentTree tree, int latent) {
        double[] direction = direction(tree, latent);
        double sum = 0;
        for (int unit = 0; unit < width; unit++) {
            int from = network.weights(latent) + unit * direction.length;
            sum += cosine(Arrays.copyOfRange(network.parameters(), from, from + direction.length), direction);
        }
        return sum / width;
    }

    private double[] direction(LatentTree tree, int latent) {
        int each = shape.isBottom(latent) ? 1 : width;
        double[] direction = new double[shape.children() * each];
        for (int i = 0; i < direction.length; i++) {
            int child = shape.firstChild(latent) + i / each;
            direction[i] = tree.polarity(child) * (shape.isBottom(latent) ? 0.5 : selectivity(child, i % each));
        }
        return direction;
    }

    private static double cosine(double[] a, double[] b) {
        double product = 0;
        double first = 0;
        double second = 0;
        for (int i = 0; i < a.length; i++) {
            product += a[i] * b[i];
            first += a[i] * a[i];
            second += b[i] * b[i];
        }
        return first > 0 && second > 0 ? Math.abs(product) / Math.sqrt(first * second) : 0;
    }
}
