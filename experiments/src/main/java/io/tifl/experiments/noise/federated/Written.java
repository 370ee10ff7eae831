package io.tifl.experiments.noise.federated;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Figures for people. */
public final class Written {
    private Written() {}

    /** {@code 12.34 ± 0.56 %}, or without what is not known. */
    public static String percent(double value, @Nullable Double margin) {
        return margin == null
                ? String.format(Locale.ROOT, "%.2f %%", value)
                : String.format(Locale.ROOT, "%.2f ± %.2f %%", value, margin);
    }

    /** A share of one in hundredths. */
    public static String share(double value) {
        return String.format(Locale.ROOT, "%.2f %%", 100 * value);
    }
}
