package io.tifl.experiments.benchmark.serve;

import io.tifl.experiments.benchmark.spec.BenchmarkSpec;
import io.tifl.experiments.benchmark.spec.ServerChoice;
import io.tifl.protocol.Seed;
import io.tifl.protocol.task.GlobalModel;
import java.io.IOException;
import java.util.Optional;

/** Opens what a benchmark serves. */
public final class EngineLoader {
    private EngineLoader() {}

    /**
     * The engine of a benchmark; a recorded device needs no factory.
     *
     * @throws IllegalArgumentException if there is no such model, device or engine
     * @throws IOException if a file cannot be read
     */
    public static InferenceEngine open(EngineFactory factory, BenchmarkSpec spec, Optional<GlobalModel> trained)
            throws IOException {
        ServerChoice server = spec.server();
        return switch (server.kind()) {
            case REPLAY ->
                new ReplayedEngine(RecordedDevice.named(server.recorded().orElse("")), new Seed(spec.seed()));
            case ENDPOINT -> throw new IllegalArgumentException("an endpoint is there already: it is not opened");
            case DL4J, COMPILED, INT8, ONNX ->
                factory.open(spec.model(), server.kind(), server.threads(), spec.seed(), trained);
        };
    }
}
