package io.tifl.experiments.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.tifl.client.Examples;
import io.tifl.client.LearnerFactory;
import io.tifl.leaf.Pool;
import io.tifl.protocol.Seed;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the TiFL paper states about its policies, on its own set-up of devices (50 clients, five CPU groups, 5 per round),
 * with a tiny model: time does not depend on what is learnt.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PolicyOrderTest {
    private static final List<String> POLICIES =
            List.of("vanilla", "slow", "uniform", "random", "fast", "fast1", "fast2", "fast3", "adaptive");
    private static final int ROUNDS = 1500;

    private final Map<String, List<RunSummary>> runs = new HashMap<>();

    @BeforeAll
    void replay(@TempDir Path folder) throws Exception {
        ReplayOptions options = new ReplayOptions();
        options.dataset = "fashion-mnist";
        options.model = "logistic";
        options.optimizer = "sgd";
        options.rounds = ROUNDS;
        options.evaluateEvery = 60;
        options.policies = POLICIES;
        ReplaySettings settings = options.resolve(null);
        Population.Loaded loaded = new Population.Loaded(pool(), 10);
        LearnerFactory engine = Experiment.engine(settings);
        for (long seed : List.of(1L, 2L)) {
            try (Experiment experiment = Experiment.prepare(settings, loaded, engine, seed, 2, Optional.empty())) {
                for (String policy : POLICIES) {
                    RunId run = new RunId(policy, seed);
                    Path of = folder.resolve(run.folder());
                    experiment.run(run, of, new SilentListener(), 1, 1);
                    runs.computeIfAbsent(policy, name -> new ArrayList<>())
                            .add(RunFolder.summary(of).orElseThrow());
                }
            }
        }
    }

    /** 400 examples in four classes that a linear model can tell apart. */
    private static Pool pool() {
        return new Pool("generated", examples(400, 1), examples(100, 2), Optional.empty());
    }

    private static Examples examples(int size, long seed) {
        RandomGenerator random = new Seed(seed).generator();
        float[] features = new float[2 * size];
        int[] labels = new int[size];
        for (int i = 0; i < size; i++) {
            labels[i] = i % 4;
            features[2 * i] = (labels[i] % 2 == 0 ? -1 : 1) + (float) random.nextGaussian();
            features[2 * i + 1] = (labels[i] < 2 ? -1 : 1) + (float) random.nextGaussian();
        }
        return Examples.dense(List.of(2), 4, features, labels);
    }

    @Test
    void fasterPoliciesTakeLessTimeInTheOrderOfThePaper() {
        assertThat(seconds("fast")).isLessThan(seconds("random"));
        assertThat(seconds("random")).isLessThan(seconds("uniform"));
        assertThat(seconds("adaptive")).isLessThanOrEqualTo(1.05 * seconds("uniform"));
        assertThat(seconds("uniform")).isLessThan(seconds("vanilla"));
        assertThat(seconds("vanilla")).isLessThanOrEqualTo(seconds("slow"));
        assertThat(seconds("fast3")).isLessThan(seconds("fast2"));
        assertThat(seconds("fast2")).isLessThan(seconds("fast1"));
        assertThat(seconds("fast1")).isLessThan(seconds("uniform"));
    }

    @Test
    void trainingTimeEstimateIsWithinSixPercentOfTheSimulation() {
        for (String policy : List.of("slow", "uniform", "random", "fast", "vanilla")) {
            assertThat(mean(policy, RunSummary::estimatedSeconds))
                    .as(policy)
                    .isCloseTo(seconds(policy), withinPercentage(6));
        }
    }

    @Test
    void tiersAreTheCpuGroups() {
        assertThat(runs("uniform").getFirst().tierSizes()).containsExactly(10, 10, 10, 10, 10);
    }

    @Test
    void largestChanceOfAClientIsAsInThePaper() {
        assertThat(mean("vanilla", RunSummary::largestShare)).isCloseTo(0.1, withinPercentage(0.001));
        assertThat(mean("uniform", RunSummary::largestShare)).isCloseTo(0.1, withinPercentage(0.001));
        assertThat(mean("random", RunSummary::largestShare)).isCloseTo(0.35, withinPercentage(0.001));
        assertThat(mean("fast1", RunSummary::largestShare)).isCloseTo(0.1125, withinPercentage(0.001));
        assertThat(mean("fast", RunSummary::largestShare)).isCloseTo(0.5, withinPercentage(0.001));
        assertThat(mean("adaptive", RunSummary::largestShare)).isGreaterThanOrEqualTo(0.2);
    }

    private List<RunSummary> runs(String policy) {
        return runs.getOrDefault(policy, List.of());
    }

    private double seconds(String policy) {
        return mean(policy, RunSummary::virtualSeconds);
    }

    private double mean(String policy, ToDoubleFunction<RunSummary> figure) {
        return runs(policy).stream().mapToDouble(figure).average().orElseThrow();
    }
}
