package io.tifl.experiments.reproduce;

import java.util.Locale;

/** Figures as tables show them. */
public final class Format {
    private Format() {}

    /** As {@link String#format}, the same everywhere. */
    @SuppressWarnings("AnnotateFormatMethod")
    public static String words(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    /** Seconds as milliseconds. */
    public static String milliseconds(double seconds) {
        double ms = seconds * 1e3;
        return words(ms < 10 ? "%.2f" : ms < 1000 ? "%.1f" : "%.0f", ms);
    }
}
