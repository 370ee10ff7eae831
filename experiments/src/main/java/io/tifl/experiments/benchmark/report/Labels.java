package io.tifl.experiments.benchmark.report;

import io.tifl.experiments.benchmark.result.BenchmarkResult;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;

/** What results are called in tables and charts. */
final class Labels {
    private Labels() {}

    static String model(BenchmarkResult result) {
        return result.spec().model().label();
    }

    static String engine(BenchmarkResult result) {
        return result.spec().server().kind().toString();
    }

    static String modelAndEngine(BenchmarkResult result) {
        return model(result) + " " + engine(result);
    }

    static String objective(BenchmarkResult result) {
        return String.format(
                Locale.ROOT,
                "p%s within %s ms",
                number(result.spec().objective().percentile()),
                number(result.spec().objective().limit().toNanos() / 1e6));
    }

    /** As few digits as say it, up to four. */
    static String number(double value) {
        if (!Double.isFinite(value)) {
            return "n/a";
        }
        double size = Math.abs(value);
        if (value != 0 && (size < 1e-4 || size >= 1e9)) {
            return String.format(Locale.ROOT, "%.3e", value);
        }
        BigDecimal rounded = size >= 1000
                ? new BigDecimal(value).setScale(0, RoundingMode.HALF_EVEN)
                : new BigDecimal(value).round(new MathContext(4, RoundingMode.HALF_EVEN));
        return value == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
    }
}
