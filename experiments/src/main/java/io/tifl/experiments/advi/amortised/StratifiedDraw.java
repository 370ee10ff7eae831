package io.tifl.experiments.advi.amortised;

import io.tifl.experiments.advi.bound.Bound;
import io.tifl.experiments.advi.bound.Objective;
import io.tifl.experiments.advi.bound.Slope;
import io.tifl.experiments.advi.family.Normals;
import io.tifl.experiments.network.Exponentials;
import io.tifl.experiments.network.Matrix;
import java.util.Arrays;
import java.util.function.IntUnaryOperator;

/**
 * T points from every component of every mixture of a batch, what a bound makes of them, and its gradient in the numbers of
 * the mixtures. Points lie mixture by mixture, component by component, in the order in which their noise is drawn; each
 * one's density is always that of its whole mixture, and its prior a standard normal. Confined to one thread.
 */
final class StratifiedDraw {
    private static final double LOG_TWO_PI = StrictMath.log(2 * Math.PI);

    private final Objective objective;
    private final MixtureRows mixtures;
    private final int each;
    private final double[] noise;
    private final Matrix points;
    private final double[] white;
    private final double[] solved;

    /** Of each point the share of its density that is each component's. */
    private final double[] shares;

    /** {@code log prior - log q} of each point, and later its log weight. */
    private final double[] logWeights;

    /** The slope of a mixture's bound in the log weight of each of its points. */
    private final double[] slopes;

    private final double[] values;

    StratifiedDraw(Objective objective, MixtureRows mixtures, Normals normals) {
        requireKnown(objective, mixtures.components);
        this.objective = objective;
        this.mixtures = mixtures;
        this.each = mixtures.components * objective.samples();
        int count = mixtures.rows * each;
        this.noise = new double[count * mixtures.dimension];
        this.points = new Matrix(count, mixtures.dimension);
        this.white = new double[count * mixtures.components * mixtures.dimension];
        this.solved = new double[white.length];
        this.shares = new double[count * mixtures.components];
        this.logWeights = new double[count];
        this.slopes = new double[count];
        this.values = new double[mixtures.rows];
        for (int i = 0; i < noise.length; i++) {
            noise[i] = normals.next();
        }
        place();
        judge();
    }

    /** @throws IllegalArgumentException for a bound that draws components, where there are several, and for other slopes */
    private static void requireKnown(Objective objective, int components) {
        Bound bound = objective.bound();
        if (!bound.stratified() && components > 1) {
            throw new IllegalArgumentException(bound + " draws the component by chance and is trained with 1 component"
                    + " here, got " + components + "; SELBO and SIWAE take more");
        }
        if (objective.slope() != Slope.PLAIN) {
            throw new IllegalArgumentException("expected plain gradients, got " + objective.slope());
        }
    }

    private int component(int point) {
        return point % each / objective.samples();
    }

    private void place() {
        int dimension = mixtures.dimension;
        for (int p = 0; p < logWeights.length; p++) {
            mixtures.place(p / each, component(p), noise, p * dimension, points.values(), p * dimension);
        }
    }

    private void judge() {
        int components = mixtures.components;
        double[] highest = new double[logWeights.length];
        for (int p = 0; p < highest.length; p++) {
            highest[p] = logTerms(p, p / each);
        }
        Exponentials.replace(shares, 0, shares.length);
        for (int p = 0; p < highest.length; p++) {
            double sum = 0;
            for (int j = p * components; j < (p + 1) * components; j++) {
                sum += shares[j];
            }
            for (int j = p * components; j < (p + 1) * components; j++) {
                shares[j] /= sum;
            }
            logWeights[p] = logPrior(p) - (highest[p] + StrictMath.log(sum));
        }
    }

    // The highest of a point's terms; what each lies below it goes to where shares will be.
    private double logTerms(int point, int n) {
        int components = mixtures.components;
        int dimension = mixtures.dimension;
        int first = point * components;
        double highest = Double.NEGATIVE_INFINITY;
        for (int j = 0; j < components; j++) {
            shares[first + j] = mixtures.logWeights[n * components + j]
                    + mixtures.logDensity(
                            n, j, points.values(), point * dimension, white, solved, (first + j) * dimension);
            highest = Math.max(highest, shares[first + j]);
        }
        for (int j = first; j < first + components; j++) {
            shares[j] -= highest;
        }
        return highest;
    }

    private double logPrior(int point) {
        double square = 0;
        for (int i = point * mixtures.dimension; i < (point + 1) * mixtures.dimension; i++) {
            square += points.values()[i] * points.values()[i];
        }
        return -0.5 * (mixtures.dimension * LOG_TWO_PI + square);
    }

    /** One point a row. */
    Matrix points() {
        return points;
    }

    /** Points of a mixture. */
    int each() {
        return each;
    }

    /**
     * Takes the log likelihoods of the points.
     *
     * @param names the number that an example goes by in messages
     * @return each mixture's bound, in nats
     * @throws ArithmeticException if a log weight is not finite, with the example's number
     */
    double[] weigh(double[] logLikelihoods, IntUnaryOperator names) {
        for (int p = 0; p < logWeights.length; p++) {
            double weight = logLikelihoods[p] + objective.beta() * logWeights[p];
            if (!Double.isFinite(weight)) {
                throw new ArithmeticException("the log weight of a draw must be finite, it is " + weight
                        + " for example " + names.applyAsInt(p / each) + ", component " + component(p)
                        + " (log likelihood " + logLikelihoods[p] + ", log prior less log q " + logWeights[p] + ")");
            }
            logWeights[p] = weight;
        }
        for (int n = 0; n < values.length; n++) {
            values[n] = objective.bound().weighted() ? importance(n) : mean(n);
        }
        return values;
    }

    private double importance(int n) {
        double highest = Double.NEGATIVE_INFINITY;
        for (int p = n * each; p < (n + 1) * each; p++) {
            slopes[p] = logWeights[p] + mixtures.logWeights[n * mixtures.components + component(p)];
            highest = Math.max(highest, slopes[p]);
        }
        double sum = 0;
        for (int p = n * each; p < (n + 1) * each; p++) {
            slopes[p] = Exponentials.of(slopes[p] - highest);
            sum += slopes[p];
        }
        for (int p = n * each; p < (n + 1) * each; p++) {
            slopes[p] /= sum;
        }
        return highest + StrictMath.log(sum) - StrictMath.log(objective.samples());
    }

    private double mean(int n) {
        double sum = 0;
        for (int p = n * each; p < (n + 1) * each; p++) {
            slopes[p] = mixtures.weights[n * mixtures.components + component(p)] / objective.samples();
            sum += slopes[p] * logWeights[p];
        }
        return sum;
    }

    /** The slope of its mixture's bound in each point's log likelihood. */
    double[] slopes() {
        return slopes;
    }

    /**
     * The gradient of {@code factor} times the sum of all bounds in the mixtures' numbers.
     *
     * @param pulls of each point, {@code factor} times the slope of the bound through its log likelihood
     */
    Matrix gradient(double factor, Matrix pulls) {
        Matrix gradient = new Matrix(mixtures.rows, mixtures.members.columns());
        double[] pull = new double[mixtures.dimension];
        for (int n = 0; n < mixtures.rows; n++) {
            addWeights(n, factor, gradient);
            for (int p = n * each; p < (n + 1) * each; p++) {
                double slope = factor * slopes[p];
                addScores(n, p, -objective.beta() * slope, gradient);
                pull(p, objective.beta() * slope, pulls.values(), pull);
                mixtures.addPath(n, component(p), pull, noise, p * mixtures.dimension, gradient.values());
            }
        }
        return gradient;
    }

    // The mixture's weights where they stand before a point's weight.
    private void addWeights(int n, double factor, Matrix gradient) {
        double[] inLogWeight = new double[mixtures.components];
        double sum = 0;
        for (int p = n * each; p < (n + 1) * each; p++) {
            double slope = factor * slopes[p] * (objective.bound().weighted() ? 1 : logWeights[p]);
            inLogWeight[component(p)] += slope;
            sum += slope;
        }
        for (int k = 0; k < mixtures.components; k++) {
            gradient.values()[n * gradient.columns() + k] +=
                    inLogWeight[k] - mixtures.weights[n * mixtures.components + k] * sum;
        }
    }

    private void addScores(int n, int point, double weight, Matrix gradient) {
        int components = mixtures.components;
        for (int j = 0; j < components; j++) {
            double share = shares[point * components + j];
            gradient.values()[n * gradient.columns() + j] +=
                    weight * (share - mixtures.weights[n * components + j]);
            int solvedAt = (point * components + j) * mixtures.dimension;
            mixtures.addScore(n, j, weight * share, white, solved, solvedAt, gradient.values());
        }
    }

    // Through the likelihood, the prior and the mixture's density.
    private void pull(int point, double weight, double[] pulls, double[] pull) {
        int dimension = mixtures.dimension;
        for (int i = 0; i < dimension; i++) {
            pull[i] = pulls[point * dimension + i] - weight * points.values()[point * dimension + i];
        }
        for (int j = point * mixtures.components; j < (point + 1) * mixtures.components; j++) {
            double share = weight * shares[j];
            for (int i = 0; i < dimension; i++) {
                pull[i] += share * solved[j * dimension + i];
            }
        }
    }

    @Override
    public String toString() {
        return "bounds " + Arrays.toString(values);
    }
}
