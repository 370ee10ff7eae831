package io.tifl.experiments.benchmark.run;

import io.tifl.experiments.benchmark.result.BenchmarkResult;
import io.tifl.experiments.benchmark.spec.BenchmarkSpec;
import io.tifl.protocol.task.GlobalModel;
import java.io.IOException;
import java.util.Optional;
import java.util.function.DoubleConsumer;

/** Runs benchmarks on this machine. Thread-safe, but two at a time disturb each other. */
public interface BenchmarkRunner {
    /**
     * Starts the server, warms it up, sends the requests of all repeats and stops it.
     *
     * @param trained the model of a {@link io.tifl.experiments.benchmark.spec.ModelChoice.Trained}
     * @param progress takes the share of the work that is done, 0 to 1
     * @throws IllegalArgumentException if the benchmark cannot be run by anyone like this machine: unknown model, wrong file
     * @throws IOException if the server cannot be started or is gone
     */
    BenchmarkResult run(BenchmarkSpec spec, Optional<GlobalModel> trained, DoubleConsumer progress)
            throws IOException, InterruptedException;
}
