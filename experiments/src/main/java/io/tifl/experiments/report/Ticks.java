package io.tifl.experiments.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * The marks along an axis, at round numbers, ascending.
 *
 * @param symbol the unit of the labels, to be said once beside the axis; empty if there is none or each label says its own
 */
record Ticks(List<Tick> marks, String symbol) {
    private static final double[] CLOCK = {1e-3, 1e-2, 0.1, 1, 10, 60, 600, 3_600, 36_000, 864_000, 8_640_000};

    /** How many names have room where one mark of a scale has. */
    private static final int NAMES_PER_MARK = 4;

    /** A mark at {@code value}, in the axis' own numbers. */
    record Tick(double value, String label) {}

    /** About {@code wanted} marks, at least 2, over {@code extent}. */
    static Ticks over(Axis axis, Extent extent, int wanted) {
        if (!axis.categories().isEmpty()) {
            return new Ticks(names(axis.categories(), wanted * NAMES_PER_MARK), "");
        }
        Unit.Measure measure = measure(axis, extent);
        if (axis.scale() == Scale.LINEAR) {
            return linear(axis, measure, extent, wanted);
        }
        if (axis.unit() == Unit.SECONDS) {
            List<Tick> clock = clock(extent);
            if (clock.size() >= 3) {
                return new Ticks(clock, "");
            }
        }
        for (double[] mantissas : new double[][] {{1}, {1, 3}, {1, 2, 5}}) {
            List<Tick> marks = logarithmic(measure, mantissas, extent, wanted);
            if (marks.size() >= 3) {
                return new Ticks(marks, measure.symbol());
            }
        }
        return linear(axis, measure, extent, wanted);
    }

    /** The distance of marks that gives about {@code wanted} of them. */
    static double step(Axis axis, Extent extent, int wanted) {
        double factor = measure(axis, extent).factor();
        return Math.max(axis.unit().leastStep(), round((extent.high() - extent.low()) * factor / wanted) / factor);
    }

    List<String> labels() {
        return marks.stream().map(Tick::label).toList();
    }

    /** The unit that fits the larger end of the axis. */
    static Unit.Measure measure(Axis axis, Extent extent) {
        return axis.unit().measureFor(Math.max(Math.abs(extent.low()), Math.abs(extent.high())));
    }

    /** The names of categories, of many some evenly spaced. */
    private static List<Tick> names(List<String> categories, int most) {
        int stride = Math.ceilDiv(categories.size(), most);
        return IntStream.iterate(0, i -> i < categories.size(), i -> i + stride)
                .mapToObj(i -> new Tick(i, categories.get(i)))
                .toList();
    }

    private static Ticks linear(Axis axis, Unit.Measure measure, Extent extent, int wanted) {
        double step = measure.factor() * (extent.step() > 0 ? extent.step() : step(axis, extent, wanted));
        long first = (long) Math.ceil(extent.low() * measure.factor() / step - 1e-6);
        long last = (long) Math.floor(extent.high() * measure.factor() / step + 1e-6);
        List<Tick> marks = new ArrayList<>();
        for (long i = first; i <= last; i++) {
            marks.add(new Tick(i * step / measure.factor(), label(i * step, step)));
        }
        return new Ticks(marks, measure.symbol());
    }

    private static List<Tick> clock(Extent extent) {
        return DoubleStream.of(CLOCK)
                .filter(value -> isWithin(value, extent))
                .mapToObj(value -> new Tick(value, clockLabel(value)))
                .toList();
    }

    /** One minute is a minute here, though sixty seconds read better on their own. */
    private static String clockLabel(double seconds) {
        if (seconds == 60) {
            return "1 min";
        }
        return seconds == 3_600 ? "1 h" : Unit.SECONDS.format(seconds);
    }

    private static List<Tick> logarithmic(Unit.Measure measure, double[] mantissas, Extent extent, int wanted) {
        int first = (int) Math.floor(StrictMath.log10(extent.low() * measure.factor()));
        int last = (int) Math.ceil(StrictMath.log10(extent.high() * measure.factor()));
        int stride = mantissas.length == 1 ? Math.max(1, (last - first + wanted - 1) / wanted) : 1;
        List<Tick> marks = new ArrayList<>();
        for (int power = first; power <= last; power += stride) {
            for (double mantissa : mantissas) {
                double value = mantissa * StrictMath.pow(10, power);
                if (isWithin(value / measure.factor(), extent)) {
                    marks.add(new Tick(value / measure.factor(), Numbers.significant(value)));
                }
            }
        }
        return marks;
    }

    private static boolean isWithin(double value, Extent extent) {
        return value >= extent.low() * (1 - 1e-9) && value <= extent.high() * (1 + 1e-9);
    }

    private static String label(double value, double step) {
        if (step < 1e-4 || Math.abs(value) >= 1e7) {
            return Numbers.significant(Math.abs(value) < step / 2 ? 0 : value);
        }
        int decimals = (int) Math.max(0, -Math.floor(StrictMath.log10(step) + 1e-9));
        return Numbers.grouped(value, decimals);
    }

    /** Of 1, 2, 5 times a power of ten, the one next to {@code wish}. */
    private static double round(double wish) {
        double power = StrictMath.pow(10, Math.floor(StrictMath.log10(wish)));
        double mantissa = wish / power;
        if (mantissa < 1.5) {
            return power;
        }
        if (mantissa < 3.5) {
            return 2 * power;
        }
        return mantissa < 7.5 ? 5 * power : 10 * power;
    }
}
