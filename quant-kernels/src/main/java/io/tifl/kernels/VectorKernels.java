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
