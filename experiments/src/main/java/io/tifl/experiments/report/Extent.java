package io.tifl.experiments.report;

import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * From where to where an axis goes, in its own numbers; {@code low < high}, and both above zero on a log scale.
 *
 * @param step the distance of marks the ends were rounded to; 0 if they were not
 */
record Extent(double low, double high, double step) {
    private static final double ROOM = 0.04;

    /** How much of the range may lie outside the last mark, lest a hair's breadth costs a whole step. */
    private static final double OVERHANG = 0.02;

    /** What the x axis shows; empty if there is nothing to show. */
    static Optional<Extent> ofX(Chart chart) {
        Axis axis = chart.x();
        if (!axis.categories().isEmpty()) {
            return ofCategories(axis);
        }
        if (hasDiagonal(chart)) {
            return of(axis, DoubleStream.concat(xs(chart), ys(chart))).map(found -> found.widened(axis));
        }
        boolean dots = chart.series().stream().anyMatch(Series.Dots.class::isInstance);
        return of(axis, xs(chart)).map(found -> dots ? found.widened(axis) : found);
    }

    /** What the y axis shows, ending at round numbers; empty if there is nothing to show. */
    static Optional<Extent> ofY(Chart chart, int ticks) {
        Axis axis = chart.y();
        if (!axis.categories().isEmpty()) {
            return ofCategories(axis);
        }
        if (hasDiagonal(chart)) {
            return of(axis, DoubleStream.concat(xs(chart), ys(chart))).map(found -> found.widened(axis));
        }
        return of(axis, ys(chart)).map(found -> found.rounded(axis, ticks));
    }

    private static Optional<Extent> ofCategories(Axis axis) {
        return Optional.of(new Extent(-0.5, axis.categories().size() - 0.5, 0));
    }

    private static boolean hasDiagonal(Chart chart) {
        return chart.series().stream().anyMatch(Series.Diagonal.class::isInstance);
    }

    private static Optional<Extent> of(Axis axis, DoubleStream data) {
        DoubleStream wished = DoubleStream.concat(axis.from().stream(), axis.to().stream());
        double[] shown = DoubleStream.concat(wished, data)
                .filter(value ->
                        Double.isFinite(value) && Double.isFinite(axis.scale().position(value)))
                .toArray();
        if (shown.length == 0) {
            return Optional.empty();
        }
        double low = DoubleStream.of(shown).min().getAsDouble();
        double high = DoubleStream.of(shown).max().getAsDouble();
        return Optional.of(low < high ? new Extent(low, high, 0) : around(axis, low));
    }

    private static Extent around(Axis axis, double value) {
        if (axis.scale() == Scale.LOG) {
            return new Extent(value / 2, value * 2, 0);
        }
        double room = value == 0 ? 0.5 : Math.abs(value) / 2;
        return new Extent(
                value - Math.max(room, axis.unit().leastStep()),
                value + room + axis.unit().leastStep(),
                0);
    }

    private Extent widened(Axis axis) {
        if (axis.scale() == Scale.LOG) {
            double factor = StrictMath.pow(high / low, ROOM);
            return new Extent(low / factor, high * factor, 0);
        }
        double room = (high - low) * ROOM;
        boolean touchesZero = low >= 0 && low - room < 0;
        return new Extent(touchesZero ? 0 : low - room, high + room, 0);
    }

    private Extent rounded(Axis axis, int ticks) {
        if (axis.scale() == Scale.LOG) {
            return widened(axis);
        }
        double step = Ticks.step(axis, this, ticks);
        double slack = OVERHANG * (high - low) / step;
        return new Extent(Math.floor(low / step + slack) * step, Math.ceil(high / step - slack) * step, step);
    }

    private static DoubleStream xs(Chart chart) {
        return chart.series().stream().flatMapToDouble(one -> drawn(one).mapToDouble(Series.Point::x));
    }

    private static DoubleStream ys(Chart chart) {
        return DoubleStream.concat(
                chart.series().stream().flatMapToDouble(Extent::ys),
                Stacks.of(chart.series()).stream()
                        .flatMap(layer -> layer.slabs().stream())
                        .flatMapToDouble(slab -> DoubleStream.of(slab.from(), slab.to())));
    }

    private static DoubleStream ys(Series series) {
        return switch (series) {
            case Series.Line line -> ranges(line.points());
            case Series.Dots dots -> ranges(dots.points());
            case Series.Bars bars -> DoubleStream.concat(DoubleStream.of(0), ranges(bars.points()));
            case Series.Level level -> DoubleStream.of(level.y());
            case Series.StackedBars _, Series.Area _, Series.Cells _, Series.Diagonal _ -> DoubleStream.empty();
        };
    }

    private static DoubleStream ranges(List<Series.Point> points) {
        return points.stream()
                .filter(Series.Point::isFinite)
                .flatMapToDouble(point -> point.spans()
                        ? DoubleStream.of(point.y(), point.low(), point.high())
                        : DoubleStream.of(point.y()));
    }

    private static Stream<Series.Point> drawn(Series series) {
        return pointsOf(series).stream().filter(Series.Point::isFinite);
    }

    private static List<Series.Point> pointsOf(Series series) {
        return switch (series) {
            case Series.Line line -> line.points();
            case Series.Dots dots -> dots.points();
            case Series.Bars bars -> bars.points();
            case Series.StackedBars bars -> bars.points();
            case Series.Area area -> area.points();
            case Series.Cells _, Series.Diagonal _, Series.Level _ -> List.of();
        };
    }
}
