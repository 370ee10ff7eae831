package io.tifl.experiments.report;

import java.util.List;

/** Grid, axes, their labels and the legend of a plot. Confined to one thread. */
final class Axes {
    private final Frame frame;
    private final Chart chart;
    private final Markup svg;

    Axes(Frame frame, Markup svg) {
        this.frame = frame;
        this.chart = frame.chart();
        this.svg = svg;
    }

    void drawGrid() {
        for (Ticks.Tick tick : frame.yTicks().marks()) {
            double y = frame.yOf(tick.value());
            line(frame.left(), y, frame.right(), y, Ink.GRID);
            text(tick.label(), frame.left() - 8, y + frame.canvas().font() * 0.35, "end", Ink.FAINT);
        }
        if (chart.x().categories().isEmpty()) {
            frame.xTicks().marks().forEach(this::drawXTick);
        } else {
            drawCategories(chart.x().categories());
        }
    }

    /** What lies over the marks: the axis line and the names of the axes. */
    void drawEdges() {
        line(frame.left(), frame.bottom(), frame.right(), frame.bottom(), Ink.AXIS);
        text(labelOf(chart.y(), frame.yTicks()), 12, frame.top() - 12, "start", Ink.TEXT);
        String x = labelOf(chart.x(), frame.xTicks());
        text(x, (frame.left() + frame.right()) / 2, frame.canvas().height() - 8, "middle", Ink.TEXT);
    }

    void drawLegend() {
        double top = frame.top() - 22 - frame.legend().height();
        for (Legend.Entry entry : frame.legend().entries()) {
            double x = 12 + entry.x();
            double y = top + Legend.ROW * (entry.row() + 0.5);
            new Swatch(chart, svg).draw(entry.series(), x, y);
            text(entry.series().name(), x + 22, y + frame.canvas().font() * 0.35, "start", Ink.TEXT);
        }
    }

    private void drawXTick(Ticks.Tick tick) {
        double x = frame.xOf(tick.value());
        line(x, frame.bottom(), x, frame.bottom() + 5, Ink.AXIS);
        text(tick.label(), x, frame.bottom() + 19, "middle", Ink.FAINT);
    }

    private void drawCategories(List<String> names) {
        for (int i = 0; i < names.size(); i++) {
            double x = frame.xOf(i);
            if (frame.slanted()) {
                slantedText(names.get(i), x + 4, frame.bottom() + 14);
            } else {
                text(names.get(i), x, frame.bottom() + 19, "middle", Ink.TEXT);
            }
        }
    }

    private static String labelOf(Axis axis, Ticks ticks) {
        return ticks.symbol().isEmpty() ? axis.label() : axis.label() + " (" + ticks.symbol() + ")";
    }

    private void line(double x1, double y1, double x2, double y2, Ink ink) {
        svg.leaf(
                        "line",
                        "x1",
                        Numbers.coordinate(x1),
                        "y1",
                        Numbers.coordinate(y1),
                        "x2",
                        Numbers.coordinate(x2),
                        "y2",
                        Numbers.coordinate(y2),
                        "class",
                        ink.strokeClass(),
                        "stroke",
                        ink.light())
                .line();
    }

    private void text(String text, double x, double y, String anchor, Ink ink) {
        svg.element(
                        "text",
                        text,
                        "x",
                        Numbers.coordinate(x),
                        "y",
                        Numbers.coordinate(y),
                        "text-anchor",
                        anchor,
                        "class",
                        ink.fillClass(),
                        "fill",
                        ink.light())
                .line();
    }

    private void slantedText(String text, double x, double y) {
        String turn = "rotate(-40 " + Numbers.coordinate(x) + " " + Numbers.coordinate(y) + ")";
        svg.element(
                        "text",
                        text,
                        "x",
                        Numbers.coordinate(x),
                        "y",
                        Numbers.coordinate(y),
                        "transform",
                        turn,
                        "text-anchor",
                        "end",
                        "class",
                        Ink.TEXT.fillClass(),
                        "fill",
                        Ink.TEXT.light())
                .line();
    }
}
