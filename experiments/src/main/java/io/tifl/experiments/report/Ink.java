package io.tifl.experiments.report;

import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The colours of a chart. Every shape names its light colour in an attribute, for viewers without style sheets, and a class,
 * through which a style sheet turns it dark.
 */
enum Ink {
    GROUND("bg", "#ffffff", "#14181d"),
    TEXT("tx", "#1b242d", "#e6eaee"),
    FAINT("mu", "#55616e", "#a3afba"),
    GRID("gr", "#e3e7eb", "#2b333b"),
    AXIS("ax", "#8a96a3", "#6f7b87"),
    REFERENCE("rf", "#55616e", "#a3afba"),
    /** Text on a box of a light colour; the same for all readers, as the colour is light for all. */
    ON_LIGHT("ol", "#1b242d", "#1b242d"),
    ON_DARK("od", "#ffffff", "#ffffff");

    private final String name;
    private final String light;
    private final String dark;

    Ink(String name, String light, String dark) {
        this.name = name;
        this.light = light;
        this.dark = dark;
    }

    String light() {
        return light;
    }

    String fillClass() {
        return "f" + name;
    }

    String strokeClass() {
        return "s" + name;
    }

    /** The style sheet of all charts below an element of class {@code tc}. */
    static String styleSheet() {
        String light = all(Ink::lightProperty) + palettes(Palette::lightProperties);
        String dark = all(Ink::darkProperty) + palettes(Palette::darkProperties);
        return ".tc{" + light + "}\n@media (prefers-color-scheme:dark){.tc{" + dark + "}}\n"
                + all(ink -> ".tc .f" + ink.name + "{fill:var(--" + ink.name + ")}.tc .s" + ink.name + "{stroke:var(--"
                        + ink.name + ")}\n")
                + palettes(palette -> palette.rules(".tc") + "\n");
    }

    private static String all(Function<Ink, String> text) {
        return Stream.of(values()).map(text).collect(Collectors.joining());
    }

    private static String palettes(Function<Palette, String> text) {
        return Stream.of(Palette.values()).map(text).collect(Collectors.joining());
    }

    private String lightProperty() {
        return "--" + name + ":" + light + ";";
    }

    private String darkProperty() {
        return "--" + name + ":" + dark + ";";
    }
}
