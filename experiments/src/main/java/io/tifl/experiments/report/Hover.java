package io.tifl.experiments.report;

import java.util.List;

/** What a point says when pointed at. */
final class Hover {
    private Hover() {}

    static String text(Chart chart, Series series, Series.Point point) {
        String name = point.label().isEmpty() ? series.name() : point.label();
        String y = chart.y().label() + ": " + chart.y().unit().format(point.y());
        return String.join("\n", name, xOf(chart.x(), point), point.spans() ? y + range(chart.y(), point) : y);
    }

    private static String xOf(Axis axis, Series.Point point) {
        List<String> names = axis.categories();
        int index = (int) Math.round(point.x());
        if (!names.isEmpty() && index >= 0 && index < names.size()) {
            return names.get(index);
        }
        return axis.label() + ": " + axis.unit().format(point.x());
    }

    private static String range(Axis axis, Series.Point point) {
        return " (" + axis.unit().format(point.low()) + " to " + axis.unit().format(point.high()) + ")";
    }
}
