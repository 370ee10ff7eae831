package io.tifl.experiments.report;

import java.util.ArrayList;
import java.util.List;

/** Writes the names of points beside them, where they do not cover each other. Confined to one thread. */
final class PointNames {
    private static final int MOST = 24;

    private final Frame frame;
    private final Markup svg;
    private final List<Box> taken = new ArrayList<>();

    PointNames(Frame frame, Markup svg) {
        this.frame = frame;
        this.svg = svg;
    }

    private record Box(double left, double top, double right, double bottom) {
        boolean meets(Box other) {
            return left < other.right && other.left < right && top < other.bottom && other.top < bottom;
        }
    }

    void draw(List<Series.Point> points) {
        if (points.size() <= MOST) {
            points.stream().filter(point -> !point.label().isEmpty()).forEach(this::draw);
        }
    }

    private void draw(Series.Point point) {
        double font = frame.canvas().font() - 1;
        double x = frame.xOf(point.x());
        double y = frame.yOf(point.y());
        double width = Canvas.widthOf(point.label(), font);
        boolean toTheLeft = x + 10 + width > frame.right();
        double left = toTheLeft ? x - 10 - width : x + 10;
        Box box = new Box(left, y - font / 2, left + width, y + font / 2);
        if (taken.stream().anyMatch(box::meets)) {
            return;
        }
        taken.add(box);
        svg.element(
                        "text",
                        point.label(),
                        "x",
                        Numbers.coordinate(toTheLeft ? x - 10 : x + 10),
                        "y",
                        Numbers.coordinate(y + font * 0.35),
                        "font-size",
                        Numbers.coordinate(font),
                        "text-anchor",
                        toTheLeft ? "end" : "start",
                        "class",
                        Ink.TEXT.fillClass(),
                        "fill",
                        Ink.TEXT.light())
                .line();
    }
}
