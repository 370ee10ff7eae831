package io.tifl.experiments.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tifl.client.Examples;
import io.tifl.client.Learner;
import io.tifl.client.compiled.CompiledLearnerFactory;
import io.tifl.experiments.study.LearnerPool;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.Seed;
import io.tifl.protocol.Settings;
import io.tifl.protocol.task.ModelSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NoiseTrialsTest {
    private static final Seed SEED = new Seed(7);
    private static Trained mlp;

    @BeforeAll
    static void train() throws Exception {
        mlp = Trained.mlp();
    }

    private static AnalogDevice device(String name) {
        return AnalogDevice.named(name, Settings.none());
    }

    private static NoiseTrials trials(AnalogDevice device, int trials, Double... levels) {
        return new NoiseTrials(device, Scope.WEIGHTS, List.of(levels), trials, SEED);
    }

    private static NoiseCurve run(NoiseTrials trials, Trained model, int learners) throws InterruptedException {
        try (LearnerPool pool = model.pool(learners)) {
            return trials.run(model.parameters(), model.examples(), pool, _ -> {});
        }
    }

    @ParameterizedTest
    @CsvSource({"gaussian, 0.5", "stuck-at, 0.2", "pcm, 86400", "rram-5bit, 0.05"})
    void resultIsTheSameForAnyNumberOfLearners(String name, double level) throws Exception {
        NoiseTrials trials = trials(device(name), 6, level, 2 * level > 1 && level < 1 ? level / 2 : 2 * level);

        NoiseCurve one = run(trials, mlp, 1);

        assertThat(run(trials, mlp, 2)).isEqualTo(one);
        assertThat(run(trials, mlp, 3)).isEqualTo(one);
        assertThat(one.levels().getFirst().correct()).hasSize(6);
    }

    @Test
    void curveFallsWithNoiseAndIsTheCleanModelWithoutIt() throws Exception {
        NoiseCurve curve = run(trials(device("gaussian"), 20, 0.0, 0.01, 0.5, 1.0, 2.0), mlp, 2);

        assertThat(curve.cleanAccuracy()).isGreaterThan(0.85);
        assertThat(curve.levels().get(0).correct()).hasSize(20).allMatch(correct -> correct == curve.clean());
        assertThat(Math.abs(curve.change(1).mean())).isLessThanOrEqualTo(1);
        for (int level = 1; level < 5; level++) {
            double error = 2 * curve.deviation(level) / Math.sqrt(20);
            assertThat(curve.accuracy(level).mean())
                    .isLessThanOrEqualTo(curve.accuracy(level - 1).mean() + error);
        }
        assertThat(curve.accuracy(4).mean()).isLessThan(curve.cleanAccuracy() - 0.1);
    }

    @Test
    void chipWithoutNoiseLosesNoBitOfAnyExample() throws Exception {
        Parameters chip = new NoisyWeights(mlp.parameters(), device("gaussian"), Scope.ALL).chip(0, SEED);

        try (LearnerPool pool = mlp.pool(1)) {
            assertThat(pool.<Object, InterruptedException>lend(learner -> learner.losses(chip, mlp.examples())))
                    .isEqualTo(pool.lend(learner -> learner.losses(mlp.parameters(), mlp.examples())));
        }
    }

    @Test
    void thousandChipsLeaveTheModelAsItWas() throws Exception {
        String before = mlp.parameters().sha256();

        NoiseCurve curve = run(trials(device("rram-5bit"), 1000, 0.1), mlp, 2);

        assertThat(curve.trials()).isEqualTo(1000);
        assertThat(mlp.parameters().sha256()).isEqualTo(before);
    }

    @Test
    void trialThatFailsSaysWhyAndLeavesTheModelAsItWas() throws Exception {
        String before = mlp.parameters().sha256();
        Trained failing = new Trained(mlp.spec(), mlp.parameters(), new FailingExamples(mlp.examples(), 3000));

        assertThatThrownBy(() -> run(trials(device("gaussian"), 50, 0.1), failing, 2))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("the disk is gone");

        assertThat(mlp.parameters().sha256()).isEqualTo(before);
        assertThat(run(trials(device("gaussian"), 2, 0.0), mlp, 1).clean()).isPositive();
    }

    /** Examples that cannot be read any more after so many have been. */
    private static final class FailingExamples implements Examples {
        private final Examples real;
        private final AtomicInteger left;

        FailingExamples(Examples real, int left) {
            this.real = real;
            this.left = new AtomicInteger(left);
        }

        @Override
        public int size() {
            return real.size();
        }

        @Override
        public List<Integer> featureShape() {
            return real.featureShape();
        }

        @Override
        public int classes() {
            return real.classes();
        }

        @Override
        public void features(int row, float[] into, int offset) {
            if (left.decrementAndGet() < 0) {
                throw new IllegalStateException("the disk is gone");
            }
            real.features(row, into, offset);
        }

        @Override
        public int label(int row) {
            return real.label(row);
        }
    }

    @Test
    void chipsOfOneSeedMeetTheSameChanceInAnyModel() {
        Parameters twice = mlp.parameters().times(2);
        NoisyWeights once = new NoisyWeights(mlp.parameters(), device("gaussian"), Scope.WEIGHTS);

        assertThat(new NoisyWeights(twice, device("gaussian"), Scope.WEIGHTS).chip(0.25, SEED))
                .isEqualTo(once.chip(0.25, SEED).times(2));
    }

    @Test
    void readingsDrawAnewWhatIsDrawnPerReadingAndNothingElse() throws Exception {
        AnalogDevice read = AnalogDevice.named("gaussian", Settings.none().with("per", "reading"));
        NoisyWeights programmed = new NoisyWeights(mlp.parameters(), device("gaussian"), Scope.WEIGHTS);
        NoisyWeights readAnew = new NoisyWeights(mlp.parameters(), read, Scope.WEIGHTS);

        assertThat(programmed.chip(0.3, SEED, 5)).isEqualTo(programmed.chip(0.3, SEED));
        assertThat(readAnew.chip(0.3, SEED)).isEqualTo(programmed.chip(0.3, SEED));
        assertThat(readAnew.chip(0.3, SEED, 1)).isNotEqualTo(readAnew.chip(0.3, SEED, 2));
        NoiseTrials trials = trials(device("gaussian"), 4, 0.8);
        assertThat(run(trials.withExamplesPerReading(50), mlp, 2)).isEqualTo(run(trials, mlp, 1));
        NoiseTrials anew = trials(read, 4, 0.8);
        assertThat(run(anew.withExamplesPerReading(50), mlp, 2))
                .isEqualTo(run(anew.withExamplesPerReading(50), mlp, 1))
                .isNotEqualTo(run(anew, mlp, 1));
    }

    // Of many readings the mean accuracy is that of many chips, but it varies less from chip to chip.
    @Test
    void readNoiseAveragesOutOverAChip() throws Exception {
        AnalogDevice read = AnalogDevice.named("gaussian", Settings.none().with("per", "reading"));
        NoiseCurve chips = run(trials(read, 40, 1.5), mlp, 2);
        NoiseCurve readings = run(trials(read, 40, 1.5).withExamplesPerReading(4), mlp, 2);

        assertThat(readings.deviation(0)).isLessThan(0.5 * chips.deviation(0));
        assertThat(readings.accuracy(0).mean())
                .isBetween(chips.accuracy(0).low(), chips.accuracy(0).high());
    }

    @Test
    void memoryCellsKeepTheirProgrammingFromReadingToReading() {
        Settings exact = Settings.none().with("read", false);
        NoisyWeights silent = new NoisyWeights(mlp.parameters(), AnalogDevice.named("pcm", exact), Scope.WEIGHTS);
        NoisyWeights noisy = new NoisyWeights(mlp.parameters(), device("pcm"), Scope.WEIGHTS);

        assertThat(silent.chip(3600, SEED, 1)).isEqualTo(silent.chip(3600, SEED, 2));
        assertThat(noisy.chip(3600, SEED, 1)).isNotEqualTo(noisy.chip(3600, SEED, 2));
    }

    @Test
    void walkingNoiseRanksTensorsAndTheirChipsAreThoseOfTheWhole() throws Exception {
        NoiseTrials trials =
                trials(AnalogDevice.named("gaussian", Settings.none().with("scale", "global-std")), 10, 1.0, 2.0);
        List<Double> shares = new ArrayList<>();
        List<WalkingNoise.Sensitivity> ranked;
        try (LearnerPool pool = mlp.pool(2)) {
            ranked = new WalkingNoise(trials).run(mlp.parameters(), mlp.examples(), pool, shares::add);
        }

        assertThat(ranked).extracting(WalkingNoise.Sensitivity::tensor).containsExactlyInAnyOrder("0_W", "1_W");
        assertThat(ranked).extracting(WalkingNoise.Sensitivity::rank).containsExactly(1, 2);
        assertThat(ranked.get(0).loss().mean())
                .isGreaterThanOrEqualTo(ranked.get(1).loss().mean());
        assertThat(ranked.get(0).loss().low()).isLessThan(ranked.get(0).loss().mean());
        assertThat(shares).isSorted().endsWith(1.0);

        Parameters whole = new NoisyWeights(mlp.parameters(), trials.device(), Scope.WEIGHTS).chip(1, SEED);
        Parameters part =
                new NoisyWeights(mlp.parameters(), trials.device(), Scope.WEIGHTS.onlyOf("0_W")).chip(1, SEED);
        int size = 12 * 16;
        for (int i = 0; i < whole.size(); i++) {
            assertThat(part.get(i))
                    .isEqualTo(i < size ? whole.get(i) : mlp.parameters().get(i));
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, Double.NaN, Double.POSITIVE_INFINITY})
    void levelThatIsNoneIsRefusedBeforeAnythingRuns(double level) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> trials(device("gaussian"), 1, level))
                .withMessageContaining(Double.toString(level));
    }

    @Test
    void nothingToTryIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> trials(device("gaussian"), 0, 0.1))
                .withMessageContaining("one trial");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> trials(device("gaussian"), 1))
                .withMessageContaining("one level");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> trials(device("gaussian"), 1, 0.1).withExamplesPerReading(-1))
                .withMessageContaining("-1");
    }

    @Test
    void tensorThatTheModelDoesNotHaveIsRefusedWithThoseItHas() {
        NoiseTrials trials = new NoiseTrials(device("gaussian"), Scope.WEIGHTS.onlyOf("9_W"), List.of(0.1), 1, SEED);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> run(trials, mlp, 1))
                .withMessageContaining("9_W")
                .withMessageContaining("1_W");
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.NEGATIVE_INFINITY})
    void weightsThatAreNotFiniteAreRefused(float value) {
        float[] values = mlp.parameters().toArray();
        values[5] = value;
        Trained broken =
                new Trained(mlp.spec(), Parameters.owning(mlp.parameters().layout(), values), mlp.examples());

        assertThatIllegalArgumentException()
                .isThrownBy(() -> run(trials(device("gaussian"), 1, 0.1), broken, 1))
                .withMessageContaining(value + " at 5 of '0_W'");
    }

    @Test
    void modelThatDoesNotExistIsRefusedWithThoseThatDo() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> {
                    try (Learner learner = new CompiledLearnerFactory().open(new ModelSpec("brain", Settings.none()))) {
                        learner.layout();
                    }
                })
                .withMessageContaining("brain")
                .withMessageContaining("resnet");
    }
}
