package io.tifl.experiments.report;

import java.util.List;

/**
 * Draws a {@link Chart} as SVG, without any graphics library: no fonts and no screen are needed.
 *
 * <p>A picture is readable in light and dark surroundings, names its points when pointed at, and is the same, byte for byte,
 * whenever it is drawn again.
 */
public final class SvgChart {
    private static final double TITLE_FONT = 16;
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
        new Plot(chart, canvas, 0, svg).draw();
        return svg.close("svg").toString();
    }

    /** The colours of inline charts, light and dark. */
    static String styleSheet() {
        return Ink.styleSheet();
    }

    private static String drawn(Chart chart, String style) {
        Canvas wide = Canvas.WIDE;
        List<String> title = Canvas.wrapped(chart.title(), TITLE_FONT, (wide.width() - 24) * 0.95);
        List<String> note = Canvas.wrapped(chart.note(), wide.font(), wide.width() - 24);
        double heading = 8 + title.size() * 21 + note.size() * 17 + (note.isEmpty() ? 0 : 4);
        Canvas canvas = wide.higherBy(heading);
        Markup svg = new Markup();
        begin(svg, chart, canvas);
        svg.raw(style).line();
        svg.leaf(
                "rect", "width", "100%", "height", "100%", "class", Ink.GROUND.fillClass(), "fill", Ink.GROUND.light());
        double y = 6;
        for (String line : title) {
            y += 21;
            heading(svg, line, y, Ink.TEXT, TITLE_FONT, "bold");
        }
        for (String line : note) {
            y += 17;
            heading(svg, line, y, Ink.FAINT, wide.font(), "normal");
        }
        new Plot(chart, canvas, heading, svg).draw();
        return svg.close("svg").line().toString();
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

    private static void heading(Markup svg, String text, double y, Ink ink, double font, String weight) {
        svg.element(
                        "text",
                        text,
                        "x",
                        "12",
                        "y",
                        Numbers.coordinate(y),
                        "font-size",
                        Numbers.coordinate(font),
                        "font-weight",
                        weight,
                        "class",
                        ink.fillClass(),
                        "fill",
                        ink.light())
                .line();
    }
}
