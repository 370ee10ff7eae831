package io.tifl.experiments.benchmark.model;

import io.tifl.client.dl4j.Dl4jModel;
import io.tifl.experiments.benchmark.result.ModelCost;
import io.tifl.experiments.benchmark.spec.ModelChoice;
import io.tifl.experiments.benchmark.spec.ModelChoice.Family;
import io.tifl.experiments.benchmark.spec.ModelChoice.Generated;
import io.tifl.experiments.benchmark.spec.ServerChoice.Kind;
import io.tifl.experiments.report.AtomicFile;
import io.tifl.protocol.Settings;
import io.tifl.protocol.plugin.Catalog;
import io.tifl.protocol.task.ModelSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The models a benchmark can name or generate, with what they cost and what runs them. */
public final class ModelList {
    private static final int FEATURES = 784;
    private static final int CLASSES = 10;

    private ModelList() {}

    /**
     * A model.
     *
     * @param cost of an example in floats; empty if it is not counted
     * @param quantized cost in bytes; empty if it has no form in them
     * @param engines that run it
     */
    public record Entry(
            ModelChoice choice, Optional<ModelCost> cost, Optional<ModelCost> quantized, List<Kind> engines) {}

    /** Named models with settings of 784 features and 10 classes where they want any, and each family of generated ones. */
    public static List<Entry> all() {
        List<Entry> entries = new ArrayList<>();
        for (String name : Catalog.load("model", Dl4jModel.class).names()) {
            named(name).ifPresent(model -> entries.add(entry(model)));
        }
        for (Family family : Family.values()) {
            entries.add(entry(usual(family)));
        }
        return entries;
    }

    /** A model of a family in the size a benchmark has where it says nothing. */
    public static Generated usual(Family family) {
        return switch (family) {
            case DENSE -> new Generated(family, 2, 256, 784, CLASSES);
            case CONV, RESIDUAL -> new Generated(family, 2, 16, 28, CLASSES);
            case LSTM, ATTENTION -> new Generated(family, 2, 64, 32, CLASSES);
        };
    }

    /** Empty for a model that no setting of ours completes, such as a network in its user's own words. */
    private static Optional<ModelChoice.Named> named(String name) {
        List<Settings> tried = List.of(
                Settings.none(),
                Settings.none().with("inputs", FEATURES).with("classes", CLASSES),
                Settings.none().with("channels", 1).with("side", 28).with("classes", CLASSES));
        for (Settings settings : tried) {
            ModelSpec spec = new ModelSpec(name, settings);
            try {
                LoadedModel.blueprint(spec);
                return Optional.of(new ModelChoice.Named(spec));
            } catch (IllegalArgumentException _) {
                // It wants other settings.
            }
        }
        return Optional.empty();
    }

    /** One model. */
    public static Entry entry(ModelChoice choice) {
        LoadedModel loaded = Engines.load(choice, 1, Optional.empty());
        List<Kind> engines = Engines.running(loaded);
        return new Entry(
                choice,
                ModelCosts.of(choice, loaded.blueprint(), Kind.DL4J),
                engines.contains(Kind.INT8) ? ModelCosts.of(choice, loaded.blueprint(), Kind.INT8) : Optional.empty(),
                engines);
    }

    /**
     * Writes a model as ONNX.
     *
     * @param seed of its parameters
     * @throws IllegalArgumentException naming a layer that has no form in it
     */
    public static void export(ModelChoice choice, long seed, Path file) throws IOException {
        LoadedModel loaded = Engines.load(choice, seed, Optional.empty());
        AtomicFile.write(file, OnnxExport.of(loaded.blueprint(), loaded.parameters()));
    }
}
