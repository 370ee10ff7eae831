package io.tifl.experiments.report;

import java.util.ArrayList;
import java.util.List;

/** Writes the names of points beside them, where they do not cover each other. Confined to one thread. */
final class PointNames {
    private static final int MOST = 24;

    private final Frame frame;
    private final Pen pen;
    private final List<Box> taken = new ArrayList<>();

    PointNames(Frame frame, Pen pen) {
        this.frame = frame;
        this.pen = pen;
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

    /** Below and to the right, or above and to the left: beside the diagonal, not on it. */
    private void draw(Series.Point point) {
        double font = frame.canvas().font() - 1;
        double width = Canvas.widthOf(point.label(), font);
        boolean left = frame.xOf(point.x()) + 8 + width > frame.right();
        double x = frame.xOf(point.x()) + (left ? -8 - width : 8);
        double y = frame.yOf(point.y()) + (left ? -6 : 6);
        Box box = new Box(x, y - font / 2, x + width, y + font / 2);
        if (taken.stream().noneMatch(box::meets)) {
            taken.add(box);
            pen.text(point.label(), left ? x + width : x, y + font * 0.35, left ? "end" : "start", font, Ink.TEXT);
        }
    }
}
