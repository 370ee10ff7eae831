package io.tifl.experiments.report;

import java.util.List;

/** Grid, axes, their labels and the legend of a plot. */
final class Axes {
    private final Frame frame;
    private final Chart chart;
    private final Pen pen;
    private final double font;

    Axes(Frame frame, Pen pen) {
        this.frame = frame;
        this.chart = frame.chart();
        this.pen = pen;
        this.font = frame.canvas().font();
    }

    void drawGrid() {
        for (Ticks.Tick tick : frame.yTicks().marks()) {
            double y = frame.yOf(tick.value());
            pen.line(frame.left(), y, frame.right(), y, Ink.GRID);
            pen.text(tick.label(), frame.left() - 8, y + font * 0.35, "end", font, Ink.FAINT);
        }
        if (chart.x().categories().isEmpty()) {
            frame.xTicks().marks().forEach(this::drawXTick);
        } else {
            drawCategories(chart.x().categories());
        }
    }

    /** What lies over the marks: the axis line and the names of the axes. */
    void drawEdges() {
        pen.line(frame.left(), frame.bottom(), frame.right(), frame.bottom(), Ink.AXIS);
        pen.text(labelOf(chart.y(), frame.yTicks()), 12, frame.top() - 12, "start", font, Ink.TEXT);
        String x = labelOf(chart.x(), frame.xTicks());
        double middle = (frame.left() + frame.right()) / 2;
        pen.text(x, middle, frame.canvas().height() - 8, "middle", font, Ink.TEXT);
    }

    void drawLegend() {
        double top = frame.top() - 22 - frame.legend().height();
        for (Legend.Entry entry : frame.legend().entries()) {
            double x = 12 + entry.x();
            double y = top + Legend.ROW * (entry.row() + 0.5);
            drawSwatch(entry.series(), x, y);
            pen.text(entry.series().name(), x + 22, y + font * 0.35, "start", font, Ink.TEXT);
        }
    }

    private void drawSwatch(Series series, double x, double y) {
        String stroke = "M" + Pen.place(x, y) + "h16";
        switch (series) {
            case Series.Diagonal _, Series.Level _ -> pen.path(stroke, Paint.reference());
            case Series.Line _ -> pen.path(stroke, Paint.of(chart, series).stroke("2.5"));
            case Series.Dots _ -> pen.circle(x + 8, y, 4.5, series.name(), fill(series));
            case Series.Bars _, Series.StackedBars _, Series.Area _, Series.Cells _ ->
                pen.rectangle(x + 2, y - 6, 12, 12, series.name(), fill(series));
        }
    }

    private String[] fill(Series series) {
        return Paint.of(chart, series).fill("1");
    }

    private void drawXTick(Ticks.Tick tick) {
        double x = frame.xOf(tick.value());
        pen.line(x, frame.bottom(), x, frame.bottom() + 5, Ink.AXIS);
        pen.text(tick.label(), x, frame.bottom() + 19, "middle", font, Ink.FAINT);
    }

    private void drawCategories(List<String> names) {
        for (int i = 0; i < names.size(); i += frame.nameStride()) {
            double x = frame.xOf(i);
            if (frame.slanted()) {
                pen.slantedText(names.get(i), x + 4, frame.bottom() + 14, font, Ink.TEXT);
            } else {
                pen.text(names.get(i), x, frame.bottom() + 19, "middle", font, Ink.TEXT);
            }
        }
    }

    private static String labelOf(Axis axis, Ticks ticks) {
        return ticks.symbol().isEmpty() ? axis.label() : axis.label() + " (" + ticks.symbol() + ")";
    }
}
