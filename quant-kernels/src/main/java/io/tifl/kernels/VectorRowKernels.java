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
    public void addExact(
            MemorySegment codes,
            long codesAt,
            int columns,
            float scale,
            float bias,
            double factor,
            double ratio,
            long[] coarse,
            long[] fine,
            int from) {
        // Written out for two registers of codes: C2 then compiles the loop by itself, and does not lose its way in the
        // loops around it, where it would keep vectors on the heap.
        int limit = columns - columns % (2 * LANES);
        for (int i = 0; i < limit; i += 2 * LANES) {
            int at = from + i;
            FloatVector values0 = decoded(codes, codesAt + i, scale, bias);
            FloatVector values1 = decoded(codes, codesAt + i + LANES, scale, bias);
            DoubleVector first = ((DoubleVector) values0.convertShape(VectorOperators.F2D, DOUBLES, 0)).mul(factor);
            DoubleVector firstShifted = first.add(Kernels.ROUNDER);
            DoubleVector firstRest =
                    first.sub(firstShifted.sub(Kernels.ROUNDER)).mul(ratio).add(Kernels.ROUNDER);
            firstShifted
                    .reinterpretAsLongs()
                    .sub(Kernels.ROUNDER_BITS)
                    .add(LongVector.fromArray(LONGS, coarse, at))
                    .intoArray(coarse, at);
            firstRest
                    .reinterpretAsLongs()
                    .sub(Kernels.ROUNDER_BITS)
                    .add(LongVector.fromArray(LONGS, fine, at))
                    .intoArray(fine, at);
            DoubleVector second = ((DoubleVector) values0.convertShape(VectorOperators.F2D, DOUBLES, 1)).mul(factor);
            DoubleVector secondShifted = second.add(Kernels.ROUNDER);
            DoubleVector secondRest =
                    second.sub(secondShifted.sub(Kernels.ROUNDER)).mul(ratio).add(Kernels.ROUNDER);
            secondShifted
                    .reinterpretAsLongs()
                    .sub(Kernels.ROUNDER_BITS)
                    .add(LongVector.fromArray(LONGS, coarse, at + HALF))
                    .intoArray(coarse, at + HALF);
            secondRest
                    .reinterpretAsLongs()
                    .sub(Kernels.ROUNDER_BITS)
                    .add(LongVector.fromArray(LONGS, fine, at + HALF))
                    .intoArray(fine, at + HALF);
            DoubleVector third = ((DoubleVector) values1.convertShape(VectorOperators.F2D, DOUBLES, 0)).mul(factor);
            DoubleVector thirdShifted = third.add(Kernels.ROUNDER);
            DoubleVector thirdRest =
                    third.sub(thirdShifted.sub(Kernels.ROUNDER)).mul(ratio).add(Kernels.ROUNDER);
            thirdShifted
                    .reinterpretAsLongs()
                    .sub(Kernels.ROUNDER_BITS)
                    .add(LongVector.fromArray(LONGS, coarse, at + 2 * HALF))
                    .intoArray(coarse, at + 2 * HALF);
            thirdRest
                    .reinterpretAsLongs()
                    .sub(Kernels.ROUNDER_BITS)
                    .add(LongVector.fromArray(LONGS, fine, at + 2 * HALF))
                    .intoArray(fine, at + 2 * HALF);
            DoubleVector fourth = ((DoubleVector) values1.convertShape(VectorOperators.F2D, DOUBLES, 1)).mul(factor);
            DoubleVector fourthShifted = fourth.add(Kernels.ROUNDER);
            DoubleVector fourthRest =
                    fourth.sub(fourthShifted.sub(Kernels.ROUNDER)).mul(ratio).add(Kernels.ROUNDER);
            fourthShifted
                    .reinterpretAsLongs()
                    .sub(Kernels.ROUNDER_BITS)
                    .add(LongVector.fromArray(LONGS, coarse, at + 3 * HALF))
                    .intoArray(coarse, at + 3 * HALF);
            fourthRest
                    .reinterpretAsLongs()
                    .sub(Kernels.ROUNDER_BITS)
                    .add(LongVector.fromArray(LONGS, fine, at + 3 * HALF))
                    .intoArray(fine, at + 3 * HALF);
        }
        ScalarRowKernels.addExact(codes, codesAt, columns, scale, bias, factor, ratio, coarse, fine, from, limit);
    }

    @Override
    public void addFloat(
            MemorySegment codes, long codesAt, int columns, float scale, float bias, MemorySegment sum, long at) {
        int limit = FLOATS.loopBound(columns);
        for (int i = 0; i < limit; i += LANES) {
            floats(sum, at, i)
                    .add(decoded(codes, codesAt + i, scale, bias))
                    .intoMemorySegment(sum, at + (long) Float.BYTES * i, ORDER);
        }
        ScalarRowKernels.addFloat(codes, codesAt, columns, scale, bias, sum, at, limit);
    }

    private static FloatVector floats(MemorySegment values, long at, int i) {
        return FloatVector.fromMemorySegment(FLOATS, values, at + (long) Float.BYTES * i, ORDER);
    }

    private static FloatVector decoded(MemorySegment codes, long at, float scale, float bias) {
        ByteVector bytes = ByteVector.fromMemorySegment(BYTES, codes, at, ORDER);
        IntVector whole = (IntVector) bytes.convertShape(VectorOperators.ZERO_EXTEND_B2I, INTS, 0);
        return ((FloatVector) whole.convert(VectorOperators.I2F, 0)).mul(scale).add(bias);
    }

    private static void store(IntVector codes, MemorySegment bytes, long at) {
        ((ByteVector) codes.convertShape(VectorOperators.I2B, BYTES, 0)).intoMemorySegment(bytes, at, ORDER);
    }
}
