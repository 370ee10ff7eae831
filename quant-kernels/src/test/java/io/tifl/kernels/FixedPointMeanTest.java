package io.tifl.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Division against unbounded arithmetic, most of all where one fine step decides the rounding. */
class FixedPointMeanTest {
    private static final FixedPoint GRID = FixedPoint.fitting(1024, 1 << 20, 2048);
    private static final int TRIALS = 3000;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 10, 31, 40})
    void aFineStepBesideTheMiddleOfTwoFloatsDecides(int weightBits) {
        SplittableRandom random = new SplittableRandom(weightBits);
        for (int trial = 0; trial < TRIALS; trial++) {
            float below = (float) Math.scalb(1 + random.nextDouble(), random.nextInt(-30, 1));
            double middle = below / 2.0 + Math.nextUp(below) / 2.0;
            long weight = random.nextLong(1L << (weightBits - 1), 1L << weightBits);
            BigInteger sum = new BigDecimal(middle)
                    .multiply(BigDecimal.valueOf(weight))
                    .multiply(new BigDecimal(Math.scalb(1.0, GRID.fineScale())))
                    .toBigInteger()
                    .add(BigInteger.valueOf(random.nextInt(-1, 2)));

            assertNearest(random.nextBoolean() ? sum : sum.negate(), weight);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 20, 62})
    void limbsOfAnySignAndSizeAreDivided(int limbBits) {
        SplittableRandom random = new SplittableRandom(limbBits);
        long bound = 1L << limbBits;
        for (int trial = 0; trial < TRIALS; trial++) {
            long coarse = random.nextLong(-bound, bound + 1);
            long fine = random.nextLong(-bound, bound + 1);
            long weight = random.nextLong(1, 1L << random.nextInt(1, 40));

            assertThat(new FixedPointMean(GRID, weight).nearest(coarse, fine))
                    .isEqualTo(expected(sum(coarse, fine), weight));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 3, 1L << 30, Long.MAX_VALUE})
    void meansBelowTheNormalFloatsAreRoundedToo(long weight) {
        FixedPoint tiny = FixedPoint.fitting(0x1p-120, 1, 1);
        SplittableRandom random = new SplittableRandom(weight);
        for (int trial = 0; trial < TRIALS; trial++) {
            long coarse = random.nextLong(1L << random.nextInt(1, 52));
            long fine = random.nextLong(1L << random.nextInt(1, 52));
            BigInteger sum = BigInteger.valueOf(coarse).shiftLeft(tiny.apart()).add(BigInteger.valueOf(fine));
            BigDecimal steps = new BigDecimal(Math.scalb(1.0, tiny.fineScale())).multiply(BigDecimal.valueOf(weight));

            assertThat(new FixedPointMean(tiny, weight).nearest(coarse, fine))
                    .isEqualTo(new BigDecimal(sum)
                            .divide(steps, new MathContext(400))
                            .floatValue());
        }
    }

    private static void assertNearest(BigInteger sum, long weight) {
        long coarse = sum.shiftRight(GRID.apart()).longValueExact();
        long fine =
                sum.subtract(BigInteger.valueOf(coarse).shiftLeft(GRID.apart())).longValueExact();

        assertThat(new FixedPointMean(GRID, weight).nearest(coarse, fine)).isEqualTo(expected(sum, weight));
    }

    private static BigInteger sum(long coarse, long fine) {
        return BigInteger.valueOf(coarse).shiftLeft(GRID.apart()).add(BigInteger.valueOf(fine));
    }

    private static float expected(BigInteger sum, long weight) {
        BigDecimal steps = new BigDecimal(Math.scalb(1.0, GRID.fineScale())).multiply(BigDecimal.valueOf(weight));
        return new BigDecimal(sum).divide(steps, new MathContext(400)).floatValue();
    }
}
