package io.tifl.experiments.report;

import java.util.Optional;

/** The parts of a chart below its heading, written in the order they are painted. Confined to one thread. */
final class Plot {
    private final Chart chart;
    private final Canvas canvas;
    private final Markup svg;
    private final Optional<Frame> frame;

    Plot(Chart chart, Canvas canvas, double heading, Markup svg) {
        this.chart = chart;
        this.canvas = canvas;
        this.svg = svg;
        this.frame = Frame.of(chart, canvas, heading);
    }

    void draw() {
        frame.ifPresentOrElse(this::draw, this::drawNothing);
    }

    private void draw(Frame plot) {
        Axes axes = new Axes(plot, svg);
        axes.drawGrid();
        new Marks(plot, svg).draw();
        axes.drawEdges();
        axes.drawLegend();
    }

    private void drawNothing() {
        svg.element(
                        "text",
                        "no data",
                        "x",
                        Numbers.coordinate(canvas.width() / 2.0),
                        "y",
                        Numbers.coordinate(canvas.height() / 2.0),
                        "text-anchor",
                        "middle",
                        "class",
                        Ink.FAINT.fillClass(),
                        "fill",
                        Ink.FAINT.light())
                .line();
        svg.raw("<!-- ").raw(chart.name()).raw(": no finite value -->").line();
    }
}
