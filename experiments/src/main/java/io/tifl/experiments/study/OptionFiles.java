package io.tifl.experiments.study;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Options of replays by name, as files in the program.
 *
 * @param kind what they are, for messages
 * @param folder beside this class, with {@code NAME.yaml} for each
 */
record OptionFiles(String kind, String folder, List<String> names) {
    static final String ENDING = ".yaml";

    OptionFiles {
        names = List.copyOf(names);
    }

    ReplayOptions options(String name) throws IOException {
        return ReplayOptions.parse(text(name), kind + " " + name);
    }

    String text(String name) throws IOException {
        try (InputStream in = OptionFiles.class.getResourceAsStream(folder + "/" + name + ENDING)) {
            if (in == null) {
                throw new IOException(kind + " " + name + " is missing from the program");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** The comment a file begins with, in one line. */
    static String comment(String text) {
        return String.join(
                " ",
                text.lines()
                        .takeWhile(line -> line.startsWith("#"))
                        .map(line -> line.substring(1).strip())
                        .toList());
    }
}
