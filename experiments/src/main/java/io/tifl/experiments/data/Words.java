package io.tifl.experiments.data;

import java.util.Locale;

/** Numbers as text. */
final class Words {
    private Words() {}

    /** Two decimals for small numbers, one for others, none for whole ones. */
    static String of(double value) {
        if (value == Math.rint(value)) {
            return String.format(Locale.ROOT, "%,.0f", value);
        }
        return String.format(Locale.ROOT, Math.abs(value) < 10 ? "%,.2f" : "%,.1f", value);
    }

    static String of(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }
}
