package io.tifl.experiments.benchmark.model;

import io.tifl.client.Examples;
import io.tifl.client.compiled.CompiledForward;
import io.tifl.client.compiled.TrainedNetwork;
import io.tifl.client.compiled.UnsupportedModelException;
import io.tifl.client.dl4j.Dl4jForward;
import io.tifl.client.quantized.QuantizedNetwork;
import io.tifl.experiments.benchmark.result.ModelCost;
import io.tifl.experiments.benchmark.serve.EngineFactory;
import io.tifl.experiments.benchmark.serve.InferenceEngine;
import io.tifl.experiments.benchmark.spec.ModelChoice;
import io.tifl.experiments.benchmark.spec.ServerChoice.Kind;
import io.tifl.protocol.Seed;
import io.tifl.protocol.task.GlobalModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * The engines of this project: Deeplearning4j, the compiled step, 8-bit integers and ONNX Runtime. Those of one model and seed have the
 * same parameters. Bytes are calibrated on normal features drawn from the seed.
 *
 * <p>{@code threads} is honoured by the compiled step and by ONNX Runtime. Deeplearning4j asks the process's environment
 * ({@code OMP_NUM_THREADS}); bytes run on one thread.
 */
public final class Engines implements EngineFactory {
    private static final int CALIBRATION_EXAMPLES = 256;
    private static final int CALIBRATION_VALUES = 1 << 20;
    private static final List<Kind> COMPUTING = List.of(Kind.DL4J, Kind.COMPILED, Kind.INT8, Kind.ONNX);

    /** Service loaders and commands make one. */
    public Engines() {}

    @Override
    public InferenceEngine open(ModelChoice model, Kind kind, int threads, long seed, Optional<GlobalModel> trained)
            throws IOException {
        if (!COMPUTING.contains(kind)) {
            throw new IllegalArgumentException(
                    "a server of kind '" + kind + "' computes nothing; expected one of " + COMPUTING);
        }
        if (model instanceof ModelChoice.InFile file) {
            return inFile(file, kind, threads);
        }
        LoadedModel loaded = load(model, seed, trained);
        try {
            return TokenEngine.of(open(loaded, kind, threads, seed), loaded.blueprint());
        } catch (UnsupportedModelException unsupported) {
            throw new IllegalArgumentException(
                    "the engine '" + kind + "' cannot run model '" + model.label() + "': it does not know "
                            + unsupported.getMessage() + ". " + others(loaded),
                    unsupported);
        }
    }

    /** The network of a choice that is no file. */
    static LoadedModel load(ModelChoice model, long seed, Optional<GlobalModel> trained) {
        return switch (model) {
            case ModelChoice.Named named -> LoadedModel.named(named, seed);
            case ModelChoice.Generated generated -> LoadedModel.generated(generated, seed);
            case ModelChoice.Trained _ ->
                LoadedModel.trained(
                        model,
                        trained.orElseThrow(() -> new IllegalArgumentException("the model that job '" + model.label()
                                + "' trained did not come with the benchmark; a coordinator adds it")));
            case ModelChoice.InFile _ -> throw new IllegalArgumentException("a model in a file has no parts");
        };
    }

    private static InferenceEngine open(LoadedModel loaded, Kind kind, int threads, long seed) {
        Optional<ModelCost> cost = ModelCosts.of(loaded.choice(), loaded.blueprint(), kind);
        return switch (kind) {
            case DL4J ->
                new Dl4jEngine(
                        Dl4jForward.of(loaded.blueprint(), loaded.parameters()),
                        loaded.blueprint().classes(),
                        cost);
            case COMPILED ->
                new CompiledEngine(CompiledForward.of(loaded.blueprint(), loaded.parameters(), actual(threads)), cost);
            case INT8 -> {
                TrainedNetwork network = TrainedNetwork.read(loaded.blueprint(), loaded.parameters());
                yield new QuantizedEngine(QuantizedNetwork.of(network, calibration(network, seed)), cost);
            }
            default -> OnnxEngine.of(OnnxExport.of(loaded.blueprint(), loaded.parameters()), threads, cost);
        };
    }

    private static int actual(int threads) {
        return threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
    }

    private static Examples calibration(TrainedNetwork network, long seed) {
        RandomGenerator chance = new Seed(seed).child("calibration").generator();
        int size = network.input().size();
        int count = Math.clamp(CALIBRATION_VALUES / size, 8, CALIBRATION_EXAMPLES);
        float[] features = new float[count * size];
        for (int i = 0; i < features.length; i++) {
            features[i] = (float) chance.nextGaussian();
        }
        return Examples.dense(network.featureShape(), network.classes(), features, new int[count]);
    }

    /** Which engines run a model, in a sentence. */
    private static String others(LoadedModel loaded) {
        return "It runs on "
                + running(loaded).stream().map(kind -> "'" + kind + "'").collect(Collectors.joining(", ")) + ".";
    }

    /** The engines that run a model; nothing is computed. */
    static List<Kind> running(LoadedModel loaded) {
        List<Kind> running = new ArrayList<>();
        for (Kind kind : COMPUTING) {
            if (runs(loaded, kind)) {
                running.add(kind);
            }
        }
        return running;
    }

    private static boolean runs(LoadedModel loaded, Kind kind) {
        try {
            switch (kind) {
                case COMPILED -> TrainedNetwork.layout(loaded.blueprint());
                case INT8 -> QuantizedNetwork.checkLayers(TrainedNetwork.read(loaded.blueprint(), loaded.parameters()));
                case ONNX -> OnnxExport.of(loaded.blueprint(), loaded.parameters());
                default -> {}
            }
            return true;
        } catch (UnsupportedModelException | IllegalArgumentException _) {
            return false;
        }
    }

    private static InferenceEngine inFile(ModelChoice.InFile file, Kind kind, int threads) throws IOException {
        Path path = Path.of(file.path());
        if (file.path().endsWith(".onnx")) {
            if (kind != Kind.ONNX) {
                throw new IllegalArgumentException(file.path() + " needs a server of kind 'onnx', got '" + kind + "'");
            }
            return OnnxEngine.of(Files.readAllBytes(path), threads, Optional.empty());
        }
        if (!file.path().endsWith(".zip")) {
            throw new IllegalArgumentException(
                    "expected a file whose name ends with .onnx or .zip, got " + file.path());
        }
        SavedNetwork saved = SavedNetwork.read(path);
        return switch (kind) {
            case DL4J -> new Dl4jEngine(saved.forward(), saved.outputs(), Optional.empty());
            case ONNX -> OnnxEngine.of(OnnxExport.of(saved.forward(), saved.outputs()), threads, Optional.empty());
            default ->
                throw new IllegalArgumentException(
                        "the engine '" + kind + "' does not read files of Deeplearning4j; 'dl4j' and 'onnx' do");
        };
    }

    /** @throws IllegalArgumentException if there are fewer features than examples need */
    static void check(InferenceEngine engine, float[] features, int count) {
        if (count < 0 || features.length < (long) count * engine.inputSize()) {
            throw new IllegalArgumentException("expected " + count + " examples of " + engine.inputSize()
                    + " features, got " + features.length + " features");
        }
    }
}
