package io.tifl.experiments.study;

import java.io.IOException;
import java.util.Iterator;
import java.util.List;

/**
 * The experiments of LEAF's paper and scripts (Caldas et al., arXiv 1812.01097) by name: {@code presets/NAME.yaml} beside this
 * class, each with a comment that says what it is.
 */
public final class Presets {
    private static final OptionFiles FILES = new OptionFiles(
            "preset",
            "presets",
            List.of(
                    "leaf-femnist",
                    "leaf-femnist-e100",
                    "leaf-femnist-c35",
                    "leaf-femnist-minibatch",
                    "leaf-femnist-minibatch-tenth",
                    "leaf-femnist-minibatch-c35",
                    "leaf-shakespeare",
                    "leaf-shakespeare-e20",
                    "leaf-sent140-k3",
                    "leaf-sent140-k10",
                    "leaf-sent140-k30",
                    "leaf-sent140",
                    "leaf-celeba",
                    "leaf-synthetic",
                    "leaf-reddit",
                    "digits-by-writer",
                    "digits-by-writer-minibatch",
                    "digits-by-writer-minibatch-tenth",
                    "digits-by-writer-minibatch-c35"));

    private Presets() {}

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
     * A preset's options, which the caller may change.
     *
     * @throws IllegalArgumentException if there is no such preset, listing those there are
     */
    static ReplayOptions named(String name) throws IOException {
        if (!names().contains(name)) {
            throw new IllegalArgumentException("no preset '" + name + "' among " + names());
        }
        return FILES.options(name);
    }

    /** What a preset's file begins with: its comment, in one line. */
    static String summary(String name) throws IOException {
        return OptionFiles.comment(FILES.text(name));
    }
}
