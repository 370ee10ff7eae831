package io.tifl.experiments.report;

/** The parts of a chart below its heading, written in the order they are painted. */
final class Plot {
    private Plot() {}

    static void draw(Chart chart, Canvas canvas, double heading, Pen pen) {
        Frame.of(chart, canvas, heading).ifPresentOrElse(frame -> draw(frame, pen), () -> drawNothing(canvas, pen));
    }

    private static void draw(Frame frame, Pen pen) {
        Axes axes = new Axes(frame, pen);
        axes.drawGrid();
        new Marks(frame, pen).draw();
        axes.drawEdges();
        axes.drawLegend();
    }

    private static void drawNothing(Canvas canvas, Pen pen) {
        pen.text("no data", canvas.width() / 2.0, canvas.height() / 2.0, "middle", canvas.font(), Ink.FAINT);
    }
}
