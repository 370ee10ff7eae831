package io.tifl.experiments.network;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Exponentials of many numbers at once, to two units in the last place. Each is one chain of fused multiplications and
 * additions, so results are the same bits whatever vectors a machine has.
 *
 * <p>With {@code x = n log 2 + r} and r within half of {@code log 2}, the exponential of r is Taylor's polynomial of degree
 * 13, and n is added to the exponent's bits.
 */
public final class Exponentials {
    private static final VectorSpecies<Double> LANES = DoubleVector.SPECIES_PREFERRED;
    private static final double LOWEST = -708;
    private static final double HIGHEST = 709;
    private static final double LOG2_E = 1.4426950408889634;
    private static final double LOG_2_HIGH = 0x1.62e42fee00000p-1;
    private static final double LOG_2_LOW = 0x1.a39ef35793c76p-33;

    /** Numbers this large have no places behind the point, and the whole part in their lowest bits. */
    private static final double SHIFT = 0x1.8p52;

    private static final double[] TAYLOR = taylor();

    private Exponentials() {}

    private static double[] taylor() {
        double[] coefficients = new double[14];
        double factorial = 1;
        for (int k = 0; k < coefficients.length; k++) {
            factorial *= Math.max(k, 1);
            coefficients[coefficients.length - 1 - k] = 1 / factorial;
        }
        return coefficients;
    }

    /** Of one number: 0 below -708, infinite above 709. */
    public static double of(double x) {
        if (x < LOWEST) {
            return 0;
        }
        if (!(x <= HIGHEST)) {
            return x > HIGHEST ? Double.POSITIVE_INFINITY : Double.NaN;
        }
        double shifted = Math.fma(x, LOG2_E, SHIFT);
        double whole = shifted - SHIFT;
        double rest = Math.fma(whole, -LOG_2_LOW, Math.fma(whole, -LOG_2_HIGH, x));
        double sum = TAYLOR[0];
        for (int k = 1; k < TAYLOR.length; k++) {
            sum = Math.fma(sum, rest, TAYLOR[k]);
        }
        return Double.longBitsToDouble(
                Double.doubleToRawLongBits(sum) + (Double.doubleToRawLongBits(shifted) << 52));
    }

    /** Replaces numbers {@code from} to before {@code to} by their exponentials. */
    public static void replace(double[] values, int from, int to) {
        int i = from;
        for (; i <= to - LANES.length(); i += LANES.length()) {
            of(DoubleVector.fromArray(LANES, values, i)).intoArray(values, i);
        }
        for (; i < to; i++) {
            values[i] = of(values[i]);
        }
    }

    private static DoubleVector of(DoubleVector x) {
        DoubleVector inside = x.max(LOWEST).min(HIGHEST);
        DoubleVector shifted = inside.fma(DoubleVector.broadcast(LANES, LOG2_E), DoubleVector.broadcast(LANES, SHIFT));
        DoubleVector whole = shifted.sub(SHIFT);
        DoubleVector rest = whole.fma(DoubleVector.broadcast(LANES, -LOG_2_HIGH), inside);
        rest = whole.fma(DoubleVector.broadcast(LANES, -LOG_2_LOW), rest);
        DoubleVector sum = DoubleVector.broadcast(LANES, TAYLOR[0]);
        for (int k = 1; k < TAYLOR.length; k++) {
            sum = sum.fma(rest, DoubleVector.broadcast(LANES, TAYLOR[k]));
        }
        LongVector exponent = shifted.reinterpretAsLongs().lanewise(VectorOperators.LSHL, 52);
        return sum.reinterpretAsLongs()
                .add(exponent)
                .reinterpretAsDoubles()
                .blend(0, x.compare(VectorOperators.LT, LOWEST))
                .blend(Double.POSITIVE_INFINITY, x.compare(VectorOperators.GT, HIGHEST))
                .blend(Double.NaN, x.test(VectorOperators.IS_NAN));
    }
}
