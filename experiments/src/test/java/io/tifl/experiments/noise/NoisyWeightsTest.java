package io.tifl.experiments.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.tifl.protocol.Layout;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.Seed;
import io.tifl.protocol.Settings;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NoisyWeightsTest {
    private static final int SIZE = 200_000;
    private static final Layout LAYOUT = new Layout(List.of(
            new Layout.Block("0_W", List.of(SIZE)),
            new Layout.Block("0_b", List.of(3)),
            new Layout.Block("1_gamma", List.of(2)),
            new Layout.Block("1_mean", List.of(2)),
            new Layout.Block("2_W", List.of(SIZE))));

    private static final Parameters MODEL = drawn();

    private static Parameters model() {
        return MODEL;
    }

    /** The second matrix is ten times as large. */
    private static Parameters drawn() {
        float[] values = new float[LAYOUT.size()];
        NoiseStream stream = NoiseStream.of(new Seed(9));
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (stream.gaussian(i) * (i < SIZE ? 0.1 : 1));
        }
        return Parameters.owning(LAYOUT, values);
    }

    private static AnalogDevice device(String name, Object... settings) {
        Settings all = Settings.none();
        for (int i = 0; i < settings.length; i += 2) {
            all = all.with((String) settings[i], settings[i + 1]);
        }
        return AnalogDevice.named(name, all);
    }

    private static Parameters noisy(AnalogDevice device, double level) {
        return new NoisyWeights(model(), device, Scope.WEIGHTS).chip(level, new Seed(1));
    }

    private static double deviation(Parameters noisy, int from, int to) {
        Parameters clean = model();
        double squares = 0;
        for (int i = from; i < to; i++) {
            squares += Math.pow(noisy.get(i) - (double) clean.get(i), 2);
        }
        return Math.sqrt(squares / (to - from));
    }

    @ParameterizedTest
    @ValueSource(strings = {"gaussian", "proportional"})
    void clippedNoiseStaysWithinTheLayersLargestMagnitude(String name) {
        float[] clean = model().toArray();
        float[] free = noisy(device(name), 0.5).toArray();
        float[] clipped = noisy(device(name, "clip", true), 0.5).toArray();
        int beyond = 0;
        int wrong = 0;
        for (int layer = 0; layer < 2; layer++) {
            float most = 0;
            for (int i = layer * SIZE; i < (layer + 1) * SIZE; i++) {
                most = Math.max(most, Math.abs(clean[i]));
            }
            for (int i = layer * SIZE; i < (layer + 1) * SIZE; i++) {
                wrong += clipped[i] == Math.clamp(free[i], -most, most) ? 0 : 1;
                beyond += free[i] == clipped[i] ? 0 : 1;
            }
        }
        assertThat(wrong).isZero();
        assertThat(beyond).isPositive();
    }

    // The largest of 200,000 normal values lies near 4.5 deviations.
    @ParameterizedTest
    @CsvSource({
        "layer-std, 0.1, 0.01, 0.1",
        "global-std, 0.1, 0.0711, 0.0711",
        "snr, 20, 0.01, 0.1",
        "absolute, 0.05, 0.05, 0.05"
    })
    void noiseHasTheScaleThatItsNameSays(String scale, double level, double first, double second) {
        Parameters noisy = noisy(device("gaussian", "scale", scale), level);

        assertThat(deviation(noisy, 0, SIZE)).isCloseTo(first, within(0.02 * first));
        assertThat(deviation(noisy, LAYOUT.size() - SIZE, LAYOUT.size())).isCloseTo(second, within(0.02 * second));
    }

    @Test
    void aShareOfTheLargestIsFarMoreThanAShareOfTheDeviation() {
        double ofLargest = deviation(noisy(device("gaussian", "scale", "layer-max"), 0.1), 0, SIZE);

        assertThat(ofLargest / 0.01).isBetween(3.0, 5.5);
    }

    @Test
    void onlyWhatIsInTheScopeChanges() {
        Parameters noisy = noisy(device("gaussian"), 0.3);
        Parameters one =
                new NoisyWeights(model(), device("gaussian"), Scope.WEIGHTS.onlyOf("2_W")).chip(0.3, new Seed(1));
        Parameters all = new NoisyWeights(model(), device("gaussian"), Scope.ALL).chip(0.3, new Seed(1));

        for (int i = SIZE; i < SIZE + 7; i++) {
            assertThat(noisy.get(i)).isEqualTo(model().get(i));
            assertThat(all.get(i)).isNotEqualTo(model().get(i));
        }
        assertThat(one.get(0)).isEqualTo(model().get(0));
        assertThat(one.get(SIZE + 7)).isEqualTo(noisy.get(SIZE + 7)).isNotEqualTo(model().get(SIZE + 7));
    }

    @ParameterizedTest
    @ValueSource(strings = {"gaussian", "proportional", "uniform-quantisation", "stuck-at", "pcm", "pcm-uncompensated"})
    void noNoiseIsTheSameBitsAndTheModelIsNeverWritten(String name) {
        Parameters model = model();
        String before = model.sha256();
        NoisyWeights weights = new NoisyWeights(model, device(name), Scope.ALL);

        assertThat(weights.chip(0, new Seed(1)).sha256()).isEqualTo(before);
        weights.chip(name.startsWith("pcm") ? 1e6 : name.startsWith("uniform") ? 4 : 0.5, new Seed(1));
        assertThat(model.sha256()).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource({
        "gaussian, 0.3",
        "proportional, 0.3",
        "stuck-at, 0.1",
        "pcm, 86400",
        "rram-5bit, 0.05",
        "sonos-8bit, 0.1"
    })
    void aChipIsTheSameOnAnyThreadAndAnotherSeedAnotherOne(String name, double level) {
        NoisyWeights weights = new NoisyWeights(model(), device(name), Scope.ALL);

        List<String> chips = IntStream.range(0, 8)
                .parallel()
                .mapToObj(i -> weights.chip(level, new Seed(i % 2)).sha256())
                .toList();

        assertThat(chips.stream().distinct()).hasSize(2);
        assertThat(chips.get(0)).isEqualTo(chips.get(6));
    }

    @Test
    void proportionalNoiseGrowsWithTheWeight() {
        Parameters noisy = noisy(device("proportional"), 0.1);

        assertThat(deviation(noisy, 0, SIZE)).isCloseTo(0.1 * 0.1, within(3e-4));
        assertThat(noisy.get(3) / model().get(3)).isCloseTo(1, within(0.5f));
    }

    @Test
    void quantisedWeightsTakeTheValuesThatTheBitsAllow() {
        Parameters noisy = noisy(device("uniform-quantisation"), 3);

        long values = IntStream.range(0, SIZE).mapToObj(noisy::get).distinct().count();
        assertThat(values).isLessThanOrEqualTo(7).isGreaterThanOrEqualTo(6);
        assertThat(deviation(noisy, 0, SIZE)).isLessThan(0.1);
    }

    @Test
    void soManyCellsAreStuckAsTheLevelSays() {
        Parameters zero = noisy(device("stuck-at"), 0.2);
        Parameters either = noisy(device("stuck-at", "at", "either"), 0.2);
        float largest = (float) IntStream.range(0, SIZE)
                .mapToDouble(i -> Math.abs(model().get(i)))
                .max()
                .orElseThrow();

        assertThat(IntStream.range(0, SIZE).filter(i -> zero.get(i) == 0).count() / (double) SIZE)
                .isCloseTo(0.2, within(0.004));
        assertThat(IntStream.range(0, SIZE).filter(i -> either.get(i) == 0).count() / (double) SIZE)
                .isCloseTo(0.1, within(0.004));
        assertThat(IntStream.range(0, SIZE)
                                .filter(i -> either.get(i) == -largest)
                                .count()
                        / (double) SIZE)
                .isCloseTo(0.05, within(0.004));
    }

    // Of the cells' measured figures: an exponent of 0.05 to 0.1 loses 20 to 60 % from 20 s to a year.
    @Test
    void conductanceDriftsDownAndCompensationBringsItBack() {
        double year = 365 * 86_400.0;
        AnalogDevice drifting = device("pcm", "programming", false, "read", false, "compensation", false);
        AnalogDevice compensated = device("pcm", "programming", false, "read", false);

        double left = size(noisy(drifting, year)) / size(model());

        assertThat(left).isBetween(0.3, 0.8);
        assertThat(size(noisy(drifting, 3600)) / size(model())).isGreaterThan(left);
        assertThat(size(noisy(compensated, year)) / size(model())).isCloseTo(1, within(0.02));
    }

    private static double size(Parameters parameters) {
        return IntStream.range(0, SIZE)
                .mapToDouble(i -> Math.abs(parameters.get(i)))
                .sum();
    }

    // At g = 0 programming noise has 0.26 of 25 microsiemens, at the largest 1.05: of half-normal weights about 3 % of
    // the largest.
    @Test
    void programmingMissesByTheMeasuredDeviation() {
        AnalogDevice programming = device("pcm", "drift", false, "read", false, "compensation", false);
        float largest = (float) IntStream.range(0, SIZE)
                .mapToDouble(i -> Math.abs(model().get(i)))
                .max()
                .orElseThrow();

        assertThat(deviation(noisy(programming, 20), 0, SIZE) / largest).isBetween(0.015, 0.045);
    }

    @Test
    void nonsenseIsRefusedWithTheReason() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> device("lava"))
                .withMessageContaining("pcm-8bit")
                .withMessageContaining("gaussian");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> device("gaussian", "scale", "moon"))
                .withMessageContaining("layer-std");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> device("gaussian", "sigma", 1))
                .withMessageContaining("sigma");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> noisy(device("gaussian"), -0.1))
                .withMessageContaining("-0.1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> noisy(device("gaussian"), Double.NaN))
                .withMessageContaining("NaN");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> noisy(device("stuck-at"), 1.5))
                .withMessageContaining("1.5");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> noisy(device("pcm"), 3))
                .withMessageContaining("20");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> noisy(device("uniform-quantisation"), 2.5))
                .withMessageContaining("2.5");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Scope.parse("weights,legs"))
                .withMessageContaining("batch-norm-affine");
    }

    @Test
    void brokenModelsAreRefused() {
        Parameters noWeights = Parameters.zeros(new Layout(List.of(new Layout.Block("0_b", List.of(4)))));
        float[] values = model().toArray();
        values[7] = Float.NaN;
        Parameters broken = Parameters.owning(LAYOUT, values);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new NoisyWeights(noWeights, device("gaussian"), Scope.WEIGHTS))
                .withMessageContaining("no weights");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new NoisyWeights(broken, device("gaussian"), Scope.WEIGHTS))
                .withMessageContaining("NaN at 7 of '0_W'");
    }
}
