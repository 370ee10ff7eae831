package io.tifl.experiments.reproduce;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tifl.experiments.report.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * Results of long works on disk, a file for each, so that none has to be done again. Thread-safe, as long as no two
 * threads work on one name.
 *
 * @param folder of the files; made when first needed
 * @param progress takes lines for people, on any thread
 */
public record KeptResults(Path folder, Consumer<String> progress) {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .build();

    /** A work that takes long. */
    @FunctionalInterface
    public interface Work<T> {
        T run() throws IOException, InterruptedException;
    }

    private record Kept(String origin, JsonNode result) {}

    /**
     * The result that is there, or the work's, which is kept. A damaged file, or one of another origin, is told of and
     * replaced.
     *
     * @param name of the file, without its {@code .json}: letters, digits, {@code -._}
     * @param origin everything that decides the result, in words: settings, seeds, checksums
     * @param type a record that Jackson can write and read
     */
    public <T> T get(String name, String origin, Class<T> type, Work<T> work) throws IOException, InterruptedException {
        if (!name.matches("[A-Za-z0-9._-]{1,120}")) {
            throw new IllegalArgumentException(
                    "expected a name of 1 to 120 letters, digits or -._, got '" + name + "'");
        }
        Path file = folder.resolve(name + ".json");
        if (Files.exists(file)) {
            try {
                Kept kept = JSON.readValue(Files.readAllBytes(file), Kept.class);
                if (origin.equals(kept.origin())) {
                    return JSON.treeToValue(kept.result(), type);
                }
                progress.accept(file + " is of other settings and is replaced");
            } catch (JacksonException e) {
                progress.accept(file + " is damaged and is replaced: " + e.getOriginalMessage());
            }
        }
        T result = work.run();
        AtomicFile.write(file, JSON.writeValueAsString(new Kept(origin, JSON.valueToTree(result))) + "\n");
        return result;
    }
}
