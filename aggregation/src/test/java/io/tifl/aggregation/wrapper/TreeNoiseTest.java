package io.tifl.aggregation.wrapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.tifl.aggregation.Accumulator;
import io.tifl.aggregation.AggregationRule;
import io.tifl.aggregation.OptimizerState;
import io.tifl.aggregation.RuleContext;
import io.tifl.aggregation.UpdateLimits;
import io.tifl.aggregation.WeightedMean;
import io.tifl.aggregation.privacy.GaussianTree;
import io.tifl.aggregation.wrapper.Wrapper.Noise;
import io.tifl.protocol.Layout;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.Seed;
import io.tifl.protocol.Settings;
import io.tifl.protocol.auth.NoiseSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TreeNoiseTest {
    private static final int SIZE = 20_000;
    private static final NoiseSource SOURCE = NoiseSource.seeded(new Seed(4)).child("tree");

    private static double[] noise(NoiseSource source, long round) {
        TreeNoise noise = new TreeNoise(source, round);
        double[] values = new double[SIZE];
        for (int i = 0; i < SIZE; i++) {
            values[i] = noise.getAsDouble();
        }
        return values;
    }

    private static double product(double[] one, double[] other) {
        double sum = 0;
        for (int i = 0; i < SIZE; i++) {
            sum += one[i] * other[i] / SIZE;
        }
        return sum;
    }

    @Test
    void prefixHasTheVarianceOfAsManyNodesAsItsLengthHasBitsSet() {
        double[] prefix = new double[SIZE];
        for (int round = 0; round < 37; round++) {
            double[] more = noise(SOURCE, round);
            for (int i = 0; i < SIZE; i++) {
                prefix[i] += more[i];
            }
            int nodes = Long.bitCount(round + 1L);
            // Five deviations of a variance that is estimated from so many values.
            assertThat(product(prefix, prefix))
                    .as("after %d rounds", round + 1)
                    .isCloseTo(nodes, within(5 * nodes * Math.sqrt(2.0 / SIZE)));
        }
    }

    @Test
    void nodesThatNoPrefixSharesAreUnrelated() {
        double[] first = noise(SOURCE, 0);
        double[] third = noise(SOURCE, 2);
        double[] fourth = noise(SOURCE, 3);

        assertThat(product(first, third)).isCloseTo(0, within(5 / Math.sqrt(SIZE)));
        // The fourth round takes the third's node away again.
        assertThat(product(third, fourth)).isCloseTo(-1, within(0.1));
    }

    @Test
    void roundHasTheSameNoiseWheneverItIsRunAndNoneOfAnotherJob() {
        double[] before = noise(SOURCE, 11);
        double[] _ = noise(SOURCE, 12);

        assertThat(noise(SOURCE, 11)).containsExactly(before);
        assertThat(product(noise(NoiseSource.seeded(new Seed(5)).child("tree"), 11), before))
                .isCloseTo(0, within(0.2));
        assertThat(noise(SOURCE, Long.MAX_VALUE - 1)).doesNotContain(Double.NaN);
    }

    private static Parameters model(AggregationRule rule, long rounds) {
        Layout layout = Layout.flat(SIZE);
        float[] sum = new float[SIZE];
        for (long round = 0; round < rounds; round++) {
            NoiseSource job = NoiseSource.seeded(new Seed(9));
            RuleContext context = new RuleContext(
                    layout,
                    UpdateLimits.forRound(100),
                    OptimizerState.empty(),
                    new Seed(1),
                    job.child(round),
                    job,
                    round);
            try (Accumulator accumulator = rule.open(context)) {
                accumulator.add(Parameters.zeros(layout), 1);
                Parameters change = accumulator.finish().change();
                for (int i = 0; i < SIZE; i++) {
                    sum[i] += change.get(i);
                }
            }
        }
        return Parameters.owning(layout, sum);
    }

    private static AggregationRule rule(String... settings) {
        Settings all = Settings.none();
        for (int i = 0; i < settings.length; i += 2) {
            all = all.with(settings[i], settings[i + 1]);
        }
        return WrappedRule.of(new WeightedMean(), WrapperSettings.wrappers(all, 10, 64));
    }

    @Test
    void modelAfterManyRoundsHasTheNoiseOfOneNodeOverTheClientsWanted() {
        float[] model = model(rule("clip", "2", "noise", "3", "tree", "8"), 64).toArray();

        double squares = 0;
        for (float value : model) {
            squares += (double) value * value / SIZE;
        }
        assertThat(Math.sqrt(squares)).isCloseTo(0.6, within(0.6 * 5 / Math.sqrt(2.0 * SIZE)));
    }

    @Test
    void settingsSayHowFarApartTheRoundsOfAClientAre() {
        List<Wrapper> wrappers =
                WrapperSettings.wrappers(Settings.of(Map.of("clip", "1", "noise", "3", "tree", "10")), 5, 64);

        assertThat(wrappers.getLast()).isEqualTo(new Noise(3, 5, Optional.of(new GaussianTree(3, 64, 7, 10))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "clip 1 noise 3 tree 0 | every how many rounds",
                "clip 1 noise 3 tree -4 | every how many rounds",
                "clip 1 noise 3 tree few | tree",
                "clip 1 tree 4 | says nothing without 'noise'",
                "noise 3 tree 4 | unless updates are clipped",
                "clip 1 clip-quantile 0.5 noise 3 tree 4 | clip to the same norm",
                "clip 1 noise 0 tree 4 | noise multiplier must be positive"
            })
    void settingsThatPromiseNothingAreRefused(String settings, String reason) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> rule(settings.split(" ")))
                .withMessageContaining(reason);
    }

    @Test
    void noiseOfAnotherMultiplierThanItsTreeIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Noise(1, 5, Optional.of(new GaussianTree(2, 8))))
                .withMessageContaining("nodes of a tree");
    }
}
