package io.tifl.experiments.noise.study;

import io.tifl.client.DivergedException;
import io.tifl.client.Examples;
import io.tifl.client.LearnerFactory;
import io.tifl.experiments.noise.NoiseCurve;
import io.tifl.experiments.noise.NoiseTrials;
import io.tifl.experiments.noise.NoisyWeights;
import io.tifl.experiments.noise.zoo.TrainedModel;
import io.tifl.experiments.noise.zoo.Zoo;
import io.tifl.experiments.noise.zoo.ZooData;
import io.tifl.experiments.noise.zoo.ZooEntry;
import io.tifl.experiments.noise.zoo.ZooFolder;
import io.tifl.experiments.study.LearnerPool;
import io.tifl.protocol.Seed;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Networks of the zoo and their curves: trained, measured and kept when a part first asks for them. Confined to one thread. */
final class Measurements {
    private final Zoo zoo;
    private final ZooData data;
    private final NoiseStudy.Options options;
    private final LearnerFactory engine;
    private final ZooFolder trained;
    private final KeptCurves curves;
    private final Consumer<String> progress;
    private final Map<String, ZooData.Split> splits = new HashMap<>();
    private final Map<String, TrainedModel> models = new HashMap<>();

    Measurements(
            Zoo zoo,
            ZooData data,
            NoiseStudy.Options options,
            LearnerFactory engine,
            Path folder,
            Path models,
            Consumer<String> progress) {
        this.zoo = zoo;
        this.data = data;
        this.options = options;
        this.engine = engine;
        this.trained = new ZooFolder(models, engine, progress);
        this.curves = new KeptCurves(folder.resolve("curves"), progress);
        this.progress = progress;
    }

    NoiseStudy.Options options() {
        return options;
    }

    LearnerFactory engine() {
        return engine;
    }

    List<ZooEntry> entries() {
        return zoo.entries();
    }

    List<String> names() {
        return zoo.names();
    }

    ZooEntry entry(String name) {
        return zoo.only(List.of(name)).entries().getFirst();
    }

    private ZooData.Split split(ZooEntry entry) throws IOException {
        String key = entry.dataset() + " " + entry.recipe().train() + " "
                + entry.recipe().test();
        ZooData.Split split = splits.get(key);
        if (split == null) {
            progress.accept("reading " + entry.dataset());
            split = data.load(
                    entry.dataset(), entry.recipe().train(), entry.recipe().test());
            splits.put(key, split);
        }
        return split;
    }

    Examples test(ZooEntry entry) throws IOException {
        return split(entry).test();
    }

    TrainedModel model(ZooEntry entry, long seed) throws IOException, InterruptedException {
        String key = entry.name() + " " + seed;
        TrainedModel model = models.get(key);
        if (model == null) {
            model = trained(entry, seed);
            models.put(key, model);
        }
        return model;
    }

    private TrainedModel trained(ZooEntry entry, long seed) throws IOException, InterruptedException {
        try {
            return trained.get(entry, seed, split(entry));
        } catch (DivergedException e) {
            throw new IllegalStateException(
                    entry.name() + " with seed " + seed + " could not be trained: " + e.getMessage(), e);
        }
    }

    /** A curve for each seed of training, in their order. Whatever the network, the same seed meets the same chance. */
    List<NoiseCurve> curves(String name, Noise noise) throws IOException, InterruptedException {
        List<NoiseCurve> all = new ArrayList<>();
        for (long seed : options.seeds()) {
            all.add(curve(entry(name), seed, noise));
        }
        return all;
    }

    private NoiseCurve curve(ZooEntry entry, long seed, Noise noise) throws IOException, InterruptedException {
        TrainedModel model = model(entry, seed);
        Seed chance = new Seed(options.seed()).child("chips").child(seed);
        KeptCurves.Origin origin = new KeptCurves.Origin(
                model.parameters().sha256(),
                split(entry).sha256(),
                noise.device().describe(),
                new NoisyWeights(model.parameters(), noise.device(), noise.scope())
                        .chip(noise.levels().getLast(), chance)
                        .sha256(),
                noise.scope().toString(),
                noise.levels(),
                options.trials(),
                chance.value());
        String file = entry.name() + "-seed-" + seed + "-" + noise.name();
        Optional<NoiseCurve> kept = curves.get(file, origin);
        if (kept.isPresent()) {
            return kept.get();
        }
        progress.accept(entry.name() + ", seed " + seed + ": " + noise.name());
        NoiseTrials trials = new NoiseTrials(noise.device(), noise.scope(), noise.levels(), options.trials(), chance);
        try (LearnerPool learners = new LearnerPool(engine, entry.model(), options.threads())) {
            NoiseCurve curve = trials.run(model.parameters(), test(entry), learners, _ -> {});
            curves.keep(file, origin, curve);
            return curve;
        }
    }
}
