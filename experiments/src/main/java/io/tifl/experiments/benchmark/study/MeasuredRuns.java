package io.tifl.experiments.benchmark.study;

import io.tifl.experiments.benchmark.result.BenchmarkResult;
import io.tifl.experiments.benchmark.result.ResultFolder;
import io.tifl.experiments.benchmark.run.BenchmarkRunner;
import io.tifl.experiments.benchmark.spec.BenchmarkSpec;
import io.tifl.experiments.benchmark.spec.SpecReader;
import io.tifl.protocol.task.GlobalModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Benchmarks that the study runs on this machine, each once: what is in its folder is not run again. Thread-safe. */
final class MeasuredRuns {
    private final BenchmarkRunner runner;
    private final ResultFolder results;

    MeasuredRuns(BenchmarkRunner runner, Path folder) {
        this.runner = runner;
        this.results = new ResultFolder(folder);
    }

    /** The results of all benchmarks a text stands for, in order. */
    List<BenchmarkResult> all(String text, Consumer<String> progress) throws IOException, InterruptedException {
        List<BenchmarkResult> all = new ArrayList<>();
        for (BenchmarkSpec spec : SpecReader.parse(text)) {
            all.add(one(spec, progress));
        }
        return all;
    }

    BenchmarkResult one(BenchmarkSpec spec, Consumer<String> progress) throws IOException, InterruptedException {
        return one(spec, Optional.empty(), progress);
    }

    /** As the other, of a model that was trained for it. */
    BenchmarkResult one(BenchmarkSpec spec, GlobalModel trained, Consumer<String> progress)
            throws IOException, InterruptedException {
        return one(spec, Optional.of(trained), progress);
    }

    private BenchmarkResult one(BenchmarkSpec spec, Optional<GlobalModel> trained, Consumer<String> progress)
            throws IOException, InterruptedException {
        Optional<BenchmarkResult> kept = results.kept(spec, progress);
        if (kept.isPresent()) {
            return kept.get();
        }
        progress.accept(spec.name());
        BenchmarkResult result = runner.run(spec, trained, _ -> {});
        results.keep(result);
        return result;
    }
}
