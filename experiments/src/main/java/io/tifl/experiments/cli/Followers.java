package io.tifl.experiments.cli;

import io.tifl.experiments.benchmark.run.BenchmarkRunner;
import io.tifl.experiments.benchmark.run.LocalRunner;
import io.tifl.experiments.benchmark.run.ThisDevice;
import io.tifl.experiments.benchmark.serve.EngineFactory;
import io.tifl.experiments.benchmark.serve.InferenceEngine;
import io.tifl.experiments.benchmark.spec.ModelChoice;
import io.tifl.experiments.benchmark.spec.ServerChoice;
import io.tifl.protocol.task.GlobalModel;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/** What this machine runs benchmarks with. */
final class Followers {
    private Followers() {}

    /** Runs benchmarks here, under this machine's name. */
    static BenchmarkRunner runner() {
        String name = name();
        return new LocalRunner(engines(), name, () -> ThisDevice.of(name));
    }

    /** The engines there are. */
    static EngineFactory engines() {
        return new NoEngines();
    }

    private static String name() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "local";
        }
    }

    /** Stands where no engine is built in: recorded devices and endpoints need none. */
    public static final class NoEngines implements EngineFactory {
        /** For a server's process. */
        public NoEngines() {}

        @Override
        public InferenceEngine open(
                ModelChoice model, ServerChoice.Kind kind, int threads, long seed, Optional<GlobalModel> trained) {
            throw new IllegalArgumentException("no engine of kind '" + kind + "' is built in");
        }
    }
}
