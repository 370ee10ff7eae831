package io.tifl.experiments.advi.family;

import io.tifl.protocol.Seed;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Mixtures of Gaussians of one shape; one component makes the plain mean-field, full-rank or low-rank family.
 *
 * <p>A member is an array of unconstrained numbers: the logits of the mixture's weights, then for each component its
 * mean and the numbers of its scale. Standard deviations and the diagonals of triangles are {@code softplus(raw) + 1e-5}.
 *
 * @param dimension of the points, at least 1
 * @param components K, at least 1
 * @param shape of every component's covariance
 */
public record Family(int dimension, int components, Shape shape) {
    public Family {
        if (dimension < 1) {
            throw new IllegalArgumentException("a family needs at least 1 dimension, got " + dimension);
        }
        if (components < 1) {
            throw new IllegalArgumentException("a mixture needs at least 1 component, got " + components);
        }
    }

    public static Family meanField(int dimension) {
        return new Family(dimension, 1, new Shape.MeanField());
    }

    public static Family fullRank(int dimension) {
        return new Family(dimension, 1, new Shape.FullRank());
    }

    public static Family lowRank(int dimension, int rank) {
        return new Family(dimension, 1, new Shape.LowRank(rank));
    }

    /** A mixture of so many Gaussians of this family's shape. */
    public Family mixture(int count) {
        return new Family(dimension, count, shape);
    }

    /** Numbers that describe a member. */
    public int parameters() {
        return components * (1 + perComponent());
    }

    /** Where a component's mean starts; its scale follows. */
    public int mean(int component) {
        return components + component * perComponent();
    }

    private int perComponent() {
        return dimension + shape.scaleParameters(dimension);
    }

    /** Standard normal numbers that one sample takes. */
    public int noise() {
        return shape.noise(dimension);
    }

    /**
     * A member to start from: equal weights, means drawn with a spread around a point, equal scales, no correlation (a
     * low-rank part starts at a hundredth of the scale, as its slope at 0 is 0).
     *
     * @param centre the point, {@code dimension} numbers
     * @param spread standard deviation of the means, at least 0
     * @param scale standard deviation of each component, above 1e-5
     */
    public double[] start(double[] centre, double spread, double scale, Seed seed) {
        if (centre.length != dimension) {
            throw new IllegalArgumentException("the centre needs " + dimension + " coordinates, got " + centre.length);
        }
        if (!(spread >= 0) || Double.isInfinite(spread)) {
            throw new IllegalArgumentException("the spread must be at least 0 and finite, got " + spread);
        }
        double[] start = new double[parameters()];
        double raw = Softplus.raw(scale);
        for (int k = 0; k < components; k++) {
            Normals normals = new Normals(seed.child("start").child(k).generator());
            for (int i = 0; i < dimension; i++) {
                start[mean(k) + i] = centre[i] + spread * normals.next();
            }
            startScale(start, mean(k) + dimension, raw, scale, normals);
        }
        return start;
    }

    private void startScale(double[] start, int from, double raw, double scale, Normals normals) {
        switch (shape) {
            case Shape.MeanField() -> Arrays.fill(start, from, from + dimension, raw);
            case Shape.FullRank() -> {
                for (int i = 0; i < dimension; i++) {
                    start[from + i * (i + 3) / 2] = raw;
                }
            }
            case Shape.LowRank(int rank) -> {
                Arrays.fill(start, from, from + dimension, raw);
                for (int i = 0; i < dimension * rank; i++) {
                    start[from + dimension + i] = 0.01 * scale * normals.next();
                }
            }
        }
    }

    /**
     * The numbers of a mixture with given weights, means and standard deviations.
     *
     * @param weights above 0, sum 1
     * @param means one row per component
     * @param deviations one row per component, above 1e-5
     */
    public double[] member(double[] weights, double[][] means, double[][] deviations) {
        requireWeights(weights);
        if (means.length != components || deviations.length != components) {
            throw new IllegalArgumentException("rows of means and deviations must be " + components + ", got "
                    + means.length + " and " + deviations.length);
        }
        double[] member = start(new double[dimension], 0, 1, new Seed(0));
        for (int k = 0; k < components; k++) {
            if (means[k].length != dimension || deviations[k].length != dimension) {
                throw new IllegalArgumentException("component " + k + " needs " + dimension
                        + " means and deviations, got " + means[k].length + " and " + deviations[k].length);
            }
            member[k] = StrictMath.log(weights[k]);
            System.arraycopy(means[k], 0, member, mean(k), dimension);
            for (int i = 0; i < dimension; i++) {
                member[mean(k) + dimension + diagonal(i)] = Softplus.raw(deviations[k][i]);
            }
        }
        return member;
    }

    private int diagonal(int coordinate) {
        return shape instanceof Shape.FullRank ? coordinate * (coordinate + 3) / 2 : coordinate;
    }

    private void requireWeights(double[] weights) {
        if (weights.length != components) {
            throw new IllegalArgumentException(
                    "a mixture of " + components + " needs as many weights, got " + Arrays.toString(weights));
        }
        double sum = 0;
        for (double weight : weights) {
            sum += weight > 0 ? weight : Double.NaN;
        }
        if (!(Math.abs(sum - 1) <= 1e-9)) {
            throw new IllegalArgumentException(
                    "a mixture's weights must be above 0 and sum to 1, got " + Arrays.toString(weights));
        }
    }

    /**
     * The distribution that an array of numbers describes; the array must not change while it is used.
     *
     * @throws IllegalArgumentException if their count is wrong or one is not finite
     */
    public Mixture at(double[] parameters) {
        if (parameters.length != parameters()) {
            throw new IllegalArgumentException(
                    "a member of this family has " + parameters() + " numbers, got " + parameters.length);
        }
        for (int i = 0; i < parameters.length; i++) {
            if (!Double.isFinite(parameters[i])) {
                throw new IllegalArgumentException(
                        "a member's numbers must be finite, got " + parameters[i] + " at " + i);
            }
        }
        return new Mixture(this, parameters);
    }

    /** Standard normal numbers for one sample. */
    public double[] drawNoise(RandomGenerator random) {
        double[] noise = new double[noise()];
        Normals normals = new Normals(random);
        for (int i = 0; i < noise.length; i++) {
            noise[i] = normals.next();
        }
        return noise;
    }
}
