package io.tifl.experiments.report;

import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The colours of series: told apart with every common kind of colour blindness, and readable on light and dark ground.
 */
public enum Palette {
    /** Unrelated things. After Okabe and Ito, "Color universal design" (2008), without yellow, which light ground swallows. */
    DISTINCT(
            "c",
            "#0072b2 #d55e00 #007f5f #a8508a #3d3d3d #e69f00 #4aa3df #8c6d31",
            "#56a8e0 #ff8f4a #2fc79c #e39ac8 #d0d0d0 #f2b93b #a5d8ff #cdae72"),
    /** Steps of one thing, first to last. The middle of viridis, by Smith and van der Walt. */
    ORDERED(
            "o",
            "#a0da39 #6ccd5a #35b779 #1f9e89 #277f8e #365c8d #46327e #440154",
            "#d8f07a #8ee08a #3ccfae #35a9bd #5b8fd6 #7f6fd1 #a65bc4 #c05aa5"),
    /** Those of {@link #DISTINCT} and four more, for parts that lie side by side in an order, such as classes. */
    MANY(
            "m",
            "#0072b2 #d55e00 #007f5f #a8508a #3d3d3d #e69f00 #4aa3df #8c6d31 #5b4bb5 #8fbf3f #e2719b #a9b2bb",
            "#56a8e0 #ff8f4a #2fc79c #e39ac8 #d0d0d0 #f2b93b #a5d8ff #cdae72 #9d8cf0 #b9e06a #ff9fc0 #77828d");

    private final String prefix;
    private final String light;
    private final String dark;

    /** Colours of seven characters each, parted by blanks. */
    Palette(String prefix, String light, String dark) {
        this.prefix = prefix;
        this.light = light;
        this.dark = dark;
    }

    /** How many colours there are; more series begin again, with another dash. */
    int size() {
        return (light.length() + 1) / 8;
    }

    /** Which colour the series at {@code place} of {@code count} gets: ordered colours spread over the whole range. */
    int indexOf(int place, int count) {
        if (this != ORDERED || count < 2 || count > size()) {
            return place;
        }
        return Math.round((float) place * (size() - 1) / (count - 1));
    }

    String light(int index) {
        return nth(light, index % size());
    }

    /** Whether white is read better on this colour than black. */
    boolean isDark(int index) {
        int colour = Integer.parseInt(light(index).substring(1), 16);
        return 2 * (colour >> 16) + 5 * (colour >> 8 & 0xff) + (colour & 0xff) < 8 * 125;
    }

    /** The style class that paints a shape's inside in this colour. */
    String fillClass(int index) {
        return "f" + prefix + index % size();
    }

    /** The style class that paints a shape's outline in this colour. */
    String strokeClass(int index) {
        return "s" + prefix + index % size();
    }

    String lightProperties() {
        return properties(light);
    }

    String darkProperties() {
        return properties(dark);
    }

    String rules(String scope) {
        return IntStream.range(0, size())
                .mapToObj(i -> scope + " .f" + prefix + i + "{fill:var(--" + prefix + i + ")}" + scope + " .s" + prefix
                        + i + "{stroke:var(--" + prefix + i + ")}")
                .collect(Collectors.joining("\n"));
    }

    private String properties(String colours) {
        return IntStream.range(0, size())
                .mapToObj(i -> "--" + prefix + i + ":" + nth(colours, i) + ";")
                .collect(Collectors.joining());
    }

    private static String nth(String colours, int index) {
        return colours.substring(8 * index, 8 * index + 7);
    }
}
