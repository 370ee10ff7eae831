package io.tifl.experiments.report;

import java.util.List;

/**
 * Draws a {@link Chart} as SVG, without any graphics library: no fonts and no screen are needed.
 *
 * <p>A picture is readable in light and dark surroundings, names its points when pointed at, and is the same, byte for byte,
 * whenever it is drawn again.
 */
public final class SvgChart {
    private static final double MARGIN = 12;
    private static final double TITLE_FONT = 16;
    private static final double TITLE_LINE = 21;
    private static final double NOTE_LINE = 17;
    private static final String FONTS =
            "system-ui,-apple-system,'Segoe UI',Roboto,'DejaVu Sans',Helvetica,Arial,sans-serif";

    private SvgChart() {}

    /** A file of its own, with title and note, that follows the viewer's light or dark setting. */
    public static String document(Chart chart) {
        return drawn(chart, "<style>" + Ink.styleSheet() + "</style>");
    }

    /** As {@link #document}, in light colours only: for programs that turn it into pixels. */
    static String lightDocument(Chart chart) {
        return drawn(chart, "");
    }

    /** For a page that has title, note and {@link #styleSheet} around it. */
    static String inline(Chart chart, Canvas canvas) {
        Markup svg = new Markup();
        begin(svg, chart, canvas);
        Plot.draw(chart, canvas, 0, new Pen(svg));
        return svg.close("svg").toString();
    }

    /** The colours of inline charts, light and dark. */
    static String styleSheet() {
        return Ink.styleSheet();
    }

    private static String drawn(Chart chart, String style) {
        Canvas wide = Canvas.WIDE;
        double room = wide.width() - 2 * MARGIN;
        List<String> title = Canvas.wrapped(chart.title(), TITLE_FONT, room * 0.95);
        List<String> note = Canvas.wrapped(chart.note(), wide.font(), room);
        double heading = 8 + title.size() * TITLE_LINE + note.size() * NOTE_LINE;
        Canvas canvas = wide.higherBy(heading);
        Markup svg = new Markup();
        begin(svg, chart, canvas);
        svg.raw(style).line();
        ground(svg);
        Pen pen = new Pen(svg);
        for (int i = 0; i < title.size(); i++) {
            pen.title(title.get(i), MARGIN, 6 + TITLE_LINE * (i + 1), TITLE_FONT);
        }
        for (int i = 0; i < note.size(); i++) {
            double y = 6 + TITLE_LINE * title.size() + NOTE_LINE * (i + 1);
            pen.text(note.get(i), MARGIN, y, "start", wide.font(), Ink.FAINT);
        }
        Plot.draw(chart, canvas, heading, pen);
        return svg.close("svg").line().toString();
    }

    private static void ground(Markup svg) {
        Ink ground = Ink.GROUND;
        svg.leaf("rect", "width", "100%", "height", "100%", "class", ground.fillClass(), "fill", ground.light());
    }

    private static void begin(Markup svg, Chart chart, Canvas canvas) {
        svg.open(
                        "svg",
                        "xmlns",
                        "http://www.w3.org/2000/svg",
                        "class",
                        "tc",
                        "viewBox",
                        "0 0 " + canvas.width() + " " + canvas.height(),
                        "width",
                        Integer.toString(canvas.width()),
                        "height",
                        Integer.toString(canvas.height()),
                        "role",
                        "img",
                        "aria-label",
                        chart.title(),
                        "font-family",
                        FONTS,
                        "font-size",
                        Numbers.coordinate(canvas.font()))
                .line();
    }
}
