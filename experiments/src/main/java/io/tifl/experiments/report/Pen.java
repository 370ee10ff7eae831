package io.tifl.experiments.report;

/** Writes the shapes charts are made of. Confined to one thread. */
record Pen(Markup svg) {
    /** A text whose start, middle or end, as {@code anchor} says, lies at {@code x}. */
    void text(String text, double x, double y, String anchor, double font, Ink ink) {
        written(text, x, y, anchor, font, ink, new String[0]);
    }

    /** A bold text that begins at {@code x}. */
    void title(String text, double x, double y, double font) {
        written(text, x, y, "start", font, Ink.TEXT, "font-weight", "bold");
    }

    /** A text that ends at {@code x} and climbs to there. */
    void slantedText(String text, double x, double y, double font, Ink ink) {
        String turn = "rotate(-40 " + Numbers.coordinate(x) + " " + Numbers.coordinate(y) + ")";
        written(text, x, y, "end", font, ink, "transform", turn);
    }

    void line(double x1, double y1, double x2, double y2, Ink ink) {
        String[] paint = {"class", ink.strokeClass(), "stroke", ink.light()};
        path("M" + place(x1, y1) + "L" + place(x2, y2), paint);
    }

    void path(String path, String... paint) {
        svg.leaf("path", Paint.join(paint, "d", path)).line();
    }

    void namedPath(String path, String hover, String... paint) {
        svg.open("path", Paint.join(paint, "d", path))
                .element("title", hover)
                .close("path")
                .line();
    }

    void rectangle(double x, double y, double width, double height, String hover, String... paint) {
        String left = Numbers.coordinate(x);
        String top = Numbers.coordinate(y);
        String[] place = {"x", left, "y", top, "width", Numbers.coordinate(width), "height", Numbers.coordinate(height)
        };
        svg.open("rect", Paint.join(paint, place))
                .element("title", hover)
                .close("rect")
                .line();
    }

    void circle(double x, double y, double radius, String hover, String... paint) {
        String[] place = {"cx", Numbers.coordinate(x), "cy", Numbers.coordinate(y), "r", Numbers.coordinate(radius)};
        svg.open("circle", Paint.join(paint, place))
                .element("title", hover)
                .close("circle")
                .line();
    }

    /** A place as paths have it. */
    static String place(double x, double y) {
        return Numbers.coordinate(x) + " " + Numbers.coordinate(y);
    }

    private void written(String text, double x, double y, String anchor, double font, Ink ink, String... more) {
        String[] place = {"x", Numbers.coordinate(x), "y", Numbers.coordinate(y), "text-anchor", anchor};
        String[] look = {"font-size", Numbers.coordinate(font), "class", ink.fillClass(), "fill", ink.light()};
        svg.element("text", text, Paint.join(Paint.join(place, more), look)).line();
    }
}
