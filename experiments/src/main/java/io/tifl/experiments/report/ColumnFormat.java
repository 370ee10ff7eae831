package io.tifl.experiments.report;

import java.util.stream.DoubleStream;

/** How the numbers of a column are written: all in one unit and with the same digits behind the point, to be compared. */
record ColumnFormat(Unit unit, Unit.Measure measure, int decimals) {
    private static final int MIXED = -1;

    /** The format for a column of these numbers; numbers of very different size are each written on their own. */
    static ColumnFormat of(Unit unit, double[] numbers) {
        double[] sizes = DoubleStream.of(numbers)
                .filter(Double::isFinite)
                .map(Math::abs)
                .filter(size -> size > 0)
                .toArray();
        double largest = DoubleStream.of(sizes).max().orElse(1);
        double least = DoubleStream.of(sizes).min().orElse(1);
        Unit.Measure measure = unit.measureFor(largest);
        if (largest / least > 2_000 || largest * measure.factor() >= 1e9 || largest * measure.factor() < 1e-3) {
            return new ColumnFormat(unit, measure, MIXED);
        }
        return new ColumnFormat(unit, measure, decimals(measure.factor(), sizes, least));
    }

    String format(double number) {
        if (Double.isNaN(number)) {
            return "–";
        }
        if (decimals == MIXED || !Double.isFinite(number)) {
            return unit.format(number);
        }
        String digits = Numbers.grouped(number * measure.factor(), decimals);
        return measure.symbol().isEmpty() ? digits : digits + " " + measure.symbol();
    }

    /** Enough to give the least number three digits; none for whole numbers, one more place for hundredths. */
    private static int decimals(double factor, double[] sizes, double least) {
        if (factor == 1 && DoubleStream.of(sizes).allMatch(size -> size == Math.rint(size))) {
            return 0;
        }
        int wanted = 2 - (int) Math.floor(StrictMath.log10(least * factor) + 1e-9);
        return Math.clamp(wanted, factor == 100 ? 1 : 0, factor == 100 ? 2 : 4);
    }
}
