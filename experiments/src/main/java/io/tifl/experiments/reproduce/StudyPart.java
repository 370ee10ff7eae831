package io.tifl.experiments.reproduce;

import java.io.IOException;
import java.util.function.Consumer;

/** One result to reproduce. */
public interface StudyPart {
    /** Such as {@code R4}. */
    String id();

    String title();

    /** @param progress takes lines for people */
    Findings run(Consumer<String> progress) throws IOException, InterruptedException;
}
