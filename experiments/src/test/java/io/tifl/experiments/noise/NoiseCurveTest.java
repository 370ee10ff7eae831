package io.tifl.experiments.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.LongStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class NoiseCurveTest {
    private static final Offset<Double> TINY = within(1e-12);

    private static NoiseCurve.Level level(double level, long... correct) {
        return new NoiseCurve.Level(level, LongStream.of(correct).boxed().toList());
    }

    private static NoiseCurve curve() {
        return new NoiseCurve(10, 100, 80, List.of(level(0.1, 72, 76), level(0.2, 40, 48), level(0.4, 10, 14)));
    }

    @Test
    void measuresAreThoseOfTheirDefinitions() {
        NoiseCurve curve = curve();

        assertThat(curve.cleanAccuracy()).isEqualTo(0.8);
        assertThat(curve.accuracy(0).mean()).isCloseTo(0.74, TINY);
        assertThat(curve.normalised(0)).isCloseTo(0.925, TINY);
        assertThat(curve.change(0).mean()).isCloseTo(7.5, TINY);
        assertThat(curve.deviation(1)).isCloseTo(Math.sqrt(2) * 0.04, TINY);
        // (7.5 + 45 + 85) / 3
        assertThat(curve.averageChange().mean()).isCloseTo(45.8333333333333, within(1e-9));
        assertThat(curve.aboveChance(0)).isCloseTo(0.64 / 0.7, TINY);
    }

    @Test
    void halfWayToChanceIsInterpolated() {
        // Half-way between 0.8 and 0.1 is 0.45, between 0.74 at 0.1 and 0.44 at 0.2.
        assertThat(curve().halfWay().orElseThrow()).isCloseTo(0.1 + 0.1 * 0.29 / 0.30, within(1e-9));
        assertThat(new NoiseCurve(10, 100, 80, List.of(level(0.1, 70))).halfWay())
                .isEmpty();
    }

    @Test
    void curvesOfShardsAddUpChipByChip() {
        NoiseCurve sum =
                curve().plus(new NoiseCurve(10, 50, 20, List.of(level(0.1, 1, 2), level(0.2, 3, 4), level(0.4, 5, 6))));

        assertThat(sum.examples()).isEqualTo(150);
        assertThat(sum.clean()).isEqualTo(100);
        assertThat(sum.levels().get(2).correct()).containsExactly(15L, 20L);
    }

    @Test
    void whatDoesNotFitTogetherIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> curve().plus(new NoiseCurve(10, 50, 20, List.of(level(0.1, 1, 2)))));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new NoiseCurve(10, 50, 20, List.of(level(0.1, 1, 2), level(0.2, 1))));
        assertThatIllegalArgumentException().isThrownBy(() -> new NoiseCurve(1, 50, 20, List.of()));
    }
}
