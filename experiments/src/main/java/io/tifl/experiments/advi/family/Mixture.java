package io.tifl.experiments.advi.family;

import java.util.random.RandomGenerator;

/**
 * A mixture of Gaussians at fixed parameters: samples, densities and the gradients of both. Immutable and thread-safe as
 * long as the parameters' array does not change.
 *
 * <p>Gradients are with respect to the {@link Family}'s numbers and are added to an array of that layout. Densities are
 * always those of the whole mixture.
 */
public final class Mixture {
    private final Family family;
    private final Gaussian[] gaussians;
    private final double[] logWeights;
    private final double[] weights;

    Mixture(Family family, double[] parameters) {
        this.family = family;
        int count = family.components();
        this.gaussians = new Gaussian[count];
        this.logWeights = new double[count];
        this.weights = new double[count];
        System.arraycopy(parameters, 0, logWeights, 0, count);
        double log = LogSumExp.of(logWeights);
        for (int k = 0; k < count; k++) {
            logWeights[k] -= log;
            weights[k] = StrictMath.exp(logWeights[k]);
            gaussians[k] = Gaussian.of(family.shape(), family.dimension(), parameters, family.mean(k));
        }
    }

    public Family family() {
        return family;
    }

    /** A component's share: in a mixture of one exactly 1. */
    public double weight(int component) {
        return weights[component];
    }

    public double logWeight(int component) {
        return logWeights[component];
    }

    /** The exponential of the weights' entropy: 1 for one mode with all the weight, K for K equal ones. */
    public double effectiveModes() {
        double entropy = 0;
        for (int k = 0; k < weights.length; k++) {
            entropy -= weights[k] > 0 ? weights[k] * logWeights[k] : 0;
        }
        return StrictMath.exp(entropy);
    }

    /** A component drawn by the weights. */
    public int drawComponent(RandomGenerator random) {
        double left = random.nextDouble();
        for (int k = 0; k < weights.length - 1; k++) {
            left -= weights[k];
            if (left < 0) {
                return k;
            }
        }
        return weights.length - 1;
    }

    /** The point that a noise becomes in a component. */
    public double[] place(int component, double[] noise) {
        double[] point = new double[family.dimension()];
        gaussians[component].place(noise, point);
        return point;
    }

    public double logDensity(double[] point) {
        return at(point).logDensity();
    }

    /** All densities at a point. */
    public At at(double[] point) {
        return new At(point);
    }

    /** Adds the gradient of {@code pull' place(component, noise)}. */
    public void addPath(int component, double[] pull, double[] noise, double[] gradient) {
        gaussians[component].addPath(pull, noise, gradient);
    }

    /** The mixture's densities at one point. Immutable. */
    public final class At {
        private final double[] point;
        private final double[][] solved;
        private final double logDensity;
        private final double[] shares;

        private At(double[] point) {
            this.point = point;
            int count = gaussians.length;
            this.solved = new double[count][family.dimension()];
            double[] logs = new double[count];
            for (int k = 0; k < count; k++) {
                logs[k] = logWeights[k] + gaussians[k].logDensity(point, solved[k]);
            }
            this.logDensity = LogSumExp.of(logs);
            this.shares = LogSumExp.softmax(logs);
        }

        public double logDensity() {
            return logDensity;
        }

        /** The share of the density that is a component's: its responsibility for the point. */
        public double share(int component) {
            return shares[component];
        }

        /** The slope of a component's log density in one coordinate of the point. */
        public double slope(int component, int coordinate) {
            return -solved[component][coordinate];
        }

        /** The slope of the mixture's log density in one coordinate of the point. */
        public double slope(int coordinate) {
            double sum = 0;
            for (int k = 0; k < shares.length; k++) {
                sum -= shares[k] * solved[k][coordinate];
            }
            return sum;
        }

        /** Adds {@code weight} times the gradient of the mixture's log density in the logits, the point held fixed. */
        public void addLogitScore(double weight, double[] gradient) {
            for (int k = 0; k < shares.length; k++) {
                gradient[k] += weight * (shares[k] - weights[k]);
            }
        }

        /** Adds {@code weight} times the gradient of the mixture's log density in one component, the point held fixed. */
        public void addScore(int component, double weight, double[] gradient) {
            gaussians[component].addScore(weight * shares[component], point, solved[component], gradient);
        }
    }
}
