package io.tifl.kernels;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static jdk.incubator.vector.VectorOperators.I2B;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.ZERO_EXTEND_B2I;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The loops over images on the Vector API: eight channels in a register, four registers at a time.
 *
 * <p>Rounding adds a float whose neighbours are whole numbers: the bits of the sum then count in ones, and, read as integers,
 * are in order far beyond, so that results are clamped after rounding, as integers.
 */
final class VectorImageKernels implements ImageKernels {
    private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_256;
    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_256;
    private static final VectorSpecies<Byte> EIGHT = ByteVector.SPECIES_64;
    private static final VectorSpecies<Byte> MANY = ByteVector.SPECIES_256;
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();
    private static final int LANES = 8;
    private static final int BLOCK = 4 * LANES;

    /** Added to a float of magnitude up to 2^22, it leaves the nearest whole number, half to even, in the low bits. */
    private static final float ROUNDER = 0x1.8p23f;

    private static final int ROUNDER_BITS = Float.floatToRawIntBits(ROUNDER);

    /** Turns the order of unsigned bytes into that of signed ones. */
    private static final byte SIGN = (byte) 0x80;

    @Override
    public void sums(WindowSums sums, WindowSums.Kind kind, MemorySegment in, long start, MemorySegment out, long to) {
        int channels = sums.channels();
        int c = 0;
        for (; c + BLOCK <= channels; c += BLOCK) {
            block(sums, kind, in, start, out, to, c);
        }
        for (; c + LANES <= channels; c += LANES) {
            lanes(sums, kind, in, start, out, to, c);
        }
        ScalarImageKernels.sums(sums, kind, in, start, out, to, c);
    }

    private static void block(
            WindowSums sums, WindowSums.Kind kind, MemorySegment in, long start, MemorySegment out, long to, int c) {
        int[] terms = kind.terms();
        int[] weights = sums.weights();
        int[] offsets = kind.offsets();
        int[] taps = kind.taps();
        int channels = sums.channels();
        IntVector sum0 = IntVector.fromArray(INTS, terms, c);
        IntVector sum1 = IntVector.fromArray(INTS, terms, c + LANES);
        IntVector sum2 = IntVector.fromArray(INTS, terms, c + 2 * LANES);
        IntVector sum3 = IntVector.fromArray(INTS, terms, c + 3 * LANES);
        for (int t = 0; t < taps.length; t++) {
            long at = start + offsets[t] + c;
            int w = taps[t] * channels + c;
            sum0 = sum0.add(bytes(in, at).mul(IntVector.fromArray(INTS, weights, w)));
            sum1 = sum1.add(bytes(in, at + LANES).mul(IntVector.fromArray(INTS, weights, w + LANES)));
            sum2 = sum2.add(bytes(in, at + 2 * LANES).mul(IntVector.fromArray(INTS, weights, w + 2 * LANES)));
            sum3 = sum3.add(bytes(in, at + 3 * LANES).mul(IntVector.fromArray(INTS, weights, w + 3 * LANES)));
        }
        store(sums, kind, sum0, out, to, c);
        store(sums, kind, sum1, out, to, c + LANES);
        store(sums, kind, sum2, out, to, c + 2 * LANES);
        store(sums, kind, sum3, out, to, c + 3 * LANES);
    }

    private static void lanes(
            WindowSums sums, WindowSums.Kind kind, MemorySegment in, long start, MemorySegment out, long to, int c) {
        int[] offsets = kind.offsets();
        int[] taps = kind.taps();
        IntVector sum = IntVector.fromArray(INTS, kind.terms(), c);
        for (int t = 0; t < taps.length; t++) {
            IntVector weights = IntVector.fromArray(INTS, sums.weights(), taps[t] * sums.channels() + c);
            sum = sum.add(bytes(in, start + offsets[t] + c).mul(weights));
        }
        store(sums, kind, sum, out, to, c);
    }

    private static IntVector bytes(MemorySegment in, long at) {
        return (IntVector) ByteVector.fromMemorySegment(EIGHT, in, at, ORDER).convertShape(ZERO_EXTEND_B2I, INTS, 0);
    }

    private static void store(WindowSums sums, WindowSums.Kind kind, IntVector raw, MemorySegment out, long to, int c) {
        FloatVector scaled =
                ((FloatVector) raw.convert(I2F, 0)).mul(FloatVector.fromArray(FLOATS, kind.multipliers(), c));
        if (sums.toFloats()) {
            scaled.add(FloatVector.fromArray(FLOATS, sums.bias(), c))
                    .max(sums.lowest())
                    .intoMemorySegment(out, to + (long) Float.BYTES * c, ORDER);
            return;
        }
        narrow(whole(scaled, sums.outputZero(), (int) sums.lowest()), out, to + c);
    }

    /** Rounded and moved by the zero point, within {@code lowest} to 255. */
    private static IntVector whole(FloatVector scaled, int zero, int lowest) {
        return scaled.add(ROUNDER)
                .reinterpretAsInts()
                .max(ROUNDER_BITS - zero + lowest)
                .min(ROUNDER_BITS - zero + 255)
                .sub(ROUNDER_BITS - zero);
    }

    private static void narrow(IntVector values, MemorySegment out, long to) {
        ((ByteVector) values.convertShape(I2B, EIGHT, 0)).intoMemorySegment(out, to, ORDER);
    }

    @Override
    public void largest(int[] offsets, int channels, MemorySegment in, long start, MemorySegment out, long to) {
        int c = 0;
        for (; c + MANY.length() <= channels; c += MANY.length()) {
            ByteVector largest = ByteVector.broadcast(MANY, SIGN);
            for (int offset : offsets) {
                largest = largest.max(signed(MANY, in, start + offset + c));
            }
            largest.lanewise(VectorOperators.XOR, SIGN).intoMemorySegment(out, to + c, ORDER);
        }
        for (; c + LANES <= channels; c += LANES) {
            ByteVector largest = ByteVector.broadcast(EIGHT, SIGN);
            for (int offset : offsets) {
                largest = largest.max(signed(EIGHT, in, start + offset + c));
            }
            largest.lanewise(VectorOperators.XOR, SIGN).intoMemorySegment(out, to + c, ORDER);
        }
        ScalarImageKernels.largest(offsets, channels, in, start, out, to, c);
    }

    private static ByteVector signed(VectorSpecies<Byte> species, MemorySegment in, long at) {
        return ByteVector.fromMemorySegment(species, in, at, ORDER).lanewise(VectorOperators.XOR, SIGN);
    }

    @Override
    public void add(ImageSum sum, MemorySegment a, MemorySegment b, MemorySegment out, int count) {
        int limit = count & -LANES;
        for (int i = 0; i < limit; i += LANES) {
            FloatVector x = (FloatVector) bytes(a, i).sub(sum.zeroA()).convert(I2F, 0);
            FloatVector y = (FloatVector) bytes(b, i).sub(sum.zeroB()).convert(I2F, 0);
            FloatVector scaled = x.mul(sum.multiplierA()).add(y.mul(sum.multiplierB()));
            narrow(whole(scaled, sum.zeroOut(), sum.lowest()), out, i);
        }
        ScalarImageKernels.add(sum, a, b, out, count, limit);
    }

    @Override
    public void quantize(
            InputQuantization to, float[] values, int from, int count, MemorySegment out, long start, int stride) {
        if (stride == 1) {
            int limit = count & -LANES;
            for (int i = 0; i < limit; i += LANES) {
                FloatVector scaled =
                        FloatVector.fromArray(FLOATS, values, from + i).mul(to.inverseScale());
                VectorMask<Integer> nan = scaled.test(VectorOperators.IS_NAN).cast(INTS);
                narrow(whole(scaled, to.zeroPoint(), 0).blend(0, nan), out, start + i);
            }
            ScalarImageKernels.quantize(to, values, from, count, out, start, stride, limit);
            return;
        }
        int least = ROUNDER_BITS - to.zeroPoint();
        for (int i = 0; i < count; i++) {
            float scaled = values[from + i] * to.inverseScale();
            int bits = Math.clamp(Float.floatToRawIntBits(scaled + ROUNDER), least, least + 255);
            out.set(JAVA_BYTE, start + (long) i * stride, (byte) (Float.isNaN(scaled) ? 0 : bits - least));
        }
    }
}
