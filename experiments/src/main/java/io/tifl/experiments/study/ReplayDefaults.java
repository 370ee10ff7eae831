package io.tifl.experiments.study;

import io.tifl.experiments.study.ReplaySettings.Aggregation;
import io.tifl.experiments.study.ReplaySettings.Attacked;
import io.tifl.experiments.study.ReplaySettings.Course;
import io.tifl.experiments.study.ReplaySettings.Daily;
import io.tifl.experiments.study.ReplaySettings.Data;
import io.tifl.experiments.study.ReplaySettings.Drift;
import io.tifl.experiments.study.ReplaySettings.Personal;
import io.tifl.experiments.study.ReplaySettings.Population;
import io.tifl.experiments.study.ReplaySettings.Rounds;
import io.tifl.experiments.study.ReplaySettings.Slow;
import io.tifl.experiments.study.ReplaySettings.Tiers;
import io.tifl.experiments.study.ReplaySettings.Training;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Resolves what a user did not say: the paper's settings (TiFL, HPDC 2020, section 5.1) where it states them. */
final class ReplayDefaults {
    private static final double USUAL_ATTACKERS = 0.2;
    private static final double USUAL_DRIFT_FACTOR = 5;
    private static final double USUAL_SLOW_FACTOR = 100;
    private static final double DAY = 86_400;

    private ReplayDefaults() {}

    /** What differs from data set to data set. */
    private record PerDataset(
            String model,
            String cpuTable,
            int clients,
            int rounds,
            int evaluateEvery,
            double learningRate,
            String optimizer,
            double decay) {}

    // The paper's rate is 0.01 throughout; with it the network for CIFAR-10 never leaves chance, in either engine.
    private static final Map<String, PerDataset> DATASETS = Map.of(
            "leaf-synthetic", new PerDataset("logistic", "tifl-cifar", 60, 300, 10, 0.05, "sgd", 0.995),
            "mnist", new PerDataset("mnist-cnn", "tifl-mnist", 50, 500, 10, 0.01, "rmsprop", 0.995),
            "fashion-mnist", new PerDataset("mnist-cnn", "tifl-mnist", 50, 500, 10, 0.01, "rmsprop", 0.995),
            "digits-by-writer", new PerDataset("mnist-cnn", "tifl-cifar", 50, 500, 10, 0.004, "sgd", 1.0),
            "cifar10", new PerDataset("cifar10-cnn", "tifl-cifar", 50, 500, 10, 0.001, "rmsprop", 0.995));

    /** @throws IllegalArgumentException listing every problem */
    static ReplaySettings resolve(ReplayOptions said) {
        String dataset = or(said.dataset, "leaf-synthetic");
        PerDataset usual = DATASETS.getOrDefault(dataset, Objects.requireNonNull(DATASETS.get("leaf-synthetic")));
        int rounds = or(said.rounds, usual.rounds);
        int tiers = or(said.tiers, 5);
        ReplaySettings settings = new ReplaySettings(
                new Data(
                        dataset,
                        or(said.trainSamples, 0),
                        or(said.testSamples, 0),
                        or(said.classesPerClient, 2),
                        Optional.ofNullable(said.dataDir),
                        PreparationOptions.resolve(said, dataset)),
                new Population(
                        or(said.clients, Dealing.clients(said.partition, usual.clients)),
                        Heterogeneity.named(or(said.heterogeneity, "resource")),
                        or(said.cpuTable, usual.cpuTable),
                        or(said.jitter, 0.05),
                        or(said.dropouts, 0.0),
                        or(said.devices, "groups"),
                        or(said.availability, "always"),
                        Dealing.text(said)),
                new Training(
                        or(said.model, usual.model),
                        or(said.modelSettings, Map.of()),
                        or(said.engine, "compiled"),
                        or(said.epochs, 1),
                        or(said.batchSize, 10),
                        or(said.learningRate, usual.learningRate),
                        or(said.decay, usual.decay),
                        or(said.optimizer, usual.optimizer),
                        or(said.proximal, 0.0),
                        or(said.share, 1.0),
                        or(said.minibatch, 0.0),
                        or(said.privateLayers, ""),
                        or(said.codec, "float32")),
                new Tiers(
                        tiers,
                        or(said.split, "quantile"),
                        or(said.syncRounds, 5),
                        or(said.profilingLimit, 3600.0),
                        policySettings(said, dataset, rounds, tiers)),
                new Rounds(
                        rounds,
                        or(said.clientsPerRound, 5),
                        or(said.overCommit, 0.0),
                        or(said.quorum, 1),
                        or(said.deadline, 3600.0),
                        or(said.evaluateEvery, usual.evaluateEvery),
                        or(said.targetAccuracy, 0.0),
                        or(said.chargeEvaluations, false),
                        or(said.leafMetrics, false)),
                new Aggregation(
                        or(said.rule, Aggregation.USUAL.rule()),
                        or(said.ruleSettings, Map.of()),
                        or(said.wrappers, Map.of()),
                        or(said.serverOptimizer, Aggregation.USUAL.serverOptimizer()),
                        or(said.serverOptimizerSettings, Map.of()),
                        or(said.secureAggregation, false)),
                attacked(said),
                personal(said, or(said.learningRate, usual.learningRate)),
                course(said),
                or(said.policies, List.of("vanilla", "uniform", "adaptive")),
                or(said.seeds, List.of(1L, 2L, 3L)));
        List<String> problems = settings.problems();
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", problems));
        }
        return settings;
    }

    private static Attacked attacked(ReplayOptions said) {
        String attack = or(said.attack, Attacked.NONE);
        double usual = attack.equals(Attacked.NONE) ? 0 : USUAL_ATTACKERS;
        return new Attacked(attack, or(said.attackers, usual), or(said.attackSettings, Map.of()));
    }

    private static Course course(ReplayOptions said) {
        double stopAfter = or(said.stopAfter, 0.0);
        double drift = or(said.drift, 0.0);
        double slow = or(said.slow, 0.0);
        double dailyShare = or(said.dailyShare, 1.0);
        return new Course(
                new Drift(
                        drift,
                        or(said.driftFactor, drift > 0 ? USUAL_DRIFT_FACTOR : 0),
                        or(said.driftAt, drift > 0 ? stopAfter / 2 : 0),
                        or(said.oracle, false)),
                new Slow(slow, or(said.slowFactor, slow > 0 ? USUAL_SLOW_FACTOR : 0)),
                new Daily(dailyShare, or(said.day, dailyShare < 1 ? DAY : 0)),
                or(said.dropoutsAt, 0.0),
                or(said.cpuSecondsPerExample, 0.0),
                stopAfter,
                or(said.evaluateEverySeconds, 0.0));
    }

    private static Personal personal(ReplayOptions said, double learningRate) {
        int epochs = or(said.fineTuneEpochs, 0);
        return new Personal(
                Optional.ofNullable(said.ditto),
                epochs,
                or(said.fineTuneLearningRate, epochs > 0 ? learningRate : 0.0));
    }

    /**
     * LEAF Synthetic leaves most examples to a few clients of the slow tiers. With the paper's rank rule and fewer credits
     * for slow tiers, adaptive would hardly see them; so it starts with the smooth rule and equal shares as the least.
     */
    private static Map<String, String> gentle(int rounds, int tiers) {
        return Map.of(
                "rank", "smooth", "interval", "10", "least-credits", Integer.toString(Math.ceilDiv(rounds, tiers)));
    }

    private static SortedMap<String, Map<String, String>> policySettings(
            ReplayOptions said, String dataset, int rounds, int tiers) {
        SortedMap<String, Map<String, String>> all = new TreeMap<>();
        if (dataset.equals("leaf-synthetic") && tiers > 0) {
            all.put("adaptive", new TreeMap<>(gentle(rounds, tiers)));
        }
        if (said.policySettings != null) {
            said.policySettings.forEach((policy, values) ->
                    all.computeIfAbsent(policy, name -> new TreeMap<>()).putAll(values));
        }
        if (said.set != null) {
            said.set.forEach((key, value) -> put(all, key, value));
        }
        return all;
    }

    private static void put(Map<String, Map<String, String>> all, String key, String value) {
        int dot = key.indexOf('.');
        if (dot < 1 || dot == key.length() - 1) {
            throw new IllegalArgumentException("--set takes POLICY.NAME=VALUE, got '" + key + "=" + value + "'");
        }
        all.computeIfAbsent(key.substring(0, dot), policy -> new TreeMap<>()).put(key.substring(dot + 1), value);
    }

    private static <T> T or(@Nullable T said, T otherwise) {
        return said == null ? otherwise : said;
    }
}
