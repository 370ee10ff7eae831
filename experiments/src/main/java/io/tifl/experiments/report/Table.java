package io.tifl.experiments.report;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;

/**
 * A table of a report.
 *
 * @param caption one line that says what it shows
 */
public record Table(String caption, List<Column> columns, List<List<Cell>> rows) {
    public Table {
        columns = List.copyOf(columns);
        rows = rows.stream().map(List::copyOf).toList();
        int width = columns.size();
        rows.stream().filter(row -> row.size() != width).findFirst().ifPresent(row -> {
            throw new IllegalArgumentException("row " + row + " has " + row.size() + " cells, expected " + width);
        });
    }

    /** Which value of a column is shown as the best. */
    public enum Best {
        NONE {
            @Override
            OptionalDouble of(DoubleStream values) {
                return OptionalDouble.empty();
            }
        },
        LOWEST {
            @Override
            OptionalDouble of(DoubleStream values) {
                return values.min();
            }
        },
        HIGHEST {
            @Override
            OptionalDouble of(DoubleStream values) {
                return values.max();
            }
        };

        abstract OptionalDouble of(DoubleStream values);
    }

    /** A column's heading, how its numbers are written, and which of them is the best. */
    public record Column(String name, Unit unit, Best best) {
        public static Column of(String name) {
            return new Column(name, Unit.NUMBER, Best.NONE);
        }

        public static Column of(String name, Unit unit) {
            return new Column(name, unit, Best.NONE);
        }

        /** This column, its lowest number marked. */
        public Column lowestIsBest() {
            return new Column(name, unit, Best.LOWEST);
        }

        /** This column, its highest number marked. */
        public Column highestIsBest() {
            return new Column(name, unit, Best.HIGHEST);
        }
    }

    /** What stands in a table. */
    public sealed interface Cell {
        /** Words. */
        record Words(String text) implements Cell {}

        /** A number; NaN where there is none. */
        record Single(double value) implements Cell {}

        /** A number that stands for several, and the least and greatest of them. */
        record Range(double value, double low, double high) implements Cell {}

        static Cell of(String text) {
            return new Words(text);
        }

        static Cell of(double value) {
            return new Single(value);
        }

        static Cell of(double value, double low, double high) {
            return new Range(value, low, high);
        }
    }

    public static Table of(String caption, Column... columns) {
        return new Table(caption, List.of(columns), List.of());
    }

    /** This table and one more row. */
    public Table row(Cell... cells) {
        List<List<Cell>> more = new ArrayList<>(rows);
        more.add(List.of(cells));
        return new Table(caption, columns, more);
    }

    /** Whether the number there is the best of its column; equal ones all are. No column of one number has a best. */
    boolean isBest(int row, int column) {
        double[] numbers = numbers(column);
        OptionalDouble best = columns.get(column).best().of(DoubleStream.of(numbers));
        return numbers.length > 1 && best.isPresent() && number(rows.get(row).get(column)) == best.getAsDouble();
    }

    /** The finite numbers of a column, from top to bottom. */
    double[] numbers(int column) {
        return rows.stream()
                .mapToDouble(row -> number(row.get(column)))
                .filter(Double::isFinite)
                .toArray();
    }

    private static double number(Cell cell) {
        return switch (cell) {
            case Cell.Words _ -> Double.NaN;
            case Cell.Single single -> single.value();
            case Cell.Range range -> range.value();
        };
    }
}
