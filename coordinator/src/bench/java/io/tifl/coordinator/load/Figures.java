package io.tifl.coordinator.load;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Figures and how they compare with what is asked. */
final class Figures {
    private Figures() {}

    /** Prints a figure that may be so much at most; above 1 the ratio says by how much it keeps below. */
    static void most(String what, double measured, double asked, String unit) {
        print(what, measured, "<=", asked, unit, asked / measured);
    }

    /** Prints a figure that must be so much at least; above 1 the ratio says by how much it exceeds it. */
    static void least(String what, double measured, double asked, String unit) {
        print(what, measured, ">=", asked, unit, measured / asked);
    }

    private static void print(
            String what, double measured, String relation, double asked, String unit, double ratio) {
        System.out.printf(
                Locale.ROOT,
                "%-46s %12.3f %-9s asked %s %9.3f  ratio %6.2f  %s%n",
                what,
                measured,
                unit,
                relation,
                asked,
                ratio,
                ratio >= 1 ? "kept" : "MISSED");
    }

    /** Prints a figure nothing is asked of. */
    static void note(String what, double measured, String unit) {
        System.out.printf(Locale.ROOT, "%-46s %12.3f %s%n", what, measured, unit);
    }

    /** The value below which a share of the values lies. */
    static double quantile(List<Double> values, double share) {
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        if (sorted.length == 0) {
            throw new IllegalStateException("nothing was measured");
        }
        return sorted[Math.clamp((int) Math.ceil(share * sorted.length) - 1, 0, sorted.length - 1)];
    }

    /** The middle of some values. */
    static double median(double... values) {
        return quantile(Arrays.stream(values).boxed().toList(), 0.5);
    }
}
