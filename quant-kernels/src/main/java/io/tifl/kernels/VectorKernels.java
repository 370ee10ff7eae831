package io.tifl.kernels;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * The loops on the Vector API, for registers of 256 and 512 bits.
 *
 * <p>Whole numbers are taken from a double's bits, since only AVX-512 converts doubles to longs. The products of two
 * floats are exact in double precision, so a fused multiply-add would change nothing.
 */
final class VectorKernels implements Kernels {
    private static final VectorSpecies<Double> DOUBLES = doubles();
    private static final VectorSpecies<Long> LONGS = VectorSpecies.of(long.class, DOUBLES.vectorShape());
    private static final VectorSpecies<Float> FLOATS =
            VectorSpecies.of(float.class, VectorShape.forBitSize(DOUBLES.vectorBitSize() / 2));
    private static final VectorSpecies<Integer> INTS = VectorSpecies.of(int.class, FLOATS.vectorShape());
    private static final int LANES = DOUBLES.length();
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();

    /** The widest registers in use, in bits; below 256 these kernels do not apply. */
    static int bits() {
        return DOUBLES.vectorBitSize();
    }

    private static VectorSpecies<Double> doubles() {
        VectorSpecies<Double> preferred = DoubleVector.SPECIES_PREFERRED;
        return preferred.vectorBitSize() > 512 ? DoubleVector.SPECIES_512 : preferred;
    }

    @Override
    public void addWeighted(
            MemorySegment values, double factor, double ratio, long[] coarse, long[] fine, int from, int to) {
        DoubleVector rounder = DoubleVector.broadcast(DOUBLES, ROUNDER);
        LongVector rounderBits = LongVector.broadcast(LONGS, ROUNDER_BITS);
        int limit = from + DOUBLES.loopBound(to - from);
        for (int i = from; i < limit; i += LANES) {
            DoubleVector term = load(values, i).mul(factor);
            DoubleVector shifted = term.add(rounder);
            DoubleVector rest = term.sub(shifted.sub(rounder)).mul(ratio).add(rounder);
            whole(shifted, rounderBits)
                    .add(LongVector.fromArray(LONGS, coarse, i))
                    .intoArray(coarse, i);
            whole(rest, rounderBits).add(LongVector.fromArray(LONGS, fine, i)).intoArray(fine, i);
        }
        ScalarKernels.addEach(values, factor, ratio, coarse, fine, limit, to);
    }

    private static LongVector whole(DoubleVector shifted, LongVector rounderBits) {
        return shifted.reinterpretAsLongs().sub(rounderBits);
    }

    private static DoubleVector load(MemorySegment values, int i) {
        return widen(FloatVector.fromMemorySegment(FLOATS, values, (long) Float.BYTES * i, ORDER));
    }

    private static DoubleVector widen(FloatVector floats) {
        return (DoubleVector) floats.convertShape(VectorOperators.F2D, DOUBLES, 0);
    }

    @Override
    public void addFour(
            float[][] values, double[] factors, double ratio, long[] coarse, long[] fine, int from, int to) {
        int limit = DOUBLES.loopBound(to - from);
        addFour(
                values[0],
                values[1],
                values[2],
                values[3],
                factors[0],
                factors[1],
                factors[2],
                factors[3],
                ratio,
                coarse,
                fine,
                from,
                limit);
        ScalarKernels.addFour(values, factors, ratio, coarse, fine, from, from + limit, to);
    }

    // Each product is exact, so it is not kept: a fused multiply-add computes it again. What the rounder adds to the
    // bits of a sum
    // is taken away once for all four.
    private static void addFour(
            float[] a,
            float[] b,
            float[] c,
            float[] d,
            double factorA,
            double factorB,
            double factorC,
            double factorD,
            double ratio,
            long[] coarse,
            long[] fine,
            int from,
            int limit) {
        DoubleVector rounder = DoubleVector.broadcast(DOUBLES, ROUNDER);
        DoubleVector ratios = DoubleVector.broadcast(DOUBLES, ratio);
        LongVector rounderBits = LongVector.broadcast(LONGS, FOUR * ROUNDER_BITS);
        DoubleVector factorsA = DoubleVector.broadcast(DOUBLES, factorA);
        DoubleVector factorsB = DoubleVector.broadcast(DOUBLES, factorB);
        DoubleVector factorsC = DoubleVector.broadcast(DOUBLES, factorC);
        DoubleVector factorsD = DoubleVector.broadcast(DOUBLES, factorD);
        for (int i = 0; i < limit; i += LANES) {
            DoubleVector valuesA = widen(FloatVector.fromArray(FLOATS, a, i));
            DoubleVector valuesB = widen(FloatVector.fromArray(FLOATS, b, i));
            DoubleVector valuesC = widen(FloatVector.fromArray(FLOATS, c, i));
            DoubleVector valuesD = widen(FloatVector.fromArray(FLOATS, d, i));
            DoubleVector shiftedA = valuesA.fma(factorsA, rounder);
            DoubleVector shiftedB = valuesB.fma(factorsB, rounder);
            DoubleVector shiftedC = valuesC.fma(factorsC, rounder);
            DoubleVector shiftedD = valuesD.fma(factorsD, rounder);
            LongVector whole = sum(shiftedA, shiftedB, shiftedC, shiftedD, rounderBits);
            DoubleVector restA = valuesA.fma(factorsA, rounder.sub(shiftedA)).fma(ratios, rounder);
            DoubleVector restB = valuesB.fma(factorsB, rounder.sub(shiftedB)).fma(ratios, rounder);
            DoubleVector restC = valuesC.fma(factorsC, rounder.sub(shiftedC)).fma(ratios, rounder);
            DoubleVector restD = valuesD.fma(factorsD, rounder.sub(shiftedD)).fma(ratios, rounder);
            LongVector rest = sum(restA, restB, restC, restD, rounderBits);
            whole.add(LongVector.fromArray(LONGS, coarse, from + i)).intoArray(coarse, from + i);
            rest.add(LongVector.fromArray(LONGS, fine, from + i)).intoArray(fine, from + i);
        }
    }

    private static LongVector sum(
            DoubleVector a, DoubleVector b, DoubleVector c, DoubleVector d, LongVector rounderBits) {
        LongVector ab = a.reinterpretAsLongs().add(b.reinterpretAsLongs());
        LongVector cd = c.reinterpretAsLongs().add(d.reinterpretAsLongs());
        return ab.add(cd).sub(rounderBits);
    }

    @Override
    public int extent(MemorySegment values, double[] partial) {
        int size = (int) (values.byteSize() / Float.BYTES);
        int limit = size & -PARTIAL_SUMS;
        int max =
                LANES == PARTIAL_SUMS ? extentOfEights(values, limit, partial) : extentOfFours(values, limit, partial);
        return Math.max(max, ScalarKernels.extent(values, partial, limit));
    }

    private static int extentOfEights(MemorySegment values, int limit, double[] partial) {
        DoubleVector sum = DoubleVector.zero(DOUBLES);
        IntVector max = IntVector.zero(INTS);
        for (int i = 0; i < limit; i += PARTIAL_SUMS) {
            FloatVector x = FloatVector.fromMemorySegment(FLOATS, values, (long) Float.BYTES * i, ORDER);
            DoubleVector wide = widen(x);
            sum = sum.add(wide.mul(wide));
            max = max.max(magnitudeBits(x));
        }
        sum.intoArray(partial, 0);
        return max.reduceLanes(VectorOperators.MAX);
    }

    private static int extentOfFours(MemorySegment values, int limit, double[] partial) {
        DoubleVector lower = DoubleVector.zero(DOUBLES);
        DoubleVector upper = lower;
        IntVector max = IntVector.zero(INTS);
        for (int i = 0; i < limit; i += PARTIAL_SUMS) {
            FloatVector x = FloatVector.fromMemorySegment(FLOATS, values, (long) Float.BYTES * i, ORDER);
            FloatVector y = FloatVector.fromMemorySegment(FLOATS, values, (long) Float.BYTES * (i + 4), ORDER);
            DoubleVector wideX = widen(x);
            DoubleVector wideY = widen(y);
            lower = lower.add(wideX.mul(wideX));
            upper = upper.add(wideY.mul(wideY));
            max = max.max(magnitudeBits(x)).max(magnitudeBits(y));
        }
        lower.intoArray(partial, 0);
        upper.intoArray(partial, 4);
        return max.reduceLanes(VectorOperators.MAX);
    }

    private static IntVector magnitudeBits(FloatVector floats) {
        return floats.reinterpretAsInts().and(Integer.MAX_VALUE);
    }
}
