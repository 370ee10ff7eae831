package io.tifl.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.lang.foreign.MemorySegment;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExtentTest {
    @Test
    void magnitudeIgnoresTheSign() {
        assertThat(extent(3, -4, 0)).isEqualTo(new Extent(4, 25));
        assertThat(extent(-0f)).isEqualTo(new Extent(0, 0));
        assertThat(extent()).isEqualTo(new Extent(0, 0));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 8, 9, 100, 10_000})
    void normIsTheSumOfSquares(int size) {
        float[] values = Floats.spread(new SplittableRandom(size), size, 3);
        double expected = 0;
        for (float value : values) {
            expected += (double) value * value;
        }

        assertThat(Extent.of(Floats.readOnly(values)).squaredNorm()).isCloseTo(expected, within(expected * 1e-13));
    }

    @Test
    void normOfTheLargestFloatsIsFinite() {
        Extent extent = extent(Float.MAX_VALUE, -Float.MAX_VALUE);

        assertThat(extent.finite()).isTrue();
        assertThat(extent.squaredNorm()).isEqualTo(2.0 * Float.MAX_VALUE * Float.MAX_VALUE);
    }

    @Test
    void oneBadValueShows() {
        assertThat(extent(1, Float.NEGATIVE_INFINITY))
                .isEqualTo(new Extent(Float.POSITIVE_INFINITY, Double.POSITIVE_INFINITY));
        assertThat(extent(1, Float.intBitsToFloat(0xffc01234), Float.POSITIVE_INFINITY))
                .isEqualTo(new Extent(Float.NaN, Double.NaN));
        assertThat(extent(Float.NaN).finite()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 8, 1000, 16_383, 16_384, 16_385, 20_480, 20_481, 100_003})
    void largestMagnitudeIsFoundWhereverItIs(int size) {
        SplittableRandom random = new SplittableRandom(size);
        float[] values = Floats.spread(random, size, 3);
        assertThat(Extent.maxMagnitude(Floats.readOnly(values)))
                .isEqualTo(extent(values).maxMagnitude());
        for (int at : new int[] {0, size / 2, size - 1, random.nextInt(size)}) {
            for (float odd : new float[] {-1e30f, Float.NEGATIVE_INFINITY, Float.intBitsToFloat(0xffc01234)}) {
                float before = values[at];
                values[at] = odd;

                assertThat(Extent.maxMagnitude(Floats.readOnly(values))).isEqualTo(Float.valueOf(Math.abs(odd)));

                values[at] = before;
            }
        }
        assertThat(Extent.maxMagnitude(Floats.readOnly(new float[size]))).isZero();
    }

    @Test
    void partOfAFloatIsRefused() {
        MemorySegment bytes = MemorySegment.ofArray(new byte[7]);

        assertThatThrownBy(() -> Extent.maxMagnitude(bytes)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Extent.of(bytes))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("7 bytes");
    }

    private static Extent extent(float... values) {
        return Extent.of(Floats.readOnly(values));
    }
}
