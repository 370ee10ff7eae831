package io.tifl.experiments.benchmark.result;

import io.tifl.experiments.benchmark.spec.BenchmarkSpec;
import io.tifl.experiments.report.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Results on disk, one file for each benchmark, so that none has to be run again. Immutable.
 *
 * @param folder is made when the first result is kept
 */
public record ResultFolder(Path folder) {
    /** Where the result of a benchmark of this name is kept. */
    public Path file(String name) {
        return folder.resolve(name + ".json");
    }

    /**
     * The result that is there, if it is one of just this benchmark.
     *
     * @param damaged told, in words, of a file that holds no result; it counts as not there
     */
    public Optional<BenchmarkResult> kept(BenchmarkSpec spec, Consumer<String> damaged) throws IOException {
        Path file = file(spec.name());
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(ResultFormat.read(Files.readAllBytes(file)))
                    .filter(result -> result.spec().equals(spec));
        } catch (IllegalArgumentException e) {
            damaged.accept(file + " is damaged and is replaced: " + e.getMessage());
            return Optional.empty();
        }
    }

    /** Keeps a result, whole or not at all. */
    public void keep(BenchmarkResult result) throws IOException {
        AtomicFile.write(file(result.spec().name()), ResultFormat.write(result));
    }
}
