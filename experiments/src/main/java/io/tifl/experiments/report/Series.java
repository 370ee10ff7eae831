package io.tifl.experiments.report;

import java.util.List;
import java.util.stream.IntStream;

/** One thing a chart shows. Values that are not finite leave a gap. */
public sealed interface Series {
    /** What the legend calls it. */
    String name();

    /** Points joined in order; where a point spans a range, a band lies behind the line. */
    record Line(String name, List<Point> points) implements Series {
        public Line {
            points = List.copyOf(points);
        }
    }

    /** Points on their own. */
    record Dots(String name, List<Point> points) implements Series {
        public Dots {
            points = List.copyOf(points);
        }
    }

    /** One bar for each category, side by side with the other series; a range is drawn as a whisker. */
    record Bars(String name, List<Point> points) implements Series {
        public Bars {
            points = List.copyOf(points);
        }
    }

    /** One bar for each category, on top of the stacked bars before it. */
    record StackedBars(String name, List<Point> points) implements Series {
        public StackedBars {
            points = List.copyOf(points);
        }
    }

    /** An area on top of the areas before it; all areas of a chart share their x values. */
    record Area(String name, List<Point> points) implements Series {
        public Area {
            points = List.copyOf(points);
        }
    }

    /**
     * Boxes of a grid whose rows and columns are the categories of both axes; where a chart has several series of them, colours
     * stand for ranges of a value.
     */
    record Cells(String name, List<Cell> cells) implements Series {
        public Cells {
            cells = List.copyOf(cells);
        }
    }

    /** The line where y equals x, to compare an estimate with the truth. */
    record Diagonal(String name) implements Series {}

    /** A level to compare with, such as a published figure. */
    record Level(String name, double y) implements Series {}

    /**
     * A place in a chart.
     *
     * @param low the least of the values {@code y} stands for, such as the least over seeds; {@code y} if there is one
     * @param high the greatest of them
     * @param label what the point is called when pointed at; the series' name if empty
     */
    record Point(double x, double y, double low, double high, String label) {
        public static Point of(double x, double y) {
            return new Point(x, y, y, y, "");
        }

        /** A value that stands for several between {@code low} and {@code high}. */
        public static Point between(double x, double y, double low, double high) {
            return new Point(x, y, low, high, "");
        }

        /** This point, called {@code label} when pointed at. */
        public Point called(String label) {
            return new Point(x, y, low, high, label);
        }

        boolean isFinite() {
            return Double.isFinite(x) && Double.isFinite(y);
        }

        boolean spans() {
            return Double.isFinite(low) && Double.isFinite(high) && low < high;
        }
    }

    /**
     * A box of a grid.
     *
     * @param column index of the x category
     * @param row index of the y category
     * @param area of the box that is filled, 0 to 1
     * @param label what it says when pointed at
     * @param figure what is written in it where it has room; may be empty
     */
    record Cell(int column, int row, double area, String label, String figure) {
        /** A box with nothing written in it. */
        public Cell(int column, int row, double area, String label) {
            this(column, row, area, label, "");
        }

        public Cell {
            if (!(area >= 0 && area <= 1)) {
                throw new IllegalArgumentException("the area of a cell lies between 0 and 1, got " + area);
            }
        }
    }

    /** A line over 0, 1, 2 … */
    static Line line(String name, double... values) {
        return new Line(name, points(values));
    }

    /** Bars over the categories in order. */
    static Bars bars(String name, double... values) {
        return new Bars(name, points(values));
    }

    /** Stacked bars over the categories in order. */
    static StackedBars stackedBars(String name, double... values) {
        return new StackedBars(name, points(values));
    }

    private static List<Point> points(double[] values) {
        return IntStream.range(0, values.length)
                .mapToObj(i -> Point.of(i, values[i]))
                .toList();
    }
}
