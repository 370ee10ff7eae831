package io.tifl.experiments.report;

import java.util.List;

/** The bars of a plot: side by side with figures above them, or on top of each other. */
final class BarMarks {
    private static final double GROUP = 0.78;
    private static final double WIDEST = 64;

    /** Bars of fewer pixels stand closer, or there would be more gap than bar. */
    private static final double NARROW_SLOT = 16;

    private static final double NARROW_GROUP = 0.92;

    private final Frame frame;
    private final Chart chart;
    private final Pen pen;
    private final List<Series.Bars> groups;
    private final double width;

    BarMarks(Frame frame, Pen pen) {
        this.frame = frame;
        this.chart = frame.chart();
        this.pen = pen;
        this.groups = chart.series().stream()
                .filter(Series.Bars.class::isInstance)
                .map(Series.Bars.class::cast)
                .toList();
        this.width = groups.isEmpty() ? 0 : Math.min(frame.slot() * GROUP / groups.size(), WIDEST);
    }

    void draw() {
        boolean figures =
                groups.stream().flatMap(bars -> bars.points().stream()).allMatch(this::hasRoomForFigure);
        for (int i = 0; i < groups.size(); i++) {
            Series.Bars bars = groups.get(i);
            double shift = (i + 0.5 - groups.size() / 2.0) * width;
            bars.points().stream().filter(frame::shows).forEach(point -> {
                double middle = frame.xOf(point.x()) + shift;
                bar(bars, point, middle, width * 0.9, 0, point.y());
                whisker(point, middle);
                if (figures) {
                    pen.text(figure(point), middle, figureY(point), "middle", figureFont(), Ink.TEXT);
                }
            });
        }
    }

    void drawStacked(Stacks.Layer layer) {
        double part = frame.slot() < NARROW_SLOT ? NARROW_GROUP : GROUP * 0.8;
        double stacked = Math.min(frame.slot() * part, 2 * WIDEST);
        for (Stacks.Slab slab : layer.slabs()) {
            Series.Point point = slab.point();
            bar(layer.series(), point, frame.xOf(point.x()), stacked, slab.from(), slab.to());
        }
    }

    private void bar(Series series, Series.Point point, double middle, double wide, double from, double to) {
        double top = Math.min(frame.groundOf(from), frame.groundOf(to));
        double height = Math.abs(frame.groundOf(from) - frame.groundOf(to));
        String hover = Hover.text(chart, series, point);
        pen.rectangle(
                middle - wide / 2,
                top,
                wide,
                height,
                hover,
                Paint.of(chart, series).fill("1"));
    }

    private void whisker(Series.Point point, double middle) {
        if (!point.spans()) {
            return;
        }
        String low = Numbers.coordinate(frame.groundOf(point.low()));
        String start = Pen.place(middle - 3, frame.groundOf(point.high()));
        pen.path(
                "M" + start + "h6m-3 0V" + low + "m-3 0h6",
                "class",
                Ink.TEXT.strokeClass(),
                "stroke",
                Ink.TEXT.light(),
                "stroke-width",
                "1.2",
                "fill",
                "none");
    }

    /** Figures stand above all bars or none: some alone would look like a choice. */
    private boolean hasRoomForFigure(Series.Point point) {
        return !frame.shows(point)
                || (point.y() >= 0
                        && Canvas.widthOf(figure(point), figureFont()) <= width
                        && figureY(point) >= frame.top() - 4);
    }

    private String figure(Series.Point point) {
        return Numbers.significant(
                point.y() * Ticks.measure(chart.y(), frame.y()).factor(), 3);
    }

    private double figureY(Series.Point point) {
        return frame.groundOf(point.spans() ? point.high() : point.y()) - 5;
    }

    private double figureFont() {
        return frame.canvas().font() - 1.5;
    }
}
