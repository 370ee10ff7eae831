package io.tifl.experiments.benchmark.study;

import io.tifl.experiments.benchmark.schedule.Gain;
import io.tifl.experiments.reproduce.Format;

/** Gains and loads as tables show them. */
final class Amounts {
    private Amounts() {}

    static String gain(Gain gain) {
        return Format.words("%.2f (%.2f to %.2f)", gain.mean(), gain.low(), gain.high());
    }

    static String load(double load) {
        return Double.isInfinite(load) ? "all at once" : Format.words("%.1f", load);
    }
}
