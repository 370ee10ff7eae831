package io.tifl.experiments.report;

import java.util.ArrayList;
import java.util.List;

/**
 * What a chart shows, not how: {@link SvgChart} draws it.
 *
 * @param name a short name for files and anchors: lower-case letters, digits and dashes
 * @param title one line; say what is to be seen, not only what is shown
 * @param note a sentence or two below the title, may be empty
 * @param colours which colours the series get
 * @param colourOrder names that keep the first colours in this order, so that a policy looks the same in every chart of a
 *     report; other series follow in the order they come
 */
public record Chart(
        String name,
        String title,
        String note,
        Axis x,
        Axis y,
        Palette colours,
        List<String> colourOrder,
        List<Series> series) {
    public Chart {
        if (!name.matches("[a-z0-9]+(-[a-z0-9]+)*")) {
            throw new IllegalArgumentException(
                    "chart name '" + name + "' is not lower-case letters, digits and dashes");
        }
        colourOrder = List.copyOf(colourOrder);
        series = List.copyOf(series);
    }

    /** A chart with no series yet. */
    public static Chart of(String name, String title, Axis x, Axis y) {
        return new Chart(name, title, "", x, y, Palette.DISTINCT, List.of(), List.of());
    }

    public Chart with(Series more) {
        return withAll(List.of(more));
    }

    public Chart withAll(List<? extends Series> more) {
        List<Series> all = new ArrayList<>(series);
        all.addAll(more);
        return new Chart(name, title, note, x, y, colours, colourOrder, all);
    }

    public Chart noting(String note) {
        return new Chart(name, title, note, x, y, colours, colourOrder, series);
    }

    /** This chart, with the first colours kept for {@code names}. */
    public Chart colouredAs(List<String> names) {
        return new Chart(name, title, note, x, y, colours, names, series);
    }

    /** This chart for series that have an order of their own, such as tiers from fast to slow. */
    public Chart inOrderedColours() {
        return new Chart(name, title, note, x, y, Palette.ORDERED, colourOrder, series);
    }

    /** This chart for up to twelve parts of a whole that lie side by side, such as classes. */
    public Chart inManyColours() {
        return new Chart(name, title, note, x, y, Palette.MANY, colourOrder, series);
    }

    /** The place of a series' name in the palette. */
    int colourOf(String seriesName) {
        return colours.indexOf(colourNames().indexOf(seriesName), colourNames().size());
    }

    /** All names that take a colour, in palette order. */
    List<String> colourNames() {
        List<String> names = new ArrayList<>(colourOrder);
        series.stream()
                .filter(one -> !(one instanceof Series.Diagonal) && !(one instanceof Series.Level))
                .map(Series::name)
                .filter(one -> !names.contains(one))
                .forEach(names::add);
        return names;
    }
}
