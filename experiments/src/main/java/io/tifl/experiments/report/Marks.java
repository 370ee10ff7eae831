package io.tifl.experiments.report;

import java.util.ArrayList;
import java.util.List;

/** What the data of a plot looks like: areas, bands, bars, lines and points. */
final class Marks {
    private static final int MARKED = 30;
    private static final int POINTABLE = 60;

    /** How much of its place in the grid a box takes, each way. */
    private static final double CELL = 0.94;

    private final Frame frame;
    private final Chart chart;
    private final Pen pen;
    private final BarMarks bars;
    private final PointNames names;

    Marks(Frame frame, Pen pen) {
        this.frame = frame;
        this.chart = frame.chart();
        this.pen = pen;
        this.bars = new BarMarks(frame, pen);
        this.names = new PointNames(frame, pen);
    }

    /** Wide things first, so that they do not hide narrow ones; what can be pointed at last. */
    void draw() {
        chart.series().forEach(this::cells);
        Stacks.of(chart.series()).forEach(this::stack);
        bars.draw();
        chart.series().forEach(this::band);
        chart.series().forEach(this::reference);
        chart.series().forEach(this::line);
        chart.series().forEach(this::dots);
    }

    private void cells(Series series) {
        if (!(series instanceof Series.Cells grid)) {
            return;
        }
        double wide = frame.slot() * CELL;
        double high = Math.abs(frame.yOf(1) - frame.yOf(0)) * CELL;
        String[] paint = Paint.of(chart, series).fill("1");
        for (Series.Cell cell : grid.cells()) {
            double side = Math.sqrt(cell.area());
            double left = frame.xOf(cell.column()) - wide * side / 2;
            double top = frame.yOf(cell.row()) - high * side / 2;
            pen.rectangle(left, top, wide * side, high * side, cell.label(), paint);
            figure(series, cell, wide * side, high * side);
        }
    }

    private void figure(Series series, Series.Cell cell, double wide, double high) {
        double font = frame.canvas().font() - 1;
        if (!cell.figure().isEmpty() && Canvas.widthOf(cell.figure(), font) < wide && 1.2 * font < high) {
            Ink ink = chart.colours().isDark(chart.colourOf(series.name())) ? Ink.ON_DARK : Ink.ON_LIGHT;
            double y = frame.yOf(cell.row()) + font * 0.35;
            pen.text(cell.figure(), frame.xOf(cell.column()), y, "middle", font, ink);
        }
    }

    private void stack(Stacks.Layer layer) {
        if (layer.series() instanceof Series.Area) {
            area(layer);
        } else {
            bars.drawStacked(layer);
        }
    }

    private void area(Stacks.Layer layer) {
        List<String> edge = new ArrayList<>();
        layer.slabs().forEach(slab -> edge.add(place(slab.point().x(), slab.to())));
        layer.slabs().reversed().forEach(slab -> edge.add(place(slab.point().x(), slab.from())));
        if (!edge.isEmpty()) {
            String[] paint = Paint.of(chart, layer.series()).fill("0.9");
            pen.namedPath(outline(edge) + "Z", layer.series().name(), paint);
        }
    }

    private void band(Series series) {
        if (!(series instanceof Series.Line line) || line.points().stream().noneMatch(Series.Point::spans)) {
            return;
        }
        for (List<Series.Point> run : runs(line)) {
            List<String> edge = new ArrayList<>();
            run.forEach(point -> edge.add(place(point.x(), shown(point.spans() ? point.high() : point.y()))));
            run.reversed().forEach(point -> edge.add(place(point.x(), shown(point.spans() ? point.low() : point.y()))));
            pen.path(outline(edge) + "Z", Paint.of(chart, series).fill("0.16"));
        }
    }

    private void reference(Series series) {
        switch (series) {
            case Series.Diagonal _ -> {
                double low = Math.max(frame.x().low(), frame.y().low());
                double high = Math.min(frame.x().high(), frame.y().high());
                pen.path(outline(List.of(place(low, low), place(high, high))), Paint.reference());
            }
            case Series.Level level -> {
                String left = place(frame.x().low(), level.y());
                String right = place(frame.x().high(), level.y());
                pen.namedPath(outline(List.of(left, right)), series.name(), Paint.reference());
            }
            case Series.Line _, Series.Dots _, Series.Bars _, Series.StackedBars _, Series.Area _, Series.Cells _ -> {}
        }
    }

    private void line(Series series) {
        if (!(series instanceof Series.Line line)) {
            return;
        }
        for (List<Series.Point> run : runs(line)) {
            List<String> places =
                    run.stream().map(point -> place(point.x(), point.y())).toList();
            pen.path(outline(places), Paint.of(chart, series).stroke("2"));
        }
        mark(line, line.points().stream().filter(frame::shows).toList());
    }

    /** A dot for each of few points; of many, some that can be pointed at but are not seen. */
    private void mark(Series.Line line, List<Series.Point> shown) {
        if (shown.size() <= MARKED) {
            shown.forEach(point -> dot(line, point, 2.6, "1"));
            return;
        }
        int stride = (shown.size() + POINTABLE - 1) / POINTABLE;
        for (int i = stride - 1; i < shown.size(); i += stride) {
            dot(line, shown.get(i), 6, "0");
        }
    }

    private void dots(Series series) {
        if (!(series instanceof Series.Dots dots)) {
            return;
        }
        List<Series.Point> shown = dots.points().stream().filter(frame::shows).toList();
        shown.forEach(point -> dot(series, point, 5, "1"));
        names.draw(shown);
    }

    private void dot(Series series, Series.Point point, double radius, String opacity) {
        String hover = Hover.text(chart, series, point);
        String[] paint = Paint.of(chart, series).fill(opacity);
        pen.circle(frame.xOf(point.x()), frame.yOf(point.y()), radius, hover, paint);
    }

    /** The stretches of a line without gaps. */
    private List<List<Series.Point>> runs(Series.Line line) {
        List<List<Series.Point>> runs = new ArrayList<>();
        List<Series.Point> run = new ArrayList<>();
        for (Series.Point point : line.points()) {
            if (frame.shows(point)) {
                run.add(point);
            } else if (!run.isEmpty()) {
                runs.add(run);
                run = new ArrayList<>();
            }
        }
        if (!run.isEmpty()) {
            runs.add(run);
        }
        return runs.stream().map(one -> Thinning.of(one, frame)).toList();
    }

    /** A value that has a place on the axis: on a logarithmic one, nothing lies below its lower end. */
    private double shown(double y) {
        return chart.y().scale() == Scale.LOG ? Math.max(y, frame.y().low()) : y;
    }

    private String place(double x, double y) {
        return Pen.place(frame.xOf(x), frame.yOf(y));
    }

    private static String outline(List<String> places) {
        return "M" + String.join("L", places);
    }
}
