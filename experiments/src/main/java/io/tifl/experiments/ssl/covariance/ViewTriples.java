package io.tifl.experiments.ssl.covariance;

import java.util.List;
import java.util.function.Consumer;

/** All triples of two views of a sample and one of an independent sample, with how likely they are. */
final class ViewTriples {
    private ViewTriples() {}

    /** A triple; anchor, positive and negative are indices of views. */
    record Triple(
            int sample,
            int anchor,
            int positive,
            int other,
            int negative,
            double probability,
            double near,
            double far) {
        double slope(PairSlope slope) {
            return slope.of(sample, other, near, far);
        }
    }

    static void forEach(ReluNetwork network, AugmentedSamples samples, Consumer<Triple> action) {
        List<List<double[]>> outputs = samples.views().stream()
                .map(views -> views.stream()
                        .map(view -> network.activations(view).getLast())
                        .toList())
                .toList();
        for (int x = 0; x < outputs.size(); x++) {
            for (int y = 0; y < outputs.size(); y++) {
                double likely = samples.probability(x) * samples.probability(y);
                forEach(x, outputs.get(x), y, outputs.get(y), likely, action);
            }
        }
    }

    private static void forEach(
            int x, List<double[]> own, int y, List<double[]> others, double likely, Consumer<Triple> action) {
        double each = likely / ((double) own.size() * own.size() * others.size());
        for (int a = 0; a < own.size(); a++) {
            for (int p = 0; p < own.size(); p++) {
                double near = halfSquare(own.get(a), own.get(p));
                for (int n = 0; n < others.size(); n++) {
                    action.accept(new Triple(x, a, p, y, n, each, near, halfSquare(own.get(a), others.get(n))));
                }
            }
        }
    }

    private static double halfSquare(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (a[i] - b[i]) * (a[i] - b[i]);
        }
        return sum / 2;
    }
}
