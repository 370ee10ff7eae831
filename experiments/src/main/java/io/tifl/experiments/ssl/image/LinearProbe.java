package io.tifl.experiments.ssl.image;

import io.tifl.experiments.network.Adam;
import io.tifl.experiments.network.Matrix;
import io.tifl.protocol.Seed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How well classes can be told from features by a linear rule: softmax regression on features that are standardised by
 * the training samples' means and deviations, by Adam (Kingma and Ba, arXiv 1412.6980). Immutable and thread-safe.
 *
 * @param epochs 1 or more
 * @param batch samples of a step, 1 or more
 * @param rate above 0
 * @param decay times the weights, added to their gradient, 0 or more
 */
public record LinearProbe(int epochs, int batch, double rate, double decay) {
    public LinearProbe {
        List<String> problems = new ArrayList<>();
        if (epochs < 1 || batch < 1) {
            problems.add("epochs and batch must be 1 or more, got " + epochs + " and " + batch);
        }
        if (!(rate > 0 && Double.isFinite(rate) && decay >= 0 && Double.isFinite(decay))) {
            problems.add("rate must be above 0 and decay 0 or more, got " + rate + " and " + decay);
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", problems));
        }
    }

    /** As the authors of arXiv 2010.00578 judge features, for 50 epochs with them. */
    public static LinearProbe standard(int epochs) {
        return new LinearProbe(epochs, 128, 3e-4, 1e-3);
    }

    /**
     * Shares of test samples that were told rightly, after each epoch.
     *
     * @param accuracies one or more
     */
    public record Result(List<Double> accuracies) {
        public Result {
            accuracies = List.copyOf(accuracies);
        }

        /** After the last epoch: what a user would get. */
        public double last() {
            return accuracies.getLast();
        }

        /** The best of all epochs, which the test samples themselves chose: too high, and what some papers report. */
        public double best() {
            return accuracies.stream().mapToDouble(one -> one).max().orElseThrow();
        }
    }

    /**
     * Trains on some samples and judges by others.
     *
     * @throws InterruptedException if the thread is interrupted between epochs
     */
    public Result run(Labelled train, Labelled test, Seed seed) throws InterruptedException {
        train.requireAlike(test);
        Standard standard = Standard.of(train.features());
        Matrix seen = standard.applied(train.features());
        Matrix judged = standard.applied(test.features());
        Rule rule = new Rule(train.features().columns(), train.classes());
        List<Double> accuracies = new ArrayList<>();
        for (int epoch = 1; epoch <= epochs; epoch++) {
            if (Thread.interrupted()) {
                throw new InterruptedException("interrupted before epoch " + epoch + " of a probe");
            }
            int[] order = Order.of(seen.rows(), seed.child(epoch));
            for (int from = 0; from < order.length; from += batch) {
                rule.step(seen, train.labels(), Arrays.copyOfRange(order, from, Math.min(order.length, from + batch)));
            }
            accuracies.add(rule.accuracy(judged, test.labels()));
        }
        return new Result(accuracies);
    }

    private record Standard(Matrix means, Matrix deviations) {
        static Standard of(Matrix features) {
            Matrix means = features.columnSums().scale(1.0 / features.rows());
            Matrix gaps = features.copy().addToRows(means.copy().scale(-1));
            double[] values = gaps.values();
            for (int k = 0; k < values.length; k++) {
                values[k] *= values[k];
            }
            Matrix deviations = gaps.columnSums();
            double[] squares = deviations.values();
            for (int j = 0; j < squares.length; j++) {
                double deviation = Math.sqrt(squares[j] / features.rows());
                // A feature that is always the same has nothing to be divided by.
                squares[j] = deviation > 1e-12 * (1 + Math.abs(means.values()[j])) ? deviation : 1;
            }
            return new Standard(means, deviations);
        }

        Matrix applied(Matrix features) {
            Matrix standard = features.copy().addToRows(means.copy().scale(-1));
            double[] values = standard.values();
            double[] divisors = deviations.values();
            for (int k = 0; k < values.length; k++) {
                values[k] /= divisors[k % divisors.length];
            }
            return standard;
        }
    }

    private final class Rule {
        private final Matrix weights;
        private final Matrix biases;
        private final Adam descent;

        Rule(int features, int classes) {
            weights = new Matrix(features, classes);
            biases = new Matrix(1, classes);
            descent = new Adam(Adam.Settings.of(rate), List.of(weights, biases));
        }

        void step(Matrix features, List<Integer> labels, int[] rows) {
            Matrix input = chosen(features, rows);
            Matrix slopes = input.times(weights).addToRows(biases);
            for (int i = 0; i < rows.length; i++) {
                softmax(slopes, i);
                int label = labels.get(rows[i]);
                slopes.set(i, label, slopes.at(i, label) - 1);
            }
            slopes.scale(1.0 / rows.length);
            descent.step(List.of(
                    input.transposeTimes(slopes).add(decay, weights),
                    slopes.columnSums().add(decay, biases)));
        }

        double accuracy(Matrix features, List<Integer> labels) {
            Matrix scores = features.times(weights).addToRows(biases);
            int right = 0;
            for (int i = 0; i < scores.rows(); i++) {
                right += NearestNeighbours.largest(scores.row(i)) == labels.get(i) ? 1 : 0;
            }
            return (double) right / scores.rows();
        }
    }

    private static Matrix chosen(Matrix features, int[] rows) {
        Matrix chosen = new Matrix(rows.length, features.columns());
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(
                    features.values(),
                    rows[i] * features.columns(),
                    chosen.values(),
                    i * features.columns(),
                    features.columns());
        }
        return chosen;
    }

    private static void softmax(Matrix scores, int row) {
        double most = Double.NEGATIVE_INFINITY;
        for (int j = 0; j < scores.columns(); j++) {
            most = Math.max(most, scores.at(row, j));
        }
        double sum = 0;
        for (int j = 0; j < scores.columns(); j++) {
            double weight = StrictMath.exp(scores.at(row, j) - most);
            scores.set(row, j, weight);
            sum += weight;
        }
        for (int j = 0; j < scores.columns(); j++) {
            scores.set(row, j, scores.at(row, j) / sum);
        }
    }
}
