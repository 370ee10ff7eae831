package io.tifl.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExactSumTest {
    private static final FixedPoint USUAL = FixedPoint.fitting(1024, 1 << 20, 2048);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void meanOfOrdinaryValuesIsTheTrueMeanRoundedOnce(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int size = 257;
        List<float[]> values = new ArrayList<>();
        List<Long> weights = new ArrayList<>();
        ExactSum sum = new ExactSum(size, USUAL);
        int updates = random.nextInt(1, 60);
        long total = 0;
        for (int i = 0; i < updates; i++) {
            values.add(Floats.spread(random, size, 45));
            weights.add(random.nextLong(1, 1 << random.nextInt(1, 21)));
            sum.add(Floats.readOnly(values.getLast()), weights.getLast());
            total += weights.getLast();
        }

        float[] mean = sum.mean(total);

        for (int i = 0; i < size; i++) {
            assertThat(mean[i]).isEqualTo(Floats.mean(values, weights, i));
        }
    }

    @Test
    void meanOfTwoNeighboursGoesToTheEvenOne() {
        float[] lower = {1, Math.nextUp(1f), -1, -Math.nextUp(1f), 0x1.fffffep-3f, 1e-6f};
        float[] upper = new float[lower.length];
        for (int i = 0; i < lower.length; i++) {
            upper[i] = Math.nextUp(lower[i]);
        }
        List<float[]> both = List.of(lower, upper);

        for (long weight : List.of(1L, 3L, 1000L, 1L << 20)) {
            ExactSum sum = new ExactSum(lower.length, USUAL);
            sum.add(Floats.readOnly(lower), weight);
            sum.add(Floats.readOnly(upper), weight);

            float[] mean = sum.mean(2 * weight);

            for (int i = 0; i < mean.length; i++) {
                assertThat(mean[i]).isEqualTo(Floats.mean(both, List.of(weight, weight), i));
                assertThat(Float.floatToIntBits(mean[i]) & 1).isZero();
            }
        }
    }

    @Test
    void aHairAboveOrBelowTheMiddleGoesToItsSide() {
        float one = 1;
        float next = Math.nextUp(one);
        float hair = 0x1p-45f;

        assertThat(mean(new float[] {one, next, hair}, new long[] {1, 1, 1}, 2)).isEqualTo(next);
        assertThat(mean(new float[] {one, next, -hair}, new long[] {1, 1, 1}, 2))
                .isEqualTo(one);
        assertThat(mean(new float[] {-one, -next, -hair}, new long[] {1, 1, 1}, 2))
                .isEqualTo(-next);
        assertThat(mean(new float[] {-one, -next, hair}, new long[] {1, 1, 1}, 2))
                .isEqualTo(-one);
    }

    private static float mean(float[] values, long[] weights, long total) {
        ExactSum sum = new ExactSum(1, USUAL);
        for (int i = 0; i < values.length; i++) {
            sum.add(Floats.readOnly(new float[] {values[i]}), weights[i]);
        }
        return sum.mean(total)[0];
    }

    @Test
    void cancellationLeavesWhatIsLeft() {
        assertThat(mean(new float[] {1000, 1e-10f, -1000}, new long[] {1 << 20, 1, 1 << 20}, 1))
                .isEqualTo(1e-10f);
    }

    @Test
    void theLargestSumWithinTheLimitsIsExact() {
        FixedPoint grid = FixedPoint.fitting(1024, 1 << 20, 2048);
        ExactSum sum = new ExactSum(2, grid);
        for (int i = 0; i < 2048; i++) {
            sum.add(Floats.readOnly(new float[] {1024, -1024}), 1 << 20);
        }

        assertThat(sum.mean(2048L << 20)).containsExactly(1024, -1024);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void tinyValuesAreOffByHalfAFineStepAtMost(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        FixedPoint coarseGrid = FixedPoint.fitting(1024, 1 << 20, Integer.MAX_VALUE);
        BigDecimal halfStep = new BigDecimal(Math.scalb(0.5, -coarseGrid.fineScale()));
        for (int trial = 0; trial < 500; trial++) {
            float value = (float) Math.scalb(random.nextDouble(-1, 1), -random.nextInt(20, 40));
            long weight = random.nextLong(1, 1000);
            ExactSum sum = new ExactSum(1, coarseGrid);
            sum.add(Floats.readOnly(new float[] {value}), weight);

            // A sum of so few bits is itself a float.
            BigDecimal exact = new BigDecimal(value).multiply(BigDecimal.valueOf(weight));
            BigDecimal error = exact.subtract(new BigDecimal(sum.mean(1)[0])).abs();

            BigDecimal lastRounding = exact.abs().multiply(new BigDecimal(Math.scalb(1.0, -24)));
            assertThat(error).isLessThanOrEqualTo(halfStep.add(lastRounding));
        }
    }

    @Test
    void hugeAndTinyLimitsWork() {
        ExactSum huge = new ExactSum(1, FixedPoint.fitting(Double.MAX_VALUE, Long.MAX_VALUE, 1));
        huge.add(Floats.readOnly(new float[] {Float.MAX_VALUE}), Long.MAX_VALUE);
        ExactSum tiny = new ExactSum(1, FixedPoint.fitting(Double.MIN_VALUE, 1, 3));
        tiny.add(Floats.readOnly(new float[] {Float.MIN_VALUE}), 1);
        tiny.add(Floats.readOnly(new float[] {Float.MIN_VALUE}), 1);
        tiny.add(Floats.readOnly(new float[] {0}), 1);

        assertThat(huge.mean(Long.MAX_VALUE)).containsExactly(Float.MAX_VALUE);
        assertThat(tiny.mean(3)).containsExactly(Float.MIN_VALUE);
        assertThat(tiny.mean(4)).containsExactly(0);
    }

    @Test
    void mergedSumsEqualOneSum() {
        SplittableRandom random = new SplittableRandom(11);
        ExactSum whole = new ExactSum(33, USUAL);
        ExactSum left = new ExactSum(33, USUAL);
        ExactSum right = new ExactSum(33, USUAL);
        for (int i = 0; i < 30; i++) {
            MemorySegment values = Floats.readOnly(Floats.spread(random, 33, 100));
            whole.add(values, i + 1);
            (i % 3 == 0 ? left : right).add(values, i + 1);
        }
        float[] rightBefore = right.mean(9);

        left.merge(right);

        assertThat(left.mean(465)).containsExactly(whole.mean(465));
        assertThat(right.mean(9)).containsExactly(rightBefore);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4095, 4096, 4097, 9000})
    void sumsOutsideOfTheHeapHaveTheSameBits(int size) {
        SplittableRandom random = new SplittableRandom(size);
        ExactSum onHeap = new ExactSum(size, USUAL);
        ExactSum moreOnHeap = new ExactSum(size, USUAL);
        try (ExactSum outside = new ExactSum(size, USUAL, 1);
                ExactSum moreOutside = new ExactSum(size, USUAL, 1)) {
            for (int i = 0; i < 6; i++) {
                MemorySegment values = Floats.readOnly(Floats.spread(random, size, 60));
                (i % 2 == 0 ? onHeap : moreOnHeap).add(values, i + 1);
                (i % 2 == 0 ? outside : moreOutside).add(values, i + 1);
            }
            onHeap.merge(moreOnHeap);
            outside.merge(moreOutside);

            assertThat(outside.mean(21)).containsExactly(onHeap.mean(21));

            onHeap.merge(moreOutside);
            outside.merge(moreOnHeap);

            assertThat(outside.mean(33)).containsExactly(onHeap.mean(33));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 1023, 1024, 1025, 5000, 16_384, 20_001})
    void vectorsAddedInOnePassHaveTheBitsOfOneAfterTheOther(int size) {
        SplittableRandom random = new SplittableRandom(size);
        List<MemorySegment> values = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            values.add(Floats.readOnly(Floats.spread(random, size, 40)));
        }
        long[] weights = {1, 7, 1 << 20, 3, 999};
        ExactSum oneByOne = new ExactSum(size, USUAL);
        for (int i = 0; i < 5; i++) {
            oneByOne.add(values.get(i), weights[i]);
        }

        for (ExactSum together : List.of(new ExactSum(size, USUAL), new ExactSum(size, USUAL, 1))) {
            try (together) {
                together.addAll(values, weights);

                assertThat(together.mean(1 << 20)).containsExactly(oneByOne.mean(1 << 20));
            }
        }
        assertThatThrownBy(() -> oneByOne.addAll(values, 1, 2)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void weightsWhoseProductsAreRoundedAddTheSameInOnePass() {
        FixedPoint grid = FixedPoint.fitting(1024, 1L << 45, 16);
        for (long largest : new long[] {1L << 29, (1L << 29) + 1, (1L << 45) - 1}) {
            SplittableRandom random = new SplittableRandom(largest);
            ExactSum together = new ExactSum(17_000, grid);
            ExactSum oneByOne = new ExactSum(17_000, grid);
            List<MemorySegment> values = new ArrayList<>();
            long[] weights = new long[11];
            for (int i = 0; i < weights.length; i++) {
                values.add(Floats.readOnly(Floats.spread(random, 17_000, 9)));
                weights[i] = i == 6 ? largest : random.nextLong(1, largest);
                oneByOne.add(values.get(i), weights[i]);
            }

            together.addAll(values, weights);

            assertThat(written(together)).isEqualTo(written(oneByOne));
        }
    }

    private static byte[] written(ExactSum sum) {
        byte[] bytes = new byte[16 * sum.size()];
        sum.write(MemorySegment.ofArray(bytes));
        return bytes;
    }

    @Test
    void rowsAddToASumOutsideOfTheHeapAsToAnyOther() {
        SplittableRandom random = new SplittableRandom(5);
        FusedRows format = new FusedRows(8, 512, 1);
        MemorySegment rows = MemorySegment.ofArray(new byte[20 * format.rowBytes()]);
        format.quantize(Floats.readOnly(Floats.spread(random, 20 * 512, 10)), rows);
        ExactSum onHeap = new ExactSum(20 * 512 + 7, USUAL);
        try (ExactSum outside = new ExactSum(20 * 512 + 7, USUAL, 1)) {
            format.addTo(onHeap, 7, List.of(rows, rows, rows), new long[] {1, 20, 300});
            format.addTo(outside, 7, List.of(rows, rows, rows), new long[] {1, 20, 300});

            assertThat(outside.mean(321)).containsExactly(onHeap.mean(321));
        }
    }

    @Test
    void aSumCanBeClosedTwice() {
        ExactSum sum = new ExactSum(3, USUAL, 1);
        sum.close();
        sum.close();

        assertThatThrownBy(() -> sum.mean(1)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void nothingOfAClosedSumIsInTheNextOne() {
        SplittableRandom random = new SplittableRandom(12);
        MemorySegment values = Floats.readOnly(Floats.spread(random, 10_000, 40));
        ExactSum fresh = new ExactSum(10_000, USUAL);
        fresh.add(values, 3);
        for (int use = 0; use < 4; use++) {
            ExactSum before = new ExactSum(10_000, USUAL);
            before.add(Floats.readOnly(Floats.spread(random, 10_000, 40)), 5);
            before.close();
            before.close();

            try (ExactSum after = new ExactSum(10_000, USUAL);
                    ExactSum other = new ExactSum(10_000, USUAL)) {
                if (use == 1) {
                    assertThat(after.mean(1)).containsOnly(0);
                }
                if (use == 2) {
                    other.add(values, 3);
                    after.merge(other);
                } else {
                    after.add(values, 3);
                }

                assertThat(written(after)).isEqualTo(written(fresh));
                assertThatThrownBy(() -> before.mean(1)).isInstanceOf(IllegalStateException.class);
                assertThatThrownBy(() -> before.add(values, 1)).isInstanceOf(IllegalStateException.class);
            }
        }
    }

    @Test
    void strangersAreRefused() {
        ExactSum sum = new ExactSum(2, USUAL);

        assertThatThrownBy(() -> sum.add(MemorySegment.ofArray(new float[3]), 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("8 bytes")
                .hasMessageContaining("12");
        assertThatThrownBy(() -> sum.merge(new ExactSum(3, USUAL))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> sum.merge(new ExactSum(2, new FixedPoint(0, 20))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> sum.mean(0)).isInstanceOf(IllegalArgumentException.class);
    }
}
