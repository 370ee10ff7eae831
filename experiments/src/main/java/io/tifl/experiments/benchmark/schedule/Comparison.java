package io.tifl.experiments.benchmark.schedule;

import io.tifl.protocol.Seed;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** Schedules of the same traces by two policies. */
record Comparison(List<Schedule> base, List<Schedule> mine, Seed seed) {
    /** The base's figure over mine. */
    Gain gain(ToDoubleFunction<Schedule> figure) {
        return Gain.of(ratios(base, mine, figure), seed);
    }

    /** My figure over the base's. */
    Gain cost(ToDoubleFunction<Schedule> figure) {
        return Gain.of(ratios(mine, base, figure), seed);
    }

    /** My figure, in the mean over the traces. */
    double average(ToDoubleFunction<Schedule> figure) {
        return mine.stream().mapToDouble(figure).average().orElse(Double.NaN);
    }

    private static double[] ratios(List<Schedule> over, List<Schedule> under, ToDoubleFunction<Schedule> figure) {
        return IntStream.range(0, over.size())
                .mapToDouble(i -> figure.applyAsDouble(over.get(i)) / figure.applyAsDouble(under.get(i)))
                .toArray();
    }
}
