package io.tifl.experiments.benchmark.run;

import io.tifl.experiments.benchmark.result.ModelCost;
import io.tifl.experiments.benchmark.serve.EngineFactory;
import io.tifl.experiments.benchmark.serve.EngineLoader;
import io.tifl.experiments.benchmark.serve.HttpTarget;
import io.tifl.experiments.benchmark.serve.InferenceEngine;
import io.tifl.experiments.benchmark.serve.ModelServer;
import io.tifl.experiments.benchmark.serve.ServedModel;
import io.tifl.experiments.benchmark.serve.ServerProcess;
import io.tifl.experiments.benchmark.spec.BenchmarkSpec;
import io.tifl.experiments.benchmark.spec.ModelChoice;
import io.tifl.experiments.benchmark.spec.ServerChoice;
import io.tifl.protocol.Seed;
import io.tifl.protocol.task.GlobalModel;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** What the requests of a benchmark go to, from its start to its end. */
interface RunningServer extends AutoCloseable {
    /** Requests to it with contents of a seed. */
    HttpTarget target(Seed seed);

    /** From the order to start it to its first correct answer; empty if it was there already. */
    Optional<Duration> coldStart();

    Optional<ModelCost> cost();

    /** Processor time of its own process; zero if that is this one, empty if nobody knows. */
    Optional<Duration> processorTime();

    /**
     * Fails if it is gone.
     *
     * @param patience how long to look
     * @throws IOException saying why
     */
    void requireAlive(Duration patience) throws IOException, InterruptedException;

    @Override
    void close();

    /** Starts the server of a benchmark, or finds it. */
    static RunningServer start(EngineFactory engines, BenchmarkSpec spec, Optional<GlobalModel> trained)
            throws IOException, InterruptedException {
        if (spec.server().kind() == ServerChoice.Kind.ENDPOINT) {
            return new Endpoint(spec, engines, trained);
        }
        long began = System.nanoTime();
        if (spec.server().ownProcess()) {
            ServerProcess process = ServerProcess.start(engines.getClass(), spec, trained);
            return Started.checked(
                    spec, began, process.address(), process::close, process::processorTime, process::requireAlive);
        }
        ModelServer server = ModelServer.start(EngineLoader.open(engines, spec, trained), spec.server());
        return Started.checked(spec, began, server.address(), server::close, () -> Optional.of(Duration.ZERO), _ -> {});
    }

    /** One of ours. */
    final class Started implements RunningServer {
        interface Check {
            void run(Duration patience) throws IOException, InterruptedException;
        }

        interface Clock {
            Optional<Duration> time();
        }

        interface Closing extends AutoCloseable {
            @Override
            void close();
        }

        private final BenchmarkSpec spec;
        private final URI address;
        private final ServedModel model;
        private final Duration coldStart;
        private final Closing closing;
        private final Clock clock;
        private final Check check;

        private Started(
                BenchmarkSpec spec,
                URI address,
                ServedModel model,
                Duration coldStart,
                Closing closing,
                Clock clock,
                Check check) {
            this.spec = spec;
            this.address = address;
            this.model = model;
            this.coldStart = coldStart;
            this.closing = closing;
            this.clock = clock;
            this.check = check;
        }

        static Started checked(BenchmarkSpec spec, long began, URI address, Closing closing, Clock clock, Check check)
                throws IOException, InterruptedException {
            try {
                ServedModel model = HttpTarget.describe(address);
                int batch = spec.workload().batch();
                Seed seed = new Seed(spec.seed()).child("cold");
                try (HttpTarget target = HttpTarget.ofServer(address, model, batch, seed, Duration.ofMinutes(5))) {
                    target.requireScores(model.outputSize());
                }
                Duration coldStart = Duration.ofNanos(System.nanoTime() - began);
                return new Started(spec, address, model, coldStart, closing, clock, check);
            } catch (IOException | InterruptedException | RuntimeException e) {
                closing.close();
                throw e;
            }
        }

        @Override
        public HttpTarget target(Seed seed) {
            return HttpTarget.ofServer(
                    address,
                    model,
                    spec.workload().batch(),
                    seed,
                    spec.workload().timeout());
        }

        @Override
        public Optional<Duration> coldStart() {
            return Optional.of(coldStart);
        }

        @Override
        public Optional<ModelCost> cost() {
            return model.cost();
        }

        @Override
        public Optional<Duration> processorTime() {
            return clock.time();
        }

        @Override
        public void requireAlive(Duration patience) throws IOException, InterruptedException {
            check.run(patience);
        }

        @Override
        public void close() {
            closing.close();
        }
    }

    /** One that somebody else runs. */
    final class Endpoint implements RunningServer {
        private final BenchmarkSpec spec;
        private final int inputSize;

        Endpoint(BenchmarkSpec spec, EngineFactory engines, Optional<GlobalModel> trained) throws IOException {
            this.spec = spec;
            this.inputSize = HttpTarget.needsFeatures(spec.server()) ? inputSize(spec, engines, trained) : 1;
        }

        // The model named in the benchmark is what the endpoint serves, as far as the form of its requests goes.
        private static int inputSize(BenchmarkSpec spec, EngineFactory engines, Optional<GlobalModel> trained)
                throws IOException {
            boolean isOnnx = spec.model() instanceof ModelChoice.InFile file
                    && file.path().endsWith(".onnx");
            ServerChoice.Kind kind = isOnnx ? ServerChoice.Kind.ONNX : ServerChoice.Kind.DL4J;
            try (InferenceEngine engine = engines.open(spec.model(), kind, 1, spec.seed(), trained)) {
                return engine.inputSize();
            }
        }

        @Override
        public HttpTarget target(Seed seed) {
            return HttpTarget.ofEndpoint(
                    spec.server(),
                    inputSize,
                    spec.workload().batch(),
                    seed,
                    spec.workload().timeout());
        }

        @Override
        public Optional<Duration> coldStart() {
            return Optional.empty();
        }

        @Override
        public Optional<ModelCost> cost() {
            return Optional.empty();
        }

        @Override
        public Optional<Duration> processorTime() {
            return Optional.empty();
        }

        @Override
        public void requireAlive(Duration patience) {
            // It is not ours: its errors are counted, whatever they are.
        }

        @Override
        public void close() {
            // It was there before and stays.
        }
    }
}
