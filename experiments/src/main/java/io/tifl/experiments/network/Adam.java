package io.tifl.experiments.network;

import java.util.List;

/**
 * Steps along the mean of the gradients so far, divided by the root of their mean square, both moving (Kingma and Ba, ICLR
 * 2015). Mutable and confined to one thread.
 */
public final class Adam {
    private final Settings settings;
    private final List<Matrix> parameters;
    private final List<Matrix> means;
    private final List<Matrix> squares;
    private int steps;

    /**
     * How it steps.
     *
     * @param rate above 0
     * @param mean the share of the mean gradient that lasts a step, in [0, 1)
     * @param square the share of the mean square that lasts a step, in [0, 1)
     * @param floor added to the root of the mean square, above 0
     */
    public record Settings(double rate, double mean, double square, double floor) {
        public Settings {
            if (!(isPositive(rate) && isShare(mean) && isShare(square) && isPositive(floor))) {
                throw new IllegalArgumentException(
                        "expected a rate above 0, shares in [0, 1) and a floor above 0, all finite, got " + rate + ", "
                                + mean + ", " + square + " and " + floor);
            }
        }

        private static boolean isPositive(double value) {
            return value > 0 && Double.isFinite(value);
        }

        private static boolean isShare(double value) {
            return value >= 0 && value < 1;
        }

        /** With the paper's shares 0.9 and 0.999 and its floor 1e-8. */
        public static Settings of(double rate) {
            return new Settings(rate, 0.9, 0.999, 1e-8);
        }
    }

    /** For these parameters, which it changes. */
    public Adam(Settings settings, List<Matrix> parameters) {
        this.settings = settings;
        this.parameters = List.copyOf(parameters);
        this.means = zeros(parameters);
        this.squares = zeros(parameters);
    }

    private static List<Matrix> zeros(List<Matrix> like) {
        return like.stream().map(one -> new Matrix(one.rows(), one.columns())).toList();
    }

    /** Takes a step against a gradient of the same shapes. */
    public void step(List<Matrix> gradient) {
        if (gradient.size() != parameters.size()) {
            throw new IllegalArgumentException(
                    "expected a gradient for " + parameters.size() + " parameters, got " + gradient.size());
        }
        steps++;
        double rate = settings.rate() / (1 - StrictMath.pow(settings.mean(), steps));
        double shrink = 1 / Math.sqrt(1 - StrictMath.pow(settings.square(), steps));
        for (int k = 0; k < parameters.size(); k++) {
            if (gradient.get(k).values().length != parameters.get(k).values().length) {
                throw new IllegalArgumentException("the gradient of parameter " + k + " has another shape: expected "
                        + parameters.get(k).rows() + " x " + parameters.get(k).columns() + ", got "
                        + gradient.get(k).rows() + " x " + gradient.get(k).columns());
            }
            follow(means.get(k).values(), gradient.get(k).values(), settings.mean());
            followSquares(squares.get(k).values(), gradient.get(k).values(), settings.square());
            move(parameters.get(k).values(), means.get(k).values(), squares.get(k).values(), rate, shrink);
        }
    }

    private static void follow(double[] mean, double[] gradient, double share) {
        for (int i = 0; i < mean.length; i++) {
            mean[i] = share * mean[i] + (1 - share) * gradient[i];
        }
    }

    private static void followSquares(double[] mean, double[] gradient, double share) {
        for (int i = 0; i < mean.length; i++) {
            mean[i] = share * mean[i] + (1 - share) * gradient[i] * gradient[i];
        }
    }

    private void move(double[] values, double[] mean, double[] square, double rate, double shrink) {
        double floor = settings.floor();
        for (int i = 0; i < values.length; i++) {
            values[i] -= rate * mean[i] / (shrink * Math.sqrt(square[i]) + floor);
        }
    }
}
