package io.tifl.experiments.benchmark.study;

import io.tifl.experiments.benchmark.schedule.Gain;
import java.util.Locale;

/** Figures as tables show them. */
final class Format {
    private Format() {}

    @SuppressWarnings("AnnotateFormatMethod")
    static String words(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    static String gain(Gain gain) {
        return words("%.2f (%.2f to %.2f)", gain.mean(), gain.low(), gain.high());
    }

    /** Seconds as milliseconds. */
    static String milliseconds(double seconds) {
        double ms = seconds * 1e3;
        return words(ms < 10 ? "%.2f" : ms < 1000 ? "%.1f" : "%.0f", ms);
    }

    static String load(double load) {
        return Double.isInfinite(load) ? "all at once" : words("%.1f", load);
    }
}
