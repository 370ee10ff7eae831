package io.tifl.experiments.report;

/** The little sample of a series in the legend. Confined to one thread. */
final class Swatch {
    private final Chart chart;
    private final Markup svg;

    Swatch(Chart chart, Markup svg) {
        this.chart = chart;
        this.svg = svg;
    }

    /** Draws around {@code y}, from {@code x} to 16 pixels right of it. */
    void draw(Series series, double x, double y) {
        switch (series) {
            case Series.Line _ -> stroke(x, y, Paint.of(chart, series).stroke("2.5"));
            case Series.Diagonal _, Series.Level _ -> stroke(x, y, Paint.reference());
            case Series.Dots _ -> circle(x + 8, y, Paint.of(chart, series));
            case Series.Bars _, Series.StackedBars _, Series.Area _ -> square(x + 2, y - 6, Paint.of(chart, series));
        }
    }

    private void stroke(double x, double y, String[] paint) {
        String path = "M" + Numbers.coordinate(x) + " " + Numbers.coordinate(y) + "h16";
        svg.leaf("path", Paint.join(paint, "d", path)).line();
    }

    private void circle(double x, double y, Paint paint) {
        String[] place = {"cx", Numbers.coordinate(x), "cy", Numbers.coordinate(y), "r", "4.5"};
        svg.leaf("circle", Paint.join(paint.fill("0.85"), place)).line();
    }

    private void square(double x, double y, Paint paint) {
        String[] place = {
            "x", Numbers.coordinate(x), "y", Numbers.coordinate(y), "width", "12", "height", "12", "rx", "2"
        };
        svg.leaf("rect", Paint.join(paint.fill("1"), place)).line();
    }
}
