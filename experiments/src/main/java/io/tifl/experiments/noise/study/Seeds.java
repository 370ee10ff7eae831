package io.tifl.experiments.noise.study;

import io.tifl.experiments.noise.NoiseCurve;
import io.tifl.experiments.reproduce.Format;
import io.tifl.experiments.study.Interval;
import java.util.ArrayList;
import java.util.List;
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
    static Interval difference(List<NoiseCurve> more, List<NoiseCurve> less, ToDoubleFunction<NoiseCurve> figure) {
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

    /** The mean with its interval: {@code 6.7 (5.2 to 8.2)}; {@code none} if a clean network is at chance. */
    static String words(Interval interval) {
        if (!interval.isKnown()) {
            return "none";
        }
        String mean = Format.words("%.1f", interval.mean());
        return interval.count() < 2 ? mean : mean + Format.words(" (%.1f to %.1f)", interval.low(), interval.high());
    }

    /** {@code none} if a clean network is right of nothing. */
    static String share(String format, Interval interval) {
        return interval.isKnown() ? Format.words(format, interval.mean()) : "none";
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
