package io.tifl.experiments.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;

/** Numbers as text, the same on every machine and in every locale. */
final class Numbers {
    private Numbers() {}

    /** A coordinate of a picture, to a tenth of a pixel. */
    static String coordinate(double pixels) {
        return plain(BigDecimal.valueOf(pixels).setScale(1, RoundingMode.HALF_EVEN));
    }

    /** A number with exactly {@code decimals} digits after the point and commas between thousands. */
    static String grouped(double value, int decimals) {
        BigDecimal rounded = BigDecimal.valueOf(value).setScale(decimals, RoundingMode.HALF_EVEN);
        return String.format(Locale.ROOT, "%,." + decimals + "f", rounded.signum() == 0 ? rounded.abs() : rounded);
    }

    /** A number to four significant digits, in powers of ten where plain digits would be long. */
    static String significant(double value) {
        return significant(value, 4);
    }

    static String significant(double value, int digits) {
        if (Double.isNaN(value)) {
            return "n/a";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "∞" : "−∞";
        }
        if (value == 0) {
            return "0";
        }
        BigDecimal rounded = new BigDecimal(value)
                .round(new MathContext(digits, RoundingMode.HALF_EVEN))
                .stripTrailingZeros();
        double size = Math.abs(value);
        if (size >= 1e9 || size < 1e-4) {
            return String.format(Locale.ROOT, "%.3g", rounded.doubleValue());
        }
        BigDecimal whole = size >= StrictMath.pow(10, digits - 1)
                ? new BigDecimal(value).setScale(0, RoundingMode.HALF_EVEN)
                : rounded;
        return String.format(Locale.ROOT, "%,." + Math.max(0, whole.scale()) + "f", whole);
    }

    private static String plain(BigDecimal value) {
        return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
    }
}
