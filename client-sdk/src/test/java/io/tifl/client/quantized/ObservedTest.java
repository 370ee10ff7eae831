package io.tifl.client.quantized;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ObservedTest {
    @Test
    void theRangeHoldsZeroAndZeroIsAByte() {
        assertThat(scale(new Calibration.MinMax(), 1, 3)).isEqualTo(new AffineScale(3f / 255, 0));
        assertThat(scale(new Calibration.MinMax(), -2, -1)).isEqualTo(new AffineScale(2f / 255, 255));
        assertThat(scale(new Calibration.MinMax(), -1, 3)).isEqualTo(new AffineScale(4f / 255, 64));
        assertThat(scale(new Calibration.MinMax(), 0, 0)).isEqualTo(new AffineScale(1, 0));
    }

    @Test
    void rareValuesAreCutOff() {
        float[] values = new float[10_000];
        for (int i = 0; i < values.length; i++) {
            values[i] = i % 1000 / 1000f;
        }
        values[17] = 100;

        assertThat((double) scale(new Calibration.MinMax(), values).scale()).isCloseTo(100.0 / 255, within(1e-6));
        assertThat((double) scale(new Calibration.Percentile(0.999), values).scale())
                .isCloseTo(1.0 / 255, within(1e-3));
    }

    @Test
    void leastSquaresWeighRoundingAgainstCutting() {
        float[] values = new float[100_000];
        for (int i = 0; i < values.length; i++) {
            values[i] = i % 1000 / 1000f;
        }
        values[17] = 1.5f;

        double scale = scale(new Calibration.LeastSquares(), values).scale();

        assertThat(scale).isLessThan(1.4 / 255).isGreaterThan(0.9 / 255);
    }

    @Test
    void aShareBelowAHalfIsRefused() {
        assertThatThrownBy(() -> new Calibration.Percentile(0.5)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Calibration.Percentile(Double.NaN)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new QuantizationSettings(new Calibration.MinMax(), 6, 8))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new QuantizationSettings(new Calibration.MinMax(), 8, 9))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static AffineScale scale(Calibration calibration, float... values) {
        Observed seen = new Observed();
        seen.widen(values);
        seen.count(values);
        return seen.scale(calibration, 255);
    }
}
