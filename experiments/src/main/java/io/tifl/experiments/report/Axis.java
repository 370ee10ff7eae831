package io.tifl.experiments.report;

import java.util.List;
import java.util.OptionalDouble;

/**
 * One axis of a chart: what it shows, in which unit and on which scale.
 *
 * @param label what is shown, without the unit, which is added
 * @param from where the axis begins at the latest; the data decides if empty
 * @param to where the axis ends at the earliest; the data decides if empty
 * @param categories the names along the axis, in order; empty for numbers. Category i lies at i.
 */
public record Axis(
        String label, Unit unit, Scale scale, OptionalDouble from, OptionalDouble to, List<String> categories) {
    public Axis {
        categories = List.copyOf(categories);
    }

    public static Axis of(String label, Unit unit) {
        return new Axis(label, unit, Scale.LINEAR, OptionalDouble.empty(), OptionalDouble.empty(), List.of());
    }

    public static Axis numbers(String label) {
        return of(label, Unit.NUMBER);
    }

    /** Whole numbers, such as rounds. */
    public static Axis counts(String label) {
        return of(label, Unit.COUNT);
    }

    /** Shares of one, shown in per cent. */
    public static Axis shares(String label) {
        return of(label, Unit.PERCENT);
    }

    /** Seconds, shown in the unit that fits the data. */
    public static Axis seconds(String label) {
        return of(label, Unit.SECONDS);
    }

    public static Axis categories(String label, List<String> categories) {
        Axis numbers = numbers(label);
        return new Axis(label, numbers.unit, numbers.scale, numbers.from, numbers.to, categories);
    }

    /** This axis on a logarithmic scale. */
    public Axis logarithmic() {
        return new Axis(label, unit, Scale.LOG, from, to, categories);
    }

    /** This axis, showing {@code value} even if all data lies above it. */
    public Axis startingAt(double value) {
        return new Axis(label, unit, scale, OptionalDouble.of(value), to, categories);
    }

    /** This axis, showing {@code value} even if all data lies below it. */
    public Axis reaching(double value) {
        return new Axis(label, unit, scale, from, OptionalDouble.of(value), categories);
    }
}
