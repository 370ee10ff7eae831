package io.tifl.experiments.advi.amortised;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tifl.experiments.advi.sum.ExactSums;
import io.tifl.protocol.Seed;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class CalibrationSumsTest {
    @Test
    void figuresAreThoseByHand() {
        CalibrationSums sums = new CalibrationSums();
        sums.add(new double[] {0.8, 0.2}, 0);
        sums.add(new double[] {0.8, 0.2}, 1);
        sums.add(new double[] {0.3, 0.7}, 1);

        Calibration figures = sums.calibration();

        assertThat(figures.accuracy()).isCloseTo(2.0 / 3, within(1e-15));
        assertThat(figures.negativeLogLikelihood())
                .isCloseTo(-(Math.log(0.8) + Math.log(0.2) + Math.log(0.7)) / 3, within(1e-15));
        assertThat(figures.brierScore()).isCloseTo((0.08 + 1.28 + 0.18) / 3, within(1e-15));
        // Bins of 0.8 and 0.7: 1 of 2 correct at 0.8, 1 of 1 at 0.7.
        assertThat(figures.expectedError()).isCloseTo((2 * 0.3 + 0.3) / 3, within(1e-15));
        assertThat(figures.bins()).hasSize(15);
        assertThat(figures.bins().get(12)).isEqualTo(new Calibration.Bin(2, 1, 1.6));
        assertThat(figures.bins().get(12).accuracy()).isEqualTo(0.5);
        assertThat(figures.bins().get(12).meanConfidence()).isEqualTo(0.8);
    }

    @Test
    void certaintyIsInTheLastBinAndImpossibleLabelsCostFinitely() {
        CalibrationSums sums = new CalibrationSums();
        sums.add(new double[] {1, 0}, 1);

        Calibration figures = sums.calibration();

        assertThat(figures.bins().getLast().count()).isEqualTo(1);
        assertThat(figures.negativeLogLikelihood()).isBetween(700.0, 710.0);
        assertThat(figures.brierScore()).isEqualTo(2);
        assertThat(figures.expectedError()).isEqualTo(1);
    }

    @Test
    void partsMergeToTheBitsOfTheWholeInAnyOrder() {
        RandomGenerator random = new Seed(3).generator();
        CalibrationSums whole = new CalibrationSums();
        CalibrationSums[] parts = {new CalibrationSums(), new CalibrationSums(), new CalibrationSums()};
        for (int i = 0; i < 500; i++) {
            double share = random.nextDouble();
            double[] probabilities = {share / 3, 2 * share / 3, 1 - share};
            whole.add(probabilities, i % 3);
            parts[random.nextInt(3)].add(probabilities, i % 3);
        }

        parts[2].merge(parts[0]);
        parts[2].merge(parts[1]);

        assertThat(parts[2].calibration()).isEqualTo(whole.calibration());
        assertThat(new CalibrationSums(parts[2].sums()).calibration()).isEqualTo(whole.calibration());
    }

    @Test
    void whatIsNoPredictionIsRefusedAndNotCounted() {
        CalibrationSums sums = new CalibrationSums();

        assertThatThrownBy(() -> sums.add(new double[] {0.5, 0.5}, 2)).hasMessageContaining("0..1, got 2");
        assertThatThrownBy(() -> sums.add(new double[] {0.5, 0.5}, -1)).hasMessageContaining("got -1");
        assertThatThrownBy(() -> sums.add(new double[] {Double.NaN, 0.5}, 0)).hasMessageContaining("got a sum of NaN");
        assertThatThrownBy(() -> sums.add(new double[] {0.5, 0.6}, 0)).hasMessageContaining("sum to 1");
        assertThatThrownBy(() -> sums.add(new double[] {1.5, -0.5}, 0)).hasMessageContaining("0 or more");
        assertThatThrownBy(() -> new CalibrationSums(new ExactSums(3))).hasMessageContaining("expected 49 sums, got 3");
        assertThat(sums.calibration().count()).isZero();
    }
}
