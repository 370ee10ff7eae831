package io.tifl.experiments.data;

import io.tifl.experiments.report.AtomicFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Predicate;

/**
 * Which licences a user has agreed to: a note in the folder of each data set. A licence whose words changed has to be agreed to
 * again.
 */
public final class Licences {
    private static final String FILE = "LICENCE-ACCEPTED.txt";

    private final Path folder;

    /** @param folder where data sets are kept */
    public Licences(Path folder) {
        this.folder = folder;
    }

    /** Whether the user agreed to these words before. */
    public boolean isAccepted(String dataset, String licence) throws IOException {
        Path note = note(dataset);
        return Files.isRegularFile(note)
                && Files.readString(note, StandardCharsets.UTF_8).strip().equals(licence.strip());
    }

    /**
     * Asks, unless the user agreed before, and keeps the answer.
     *
     * @param asked shows the licence and says whether the user agrees
     * @throws IllegalArgumentException if the user does not; says how to agree
     */
    public void require(String dataset, String licence, Predicate<String> asked) throws IOException {
        if (isAccepted(dataset, licence)) {
            return;
        }
        if (!asked.test(licence)) {
            throw new IllegalArgumentException("The licence of " + dataset
                    + " was not accepted, so nothing was downloaded. To accept it: --accept-licence");
        }
        Files.createDirectories(note(dataset).getParent());
        AtomicFile.write(note(dataset), licence + "\n");
    }

    private Path note(String dataset) {
        return folder.resolve(dataset).resolve(FILE);
    }
}
