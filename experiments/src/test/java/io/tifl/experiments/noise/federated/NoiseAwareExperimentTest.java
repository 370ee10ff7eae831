package io.tifl.experiments.noise.federated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tifl.client.Examples;
import io.tifl.leaf.Pool;
import io.tifl.protocol.Seed;
import io.tifl.protocol.Settings;
import io.tifl.protocol.task.ModelSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class NoiseAwareExperimentTest {
    private static final int SIDE = 12;
    private static final int BLOCKS = 3;
    private static final int CLASSES = 6;
    private static final ModelSpec CNN =
            new ModelSpec("small-cnn", Settings.none().with("side", SIDE).with("classes", CLASSES));

    private static NoiseAwareSettings settings(int rounds, List<Long> seeds) {
        return new NoiseAwareSettings(
                CNN,
                "gaussian:scale=layer-max@0.1,gaussian:scale=layer-max@0.2",
                6,
                6,
                0,
                rounds,
                2,
                16,
                0.05,
                rounds,
                5,
                seeds);
    }

    private static void fill(float[] pattern, int block, float value) {
        int size = SIDE / BLOCKS;
        for (int i = 0; i < size * size; i++) {
            int y = block / BLOCKS * size + i / size;
            int x = block % BLOCKS * size + i % size;
            pattern[y * SIDE + x] = value;
        }
    }

    /** Pictures of black and white blocks, one pattern for each class, in noise: a network learns to tell nearly all. */
    private static Pool pool(int count) {
        RandomGenerator chance = new Seed(21).generator();
        float[][] patterns = new float[CLASSES][SIDE * SIDE];
        for (float[] pattern : patterns) {
            for (int block = 0; block < BLOCKS * BLOCKS; block++) {
                fill(pattern, block, chance.nextBoolean() ? 1 : 0);
            }
        }
        float[] features = new float[count * SIDE * SIDE];
        int[] labels = new int[count];
        for (int row = 0; row < count; row++) {
            labels[row] = row % CLASSES;
            for (int i = 0; i < SIDE * SIDE; i++) {
                features[row * SIDE * SIDE + i] = patterns[labels[row]][i] + (float) (0.4 * chance.nextGaussian());
            }
        }
        Examples all = Examples.dense(List.of(1, SIDE, SIDE), CLASSES, features, labels);
        return new Pool("blots", all, all.subset(new int[0]), Optional.empty());
    }

    @Test
    void bothWaysBeginAlikeAndAnyNumberOfWorkersFindsTheSame() throws Exception {
        List<String> lines = new ArrayList<>();

        NoiseAwareResult one = NoiseAwareExperiment.run(settings(2, List.of(1L)), pool(240), 1, lines::add);
        NoiseAwareResult two = NoiseAwareExperiment.run(settings(2, List.of(1L)), pool(240), 2, _ -> {});

        assertThat(one).isEqualTo(two);
        assertThat(lines).hasSize(2);
        NoiseAwareResult.OfSeed seed = one.seeds().getFirst();
        assertThat(seed.plain().last().examples()).isEqualTo(seed.aware().last().examples());
        assertThat(seed.plain()).isNotEqualTo(seed.aware());
        assertThat(one.holds()).isFalse();
        assertThat(NoiseAwareReport.inWords(one)).contains("takes three seeds");
        assertThat(NoiseAwareReport.section(one).blocks()).hasSize(2);
    }

    @Test
    @Tag("slow")
    void trainingForNoiseLosesLessUnderNoiseAndLittleWithout() throws Exception {
        NoiseAwareResult result = NoiseAwareExperiment.run(settings(12, List.of(1L, 2L, 3L)), pool(1200), 2, _ -> {});

        assertThat(result.seeds()).allSatisfy(seed -> {
            assertThat(seed.plain().last().cleanAccuracy()).isGreaterThan(0.9);
            assertThat(seed.plain().last().averageChange()).isGreaterThan(3);
        });
        assertThat(result.saved().low()).as(NoiseAwareReport.inWords(result)).isPositive();
        assertThat(result.cost().mean()).isLessThanOrEqualTo(NoiseAwareResult.ALLOWED_POINTS);
        assertThat(result.holds()).isTrue();
    }

    @Test
    void nonsenseIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new NoiseAwareSettings(CNN, "gaussian", 3, 3, 0, 1, 1, 1, 0.1, 1, 1, List.of(1L)))
                .withMessageContaining("a device and its level");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new NoiseAwareSettings(CNN, "gaussian@1", 3, 4, 0, 1, 1, 1, 0.1, 1, 1, List.of(1L)))
                .withMessageContaining("1 to 3 clients");
    }
}
