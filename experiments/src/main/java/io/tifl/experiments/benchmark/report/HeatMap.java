package io.tifl.experiments.benchmark.report;

import io.tifl.experiments.report.Axis;
import io.tifl.experiments.report.Chart;
import io.tifl.experiments.report.Series;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.DoubleFunction;
import java.util.stream.IntStream;

/** A value over two settings, as boxes whose colour says between which bounds it lies, and that say the value itself. */
final class HeatMap {
    private static final int COLOURS = 7;

    private HeatMap() {}

    /** A value at a place; NaN for none. */
    record Entry(int column, int row, double value) {}

    /**
     * The chart.
     *
     * @param columnName what columns are, such as width
     * @param written how a value is written
     */
    static Chart of(
            String name,
            String title,
            String columnName,
            String rowName,
            List<Entry> entries,
            DoubleFunction<String> written) {
        List<Integer> columns =
                List.copyOf(new TreeSet<>(entries.stream().map(Entry::column).toList()));
        List<Integer> rows =
                List.copyOf(new TreeSet<>(entries.stream().map(Entry::row).toList()));
        double[] bounds = bounds(entries);
        List<Series.Cells> ranges = new ArrayList<>();
        for (int i = 0; i + 1 < bounds.length; i++) {
            int range = i;
            List<Series.Cell> cells = entries.stream()
                    .filter(entry -> rangeOf(entry.value(), bounds) == range)
                    .map(entry -> new Series.Cell(
                            columns.indexOf(entry.column()),
                            rows.indexOf(entry.row()),
                            1,
                            rowName + " " + entry.row() + ", " + columnName + " " + entry.column() + ": "
                                    + written.apply(entry.value()),
                            written.apply(entry.value())))
                    .toList();
            ranges.add(new Series.Cells(written.apply(bounds[i]) + " to " + written.apply(bounds[i + 1]), cells));
        }
        return Chart.of(name, title, axis(columnName, columns), axis(rowName, rows))
                .inOrderedColours()
                .withAll(ranges);
    }

    private static Axis axis(String name, List<Integer> values) {
        return Axis.categories(name, values.stream().map(String::valueOf).toList());
    }

    /** Equal steps of the logarithm, as times and rates over depth and width are spread; one step if all are the same. */
    private static double[] bounds(List<Entry> entries) {
        double[] values = entries.stream()
                .mapToDouble(Entry::value)
                .filter(value -> value > 0 && Double.isFinite(value))
                .sorted()
                .toArray();
        if (values.length == 0) {
            return new double[0];
        }
        double low = values[0];
        double high = values[values.length - 1];
        int steps = low == high ? 1 : Math.min(COLOURS, values.length);
        return IntStream.rangeClosed(0, steps)
                .mapToDouble(i ->
                        i == 0 ? low : i == steps ? high : low * StrictMath.pow(high / low, (double) i / steps))
                .toArray();
    }

    private static int rangeOf(double value, double[] bounds) {
        if (!(value > 0) || Double.isInfinite(value)) {
            return -1;
        }
        int range = 0;
        while (range + 2 < bounds.length && value > bounds[range + 1]) {
            range++;
        }
        return range;
    }
}
