package io.tifl.experiments.report;

import java.util.List;
import java.util.Optional;

/** The plot within a chart: where its edges are, and which pixel a value falls on. */
record Frame(
        Chart chart,
        Canvas canvas,
        Legend legend,
        Extent x,
        Extent y,
        Ticks xTicks,
        Ticks yTicks,
        double left,
        double top,
        double right,
        double bottom) {
    private static final double TICK_ROOM = 9;
    private static final double LEAST_SLOT = 1.15;
    private static final double SHORT_NAME = 44;
    private static final double SLANT = 0.64;
    private static final double COSINE = 0.77;

    /** The plot of a chart whose heading takes {@code heading} pixels; empty if the chart holds no value to show. */
    static Optional<Frame> of(Chart chart, Canvas canvas, double heading) {
        int wanted = Math.max(2, (int) (canvas.height() - heading) / 72);
        return Extent.ofX(chart)
                .flatMap(x -> Extent.ofY(chart, wanted).map(y -> of(chart, canvas, heading, x, y, wanted)));
    }

    private static Frame of(Chart chart, Canvas canvas, double heading, Extent x, Extent y, int wanted) {
        Ticks yTicks = Ticks.over(chart.y(), y, wanted);
        double left = Math.max(12 + TICK_ROOM + widest(yTicks.labels(), canvas.font()), roomOfFirstName(chart, canvas));
        double right = canvas.width() - 18;
        Ticks xTicks = Ticks.over(chart.x(), x, Math.max(2, (int) ((right - left) / 80)));
        Legend legend = Legend.of(chart, canvas.width() - 24, canvas.font());
        double top = heading + 8 + legend.height() + 22;
        Frame frame = new Frame(chart, canvas, legend, x, y, xTicks, yTicks, left, top, right, canvas.height() - 46);
        return new Frame(
                chart, canvas, legend, x, y, xTicks, yTicks, left, top, right, frame.bottomBelowSlantedNames());
    }

    double xOf(double value) {
        return left + (right - left) * share(chart.x().scale(), x, value);
    }

    double yOf(double value) {
        return bottom - (bottom - top) * share(chart.y().scale(), y, value);
    }

    /** Where bars and areas stand: at zero, or at the lower edge where there is no zero. */
    double groundOf(double value) {
        return chart.y().scale() == Scale.LOG ? yOf(Math.max(value, y.low())) : yOf(value);
    }

    boolean shows(Series.Point point) {
        return point.isFinite() && Double.isFinite(xOf(point.x())) && Double.isFinite(yOf(point.y()));
    }

    /** The width one category has. */
    double slot() {
        return (right - left) / Math.max(1, chart.x().categories().size());
    }

    /** Whether the category names are too wide to stand side by side. */
    boolean slanted() {
        double widest = widest(chart.x().categories(), canvas.font());
        return !chart.x().categories().isEmpty() && widest > slot() - 6 && !(isCrowded() && widest <= SHORT_NAME);
    }

    /** Of how many categories one is named, so that names stay apart. */
    int nameStride() {
        if (!isCrowded()) {
            return 1;
        }
        double room = slanted() ? canvas.font() * LEAST_SLOT : widest(chart.x().categories(), canvas.font()) + 10;
        return (int) Math.ceil(room / slot());
    }

    /** Whether there is no room for a name at each category, not even a slanted one. */
    private boolean isCrowded() {
        return slot() < canvas.font() * LEAST_SLOT;
    }

    /** What a slanted first name takes to the left of the plot. */
    private static double roomOfFirstName(Chart chart, Canvas canvas) {
        List<String> names = chart.x().categories();
        double slot = (canvas.width() - 60.0) / Math.max(1, names.size());
        double widest = widest(names, canvas.font());
        boolean slanted = widest > slot - 6 && (slot >= canvas.font() * LEAST_SLOT || widest > SHORT_NAME);
        return slanted ? Canvas.widthOf(names.getFirst(), canvas.font()) * COSINE - slot / 2 + 8 : 0;
    }

    private double bottomBelowSlantedNames() {
        double names = slanted() ? widest(chart.x().categories(), canvas.font()) * SLANT - 4 : 0;
        return bottom - Math.min(names, (bottom - top) / 2);
    }

    private static double widest(List<String> texts, double font) {
        return texts.stream()
                .mapToDouble(text -> Canvas.widthOf(text, font))
                .max()
                .orElse(0);
    }

    private static double share(Scale scale, Extent extent, double value) {
        double low = scale.position(extent.low());
        return (scale.position(value) - low) / (scale.position(extent.high()) - low);
    }
}
