package io.tifl.experiments.report;

import java.util.Arrays;
import java.util.stream.Stream;

/**
 * The colour of a series as attributes.
 *
 * @param index the series' place in the palette
 */
record Paint(Palette palette, int index) {
    private static final String[] DASHES = {"none", "7 4", "2 3", "9 3 2 3"};

    static Paint of(Chart chart, Series series) {
        return new Paint(chart.colours(), chart.colourOf(series.name()));
    }

    /** A line in this colour; beyond the last colour, dashes tell series apart. */
    String[] stroke(String width) {
        String[] line = {
            "class",
            palette.strokeClass(index),
            "stroke",
            palette.light(index),
            "stroke-width",
            width,
            "fill",
            "none",
            "stroke-linejoin",
            "round"
        };
        int round = index / palette.size();
        return round == 0 ? line : join(line, "stroke-dasharray", DASHES[round % DASHES.length]);
    }

    /** An inside in this colour. */
    String[] fill(String opacity) {
        String[] inside = {"class", palette.fillClass(index), "fill", palette.light(index)};
        return opacity.equals("1") ? inside : join(inside, "fill-opacity", opacity);
    }

    /** A line that is no series but something to compare with. */
    static String[] reference() {
        return new String[] {
            "class",
            Ink.REFERENCE.strokeClass(),
            "stroke",
            Ink.REFERENCE.light(),
            "stroke-width",
            "1.5",
            "fill",
            "none",
            "stroke-dasharray",
            "5 4"
        };
    }

    static String[] join(String[] some, String... more) {
        return Stream.concat(Arrays.stream(some), Arrays.stream(more)).toArray(String[]::new);
    }
}
