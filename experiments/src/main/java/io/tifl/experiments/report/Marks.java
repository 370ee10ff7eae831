package io.tifl.experiments.report;

import java.util.ArrayList;
import java.util.List;

/** What the data of a plot looks like: areas, bands, bars, lines and points. Confined to one thread. */
final class Marks {
    private static final int MARKED = 30;
    private static final int POINTABLE = 60;
    private static final double GROUP = 0.78;

    private final Frame frame;
    private final Chart chart;
    private final Markup svg;
    private final PointNames names;

    Marks(Frame frame, Markup svg) {
        this.frame = frame;
        this.chart = frame.chart();
        this.svg = svg;
        this.names = new PointNames(frame, svg);
    }

    /** Wide things first, so that they do not hide narrow ones; what can be pointed at last. */
    void draw() {
        Stacks.of(chart.series()).forEach(this::stack);
        bars();
        chart.series().forEach(this::band);
        chart.series().forEach(this::reference);
        chart.series().forEach(this::line);
        chart.series().forEach(this::dots);
    }

    private void stack(Stacks.Layer layer) {
        if (layer.series() instanceof Series.Area) {
            area(layer);
            return;
        }
        double width = frame.slot() * GROUP * 0.8;
        for (Stacks.Slab slab : layer.slabs()) {
            double x = frame.xOf(slab.point().x()) - width / 2;
            bar(layer.series(), slab.point(), x, width, slab.from(), slab.to());
        }
    }

    private void area(Stacks.Layer layer) {
        List<String> upper = new ArrayList<>();
        List<String> lower = new ArrayList<>();
        for (Stacks.Slab slab : layer.slabs()) {
            upper.add(place(slab.point().x(), slab.to()));
            lower.addFirst(place(slab.point().x(), slab.from()));
        }
        if (upper.isEmpty()) {
            return;
        }
        String outline = "M" + String.join("L", upper) + "L" + String.join("L", lower) + "Z";
        svg.open("path", Paint.join(Paint.of(chart, layer.series()).fill("0.9"), "d", outline))
                .element("title", layer.series().name())
                .close("path")
                .line();
    }

    private void bars() {
        List<Series.Bars> groups = chart.series().stream()
                .filter(Series.Bars.class::isInstance)
                .map(Series.Bars.class::cast)
                .toList();
        double group = frame.slot() * GROUP;
        double width = groups.isEmpty() ? 0 : Math.min(group / groups.size(), 64);
        for (int i = 0; i < groups.size(); i++) {
            double shift = (i - groups.size() / 2.0) * width;
            for (Series.Point point : groups.get(i).points()) {
                if (point.isFinite()) {
                    groupedBar(groups.get(i), point, frame.xOf(point.x()) + shift, width);
                }
            }
        }
    }

    private void groupedBar(Series series, Series.Point point, double x, double width) {
        bar(series, point, x + width * 0.05, width * 0.9, 0, point.y());
        double middle = x + width / 2;
        if (point.spans()) {
            String high = Numbers.coordinate(frame.groundOf(point.high()));
            String low = Numbers.coordinate(frame.groundOf(point.low()));
            String left = Numbers.coordinate(middle - 3);
            String whisker = "M" + left + " " + high + "h6m-3 0V" + low + "m-3 0h6";
            svg.leaf(
                            "path",
                            "d",
                            whisker,
                            "class",
                            Ink.TEXT.strokeClass(),
                            "stroke",
                            Ink.TEXT.light(),
                            "stroke-width",
                            "1.2",
                            "fill",
                            "none")
                    .line();
        }
        barValue(point, middle, width);
    }

    /** The figure above a bar, where it fits. */
    private void barValue(Series.Point point, double middle, double width) {
        double factor = Ticks.measure(chart.y(), frame.y()).factor();
        String text = Numbers.significant(point.y() * factor, 3);
        double font = frame.canvas().font() - 1.5;
        double y = frame.groundOf(point.spans() ? point.high() : point.y()) - 5;
        if (Canvas.widthOf(text, font) > width || point.y() < 0 || y < frame.top() - 4) {
            return;
        }
        svg.element(
                        "text",
                        text,
                        "x",
                        Numbers.coordinate(middle),
                        "y",
                        Numbers.coordinate(y),
                        "font-size",
                        Numbers.coordinate(font),
                        "text-anchor",
                        "middle",
                        "class",
                        Ink.TEXT.fillClass(),
                        "fill",
                        Ink.TEXT.light())
                .line();
    }

    private void bar(Series series, Series.Point point, double x, double width, double from, double to) {
        double top = Math.min(frame.groundOf(from), frame.groundOf(to));
        double height = Math.abs(frame.groundOf(from) - frame.groundOf(to));
        String[] place = {
            "x", Numbers.coordinate(x),
            "y", Numbers.coordinate(top),
            "width", Numbers.coordinate(width),
            "height", Numbers.coordinate(height)
        };
        svg.open("rect", Paint.join(Paint.of(chart, series).fill("1"), place))
                .element("title", Hover.text(chart, series, point))
                .close("rect")
                .line();
    }

    private void band(Series series) {
        if (!(series instanceof Series.Line line) || line.points().stream().noneMatch(Series.Point::spans)) {
            return;
        }
        for (List<Series.Point> run : runs(line)) {
            List<String> edge = new ArrayList<>();
            run.forEach(point -> edge.add(place(point.x(), clipped(point.spans() ? point.high() : point.y()))));
            run.reversed()
                    .forEach(point -> edge.add(place(point.x(), clipped(point.spans() ? point.low() : point.y()))));
            String outline = "M" + String.join("L", edge) + "Z";
            svg.leaf("path", Paint.join(Paint.of(chart, series).fill("0.16"), "d", outline))
                    .line();
        }
    }

    private void reference(Series series) {
        switch (series) {
            case Series.Diagonal _ -> {
                double low = Math.max(frame.x().low(), frame.y().low());
                double high = Math.min(frame.x().high(), frame.y().high());
                path(List.of(place(low, low), place(high, high)), Paint.reference());
            }
            case Series.Level level ->
                path(List.of(place(frame.x().low(), level.y()), place(frame.x().high(), level.y())), Paint.reference());
            case Series.Line _, Series.Dots _, Series.Bars _, Series.StackedBars _, Series.Area _ -> {}
        }
    }

    private void line(Series series) {
        if (!(series instanceof Series.Line line)) {
            return;
        }
        runs(line)
                .forEach(run -> path(
                        run.stream().map(point -> place(point.x(), point.y())).toList(),
                        Paint.of(chart, series).stroke("2")));
        List<Series.Point> shown = line.points().stream().filter(frame::shows).toList();
        if (shown.size() <= MARKED) {
            shown.forEach(point -> dot(series, point, "2.6", "1"));
            return;
        }
        int stride = (shown.size() + POINTABLE - 1) / POINTABLE;
        for (int i = stride - 1; i < shown.size(); i += stride) {
            dot(series, shown.get(i), "6", "0");
        }
    }

    private void dots(Series series) {
        if (!(series instanceof Series.Dots dots)) {
            return;
        }
        List<Series.Point> shown = dots.points().stream().filter(frame::shows).toList();
        shown.forEach(point -> dot(series, point, "5", "1"));
        names.draw(shown);
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

    private void path(List<String> places, String[] paint) {
        svg.leaf("path", Paint.join(paint, "d", "M" + String.join("L", places))).line();
    }

    private void dot(Series series, Series.Point point, String radius, String opacity) {
        String[] place = {
            "cx", Numbers.coordinate(frame.xOf(point.x())), "cy", Numbers.coordinate(frame.yOf(point.y())), "r", radius
        };
        svg.open("circle", Paint.join(Paint.of(chart, series).fill(opacity), place))
                .element("title", Hover.text(chart, series, point))
                .close("circle")
                .line();
    }

    private double clipped(double y) {
        return chart.y().scale() == Scale.LOG ? Math.max(y, frame.y().low()) : y;
    }

    private String place(double x, double y) {
        return Numbers.coordinate(frame.xOf(x)) + " " + Numbers.coordinate(frame.yOf(y));
    }
}
