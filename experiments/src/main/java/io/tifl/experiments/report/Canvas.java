package io.tifl.experiments.report;

import java.util.ArrayList;
import java.util.List;

/**
 * The room a chart is drawn in, in pixels.
 *
 * @param font the size of its text
 */
record Canvas(int width, int height, double font) {
    /** For a page, a print, a picture file. */
    static final Canvas WIDE = new Canvas(760, 380, 13);

    /** For a telephone held upright. */
    static final Canvas NARROW = new Canvas(380, 300, 12.5);

    private static final String THIN = "iljtfrI.,:;|'!()[] ";
    private static final String WIDEST = "mwMW@%";

    /** This canvas, higher by what a heading takes. */
    Canvas higherBy(double pixels) {
        return new Canvas(width, height + (int) Math.ceil(pixels), font);
    }

    /** About how wide a text is; fonts differ, so leave some room. */
    static double widthOf(String text, double font) {
        return font
                * text.codePoints()
                        .mapToDouble(c -> THIN.indexOf(c) >= 0 ? 0.33 : WIDEST.indexOf(c) >= 0 ? 0.9 : 0.58)
                        .sum();
    }

    /** The text in lines of at most {@code width}, broken at blanks. */
    static List<String> wrapped(String text, double font, double width) {
        List<String> lines = new ArrayList<>();
        String line = "";
        for (String word : text.strip().split("\\s+", -1)) {
            String longer = line.isEmpty() ? word : line + " " + word;
            if (!line.isEmpty() && widthOf(longer, font) > width) {
                lines.add(line);
                line = word;
            } else {
                line = longer;
            }
        }
        if (!line.isEmpty()) {
            lines.add(line);
        }
        return lines;
    }
}
