package io.tifl.kernels;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/** The loops over rows on the Vector API, for registers of 256 and 512 bits. */
final class VectorRowKernels implements RowKernels {
    private static final VectorSpecies<Double> DOUBLES =
            VectorSpecies.of(double.class, VectorShape.forBitSize(VectorKernels.bits()));
    private static final VectorSpecies<Long> LONGS = VectorSpecies.of(long.class, DOUBLES.vectorShape());
    private static final VectorSpecies<Float> FLOATS = VectorSpecies.of(float.class, DOUBLES.vectorShape());
    private static final VectorSpecies<Integer> INTS = VectorSpecies.of(int.class, DOUBLES.vectorShape());
    private static final VectorSpecies<Byte> BYTES =
            VectorSpecies.of(byte.class, VectorShape.forBitSize(DOUBLES.vectorBitSize() / Integer.BYTES));
    private static final int LANES = FLOATS.length();
    private static final int HALF = DOUBLES.length();
    private static final IntVector NUMBERS = IntVector.zero(INTS).addIndex(1);
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();

    @Override
    public long extremes(MemorySegment values, long at, int columns) {
        IntVector min = IntVector.broadcast(INTS, Integer.MAX_VALUE);
        IntVector max = IntVector.broadcast(INTS, Integer.MIN_VALUE);
        int limit = FLOATS.loopBound(columns);
        for (int i = 0; i < limit; i += LANES) {
            // Loaded as what they are: C2 has no vector load of ints from an array of floats.
            IntVector bits = floats(values, at, i).reinterpretAsInts();
            IntVector ordered = bits.lanewise(
                    VectorOperators.XOR, bits.lanewise(VectorOperators.ASHR, 31).and(Integer.MAX_VALUE));
            min = min.min(ordered);
            max = max.max(ordered);
        }
        int lowest = min.reduceLanes(VectorOperators.MIN);
        int highest = max.reduceLanes(VectorOperators.MAX);
        return ScalarRowKernels.extremes(values, at, columns, limit, lowest, highest);
    }

    @Override
    public void nearest(
            MemorySegment values,
            long at,
            int columns,
            float bias,
            float inverse,
            int max,
            MemorySegment codes,
            long codesAt) {
        int limit = FLOATS.loopBound(columns);
        for (int i = 0; i < limit; i += LANES) {
            IntVector shifted = floats(values, at, i)
                    .sub(bias)
                    .mul(inverse)
                    .add(ROUNDER)
                    .reinterpretAsInts()
                    .max(ROUNDER_BITS)
                    .min(ROUNDER_BITS + max);
            store(shifted, codes, codesAt + i);
        }
        ScalarRowKernels.nearest(values, at, columns, bias, inverse, max, codes, codesAt, limit);
    }

    @Override
    public void stochastic(
            MemorySegment values,
            long at,
            int columns,
            float bias,
            float inverse,
            int max,
            int first,
            long key,
            MemorySegment codes,
            long codesAt) {
        int limit = FLOATS.loopBound(columns);
        for (int i = 0; i < limit; i += LANES) {
            FloatVector chance =
                    ((FloatVector) chances(first + i, key).convert(VectorOperators.I2F, 0)).mul(CHANCE_STEP);
            FloatVector steps = floats(values, at, i).sub(bias).mul(inverse).add(chance);
            store(((IntVector) steps.convert(VectorOperators.F2I, 0)).min(max), codes, codesAt + i);
        }
        ScalarRowKernels.stochastic(values, at, columns, bias, inverse, max, first, key, codes, codesAt, limit);
    }

    /** The upper 24 bits of {@link RowKernels#chance} of as many numbers as there are lanes. */
    private static IntVector chances(int number, long key) {
        IntVector x = NUMBERS.add(number + (int) key);
        x = x.lanewise(VectorOperators.XOR, x.lanewise(VectorOperators.LSHR, 16))
                .mul(0x7feb352d)
                .lanewise(VectorOperators.XOR, (int) (key >>> 32));
        x = x.lanewise(VectorOperators.XOR, x.lanewise(VectorOperators.LSHR, 15))
                .mul(0x846ca68b);
        return x.lanewise(VectorOperators.XOR, x.lanewise(VectorOperators.LSHR, 16))
                .lanewise(VectorOperators.LSHR, 8);
    }

    @Override
    public void decode(
            MemorySegment codes, long codesAt, int columns, float scale, float bias, MemorySegment values, long at) {
        int limit = FLOATS.loopBound(columns);
        for (int i = 0; i < limit; i += LANES) {
            decoded(codes, codesAt + i, scale, bias).intoMemorySegment(values, at + (long) Float.BYTES * i, ORDER);
        }
        ScalarRowKernels.decode(codes, codesAt, columns, scale, bias, values, at, limit);
    }

    @Override
    public void addFloats(byte[] codes, int stride, int columns, float[] grids, MemorySegment sum, long at) {
        int limit = FLOATS.loopBound(columns);
        for (int i = 0; i < limit; i += LANES) {
            FloatVector total = floats(sum, at, i);
            for (int client = 0; 2 * client < grids.length; client++) {
                FloatVector scale = FloatVector.broadcast(FLOATS, grids[2 * client]);
                total = codes(codes, client * stride + i).fma(scale, total.add(grids[2 * client + 1]));
            }
            total.intoMemorySegment(sum, at + (long) Float.BYTES * i, ORDER);
        }
        ScalarRowKernels.addFloats(codes, stride, columns, grids, sum, at, limit);
    }

    @Override
    public void addExact(
            byte[] codes,
            int first,
            int stride,
            int columns,
            float[] grids,
            double[] factors,
            double ratio,
            MemorySegment coarse,
            MemorySegment fine,
            long at) {
        int limit = FLOATS.loopBound(columns);
        for (int i = 0; i < limit; i += LANES) {
            DoubleVector lower = DoubleVector.zero(DOUBLES);
            DoubleVector upper = DoubleVector.zero(DOUBLES);
            for (int client = 0; client < factors.length; client++) {
                FloatVector values = codes(codes, first + client * stride + i)
                        .mul(grids[2 * client])
                        .add(grids[2 * client + 1]);
                lower = lower.add(doubles(values, 0).mul(factors[client]));
                upper = upper.add(doubles(values, 1).mul(factors[client]));
            }
            add(lower, ratio, coarse, fine, at + (long) Long.BYTES * i);
            add(upper, ratio, coarse, fine, at + (long) Long.BYTES * (i + HALF));
        }
        ScalarRowKernels.addExact(codes, first, stride, columns, grids, factors, ratio, coarse, fine, at, limit);
    }

    private static void add(DoubleVector terms, double ratio, MemorySegment coarse, MemorySegment fine, long at) {
        DoubleVector shifted = terms.add(Kernels.ROUNDER);
        DoubleVector rest = terms.sub(shifted.sub(Kernels.ROUNDER)).mul(ratio).add(Kernels.ROUNDER);
        addSteps(shifted, coarse, at);
        addSteps(rest, fine, at);
    }

    private static void addSteps(DoubleVector shifted, MemorySegment sum, long at) {
        LongVector.fromMemorySegment(LONGS, sum, at, ORDER)
                .add(shifted.reinterpretAsLongs().sub(Kernels.ROUNDER_BITS))
                .intoMemorySegment(sum, at, ORDER);
    }

    private static DoubleVector doubles(FloatVector values, int part) {
        return (DoubleVector) values.convertShape(VectorOperators.F2D, DOUBLES, part);
    }

    private static FloatVector floats(MemorySegment values, long at, int i) {
        return FloatVector.fromMemorySegment(FLOATS, values, at + (long) Float.BYTES * i, ORDER);
    }

    private static FloatVector decoded(MemorySegment codes, long at, float scale, float bias) {
        return floats(ByteVector.fromMemorySegment(BYTES, codes, at, ORDER))
                .mul(scale)
                .add(bias);
    }

    private static FloatVector codes(byte[] codes, int at) {
        return floats(ByteVector.fromArray(BYTES, codes, at));
    }

    private static FloatVector floats(ByteVector bytes) {
        IntVector whole = (IntVector) bytes.convertShape(VectorOperators.ZERO_EXTEND_B2I, INTS, 0);
        return (FloatVector) whole.convert(VectorOperators.I2F, 0);
    }

    private static void store(IntVector codes, MemorySegment bytes, long at) {
        ((ByteVector) codes.convertShape(VectorOperators.I2B, BYTES, 0)).intoMemorySegment(bytes, at, ORDER);
    }
}
