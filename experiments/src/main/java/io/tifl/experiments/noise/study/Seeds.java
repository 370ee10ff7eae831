package io.tifl.experiments.noise.study;

import io.tifl.experiments.noise.NoiseCurve;
import io.tifl.experiments.reproduce.Format;
import io.tifl.experiments.study.Interval;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** Figures of the same network trained several times: one curve for each seed, in the same order for every network. */
final class Seeds {
    private Seeds() {}

    static Interval of(List<NoiseCurve> curves, ToDoubleFunction<NoiseCurve> figure) {
        return Interval.of(
                curves.stream().map(curve -> figure.applyAsDouble(curve)).toList());
    }

    /** How much more one network has than another, seed by seed: both met the same chance. */
    static Interval difference(
            List<NoiseCurve> more, List<NoiseCurve> less, ToDoubleFunction<NoiseCurve> figure) {
        List<Double> differences = new ArrayList<>();
        for (int i = 0; i < more.size(); i++) {
            differences.add(figure.applyAsDouble(more.get(i)) - figure.applyAsDouble(less.get(i)));
        }
        return Interval.of(differences);
    }

    /** Average normalised percentage change. */
    static double loss(NoiseCurve curve) {
        return curve.averageChange().mean();
    }

    /** The same above chance: of what the clean network has above chance, the percentage that is lost. */
    static double lossAboveChance(NoiseCurve curve) {
        return 100 * (1 - curve.averageAboveChance());
    }

    /** The mean with its interval: {@code 6.7 (5.2 to 8.2)}. */
    static String words(Interval interval) {
        return words(interval, value -> value);
    }

    static String words(Interval interval, DoubleUnaryOperator shown) {
        String mean = Format.words("%.1f", shown.applyAsDouble(interval.mean()));
        return interval.count() < 2
                ? mean
                : mean + Format.words(
                        " (%.1f to %.1f)", shown.applyAsDouble(interval.low()), shown.applyAsDouble(interval.high()));
    }

    /** Slope of a line of least squares. */
    static double slope(List<Double> x, List<Double> y) {
        double meanX = mean(x);
        double meanY = mean(y);
        double products = IntStream.range(0, x.size())
                .mapToDouble(i -> (x.get(i) - meanX) * (y.get(i) - meanY))
                .sum();
        return products
                / x.stream().mapToDouble(one -> (one - meanX) * (one - meanX)).sum();
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    }
}
