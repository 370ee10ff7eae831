package io.tifl.experiments.benchmark.study;

import io.tifl.experiments.benchmark.result.BenchmarkResult;
import io.tifl.experiments.benchmark.result.ResultFormat;
import io.tifl.experiments.benchmark.run.BenchmarkRunner;
import io.tifl.experiments.benchmark.spec.BenchmarkSpec;
import io.tifl.experiments.benchmark.spec.SpecReader;
import io.tifl.experiments.report.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Benchmarks that the study runs on this machine, each once: what is in its folder is not run again. Thread-safe. */
final class MeasuredRuns {
    private final BenchmarkRunner runner;
    private final Path folder;

    MeasuredRuns(BenchmarkRunner runner, Path folder) {
        this.runner = runner;
        this.folder = folder;
    }

    /** The results of all benchmarks a text stands for, in order. */
    List<BenchmarkResult> all(String text, Consumer<String> progress) throws IOException, InterruptedException {
        List<BenchmarkResult> results = new ArrayList<>();
        for (BenchmarkSpec spec : SpecReader.parse(text)) {
            results.add(one(spec, progress));
        }
        return results;
    }

    BenchmarkResult one(BenchmarkSpec spec, Consumer<String> progress) throws IOException, InterruptedException {
        Path file = folder.resolve(spec.name() + ".json");
        Optional<BenchmarkResult> kept = kept(file, spec);
        if (kept.isPresent()) {
            return kept.get();
        }
        progress.accept(spec.name());
        BenchmarkResult result = runner.run(spec, Optional.empty(), _ -> {});
        AtomicFile.write(file, ResultFormat.write(result));
        return result;
    }

    private static Optional<BenchmarkResult> kept(Path file, BenchmarkSpec spec) throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(ResultFormat.read(Files.readAllBytes(file)))
                    .filter(result -> result.spec().equals(spec));
        } catch (IllegalArgumentException _) {
            // Damaged, so it is run again.
            return Optional.empty();
        }
    }
}
