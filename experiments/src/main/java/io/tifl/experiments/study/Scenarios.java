package io.tifl.experiments.study;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;

/** The settings of scenarios by name: {@code scenarios/NAME.yaml} beside this class, each with a comment that says what it is. */
public final class Scenarios {
    private static final String ENDING = OptionFiles.ENDING;

    private static final OptionFiles FILES = new OptionFiles(
            "scenario",
            "scenarios",
            List.of(
                    "resource",
                    "quantity",
                    "non-iid-2",
                    "non-iid-5",
                    "non-iid-10",
                    "combined",
                    "phones",
                    "diurnal",
                    "drift",
                    "dropouts",
                    "stragglers",
                    "writers",
                    "leaf"));

    private Scenarios() {}

    public static List<String> names() {
        return FILES.names();
    }

    /** The names, for the help of a command. */
    static final class Candidates implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return names().iterator();
        }
    }

    /**
     * A scenario's options, which the caller may change.
     *
     * @param name of a scenario, or a file that ends in {@code .yaml}
     * @throws IllegalArgumentException if there is no such scenario, listing those there are
     * @throws IOException if there is no such file, or it holds something else
     */
    static ReplayOptions named(String name) throws IOException {
        if (name.endsWith(ENDING)) {
            return withoutScenario(ReplayOptions.read(Path.of(name)), name);
        }
        if (!names().contains(name)) {
            throw new IllegalArgumentException(
                    "no scenario '" + name + "' among " + names() + ", and it is no file whose name ends in " + ENDING);
        }
        return FILES.options(name);
    }

    /** A short name for folders and charts: of a file, that without folder and ending. */
    static String shortName(String name) {
        Path file = Path.of(name).getFileName();
        String last = file == null ? name : file.toString();
        return last.endsWith(ENDING) ? last.substring(0, last.length() - ENDING.length()) : last;
    }

    /** What a scenario's file begins with: its comment, in one line. */
    static String summary(String name) throws IOException {
        String text = name.endsWith(ENDING) ? Files.readString(Path.of(name)) : FILES.text(name);
        return OptionFiles.comment(text);
    }

    private static ReplayOptions withoutScenario(ReplayOptions options, String file) {
        if (options.scenario != null) {
            throw new IllegalArgumentException(file + " is a scenario, and names another: " + options.scenario);
        }
        return options;
    }
}
