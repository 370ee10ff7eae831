package io.tifl.experiments.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The names of the series in rows above the plot. */
record Legend(List<Entry> entries, int rows) {
    static final double ROW = 20;
    private static final double SWATCH = 22;
    private static final double GAP = 18;

    /** A series' name and where it stands: pixels from the left, row from the top. */
    record Entry(Series series, double x, int row) {}

    /** The legend for a plot of {@code width} pixels; none if there is but one thing to tell. */
    static Legend of(Chart chart, double width, double font) {
        List<Series> named = chart.series().stream().filter(Legend::isNamed).toList();
        if (named.size() < 2) {
            return new Legend(List.of(), 0);
        }
        List<Entry> entries = new ArrayList<>();
        Set<String> seen = new TreeSet<>();
        double x = 0;
        int row = 0;
        for (Series series : named) {
            if (!seen.add(series.name())) {
                continue;
            }
            double room = SWATCH + Canvas.widthOf(series.name(), font);
            if (x > 0 && x + room > width) {
                x = 0;
                row++;
            }
            entries.add(new Entry(series, x, row));
            x += room + GAP;
        }
        return new Legend(List.copyOf(entries), row + 1);
    }

    double height() {
        return rows == 0 ? 0 : rows * ROW + 6;
    }

    private static boolean isNamed(Series series) {
        return !series.name().isEmpty();
    }
}
