package io.tifl.kernels;

import static jdk.incubator.vector.VectorOperators.I2B;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.ZERO_EXTEND_B2I;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The loops over images on the Vector API: eight channels in a register, a row of windows at a time.
 *
 * <p>Rounding adds a float whose neighbours are whole numbers: the bits of the sum then count in ones, and, read as integers,
 * are in order far beyond, so that results are clamped after rounding, as integers.
 */
final class VectorImageKernels implements ImageKernels {
    private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_256;
    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_256;
    private static final VectorSpecies<Byte> EIGHT = ByteVector.SPECIES_64;
    private static final VectorSpecies<Byte> MANY = ByteVector.SPECIES_256;
    private static final int LANES = 8;
    private static final int WINDOWS = 4;

    /** Added to a float of magnitude up to 2^22, it leaves the nearest whole number, half to even, in the low bits. */
    private static final float ROUNDER = 0x1.8p23f;

    private static final int ROUNDER_BITS = Float.floatToRawIntBits(ROUNDER);

    /** Turns the order of unsigned bytes into that of signed ones. */
    private static final byte SIGN = (byte) 0x80;

    @Override
    public void sums(
            WindowSums sums, WindowSums.Kind kind, byte[] in, int start, int step, int count, byte[] out, int to) {
        int channels = sums.channels();
        int pixel = sums.pixelBytes();
        int c = 0;
        for (; c + LANES <= channels; c += LANES) {
            int i = 0;
            for (; i + WINDOWS <= count; i += WINDOWS) {
                several(sums, kind, c, in, start + i * step + c, step, out, to + i * pixel);
            }
            for (; i < count; i++) {
                one(sums, kind, c, in, start + i * step + c, out, to + i * pixel);
            }
        }
        for (int i = 0; c < channels && i < count; i++) {
            ScalarImageKernels.sums(sums, kind, in, start + i * step, out, to + i * pixel, c);
        }
    }

    // Neighbouring windows share the weights they are multiplied with.
    private static void several(
            WindowSums sums, WindowSums.Kind kind, int c, byte[] in, int start, int step, byte[] out, int to) {
        int[] offsets = kind.offsets();
        int[] taps = kind.taps();
        int[] weights = sums.weights();
        int channels = sums.channels();
        IntVector sum0 = IntVector.fromArray(INTS, kind.terms(), c);
        IntVector sum1 = sum0;
        IntVector sum2 = sum0;
        IntVector sum3 = sum0;
        for (int t = 0; t < taps.length; t++) {
            IntVector w = IntVector.fromArray(INTS, weights, taps[t] * channels + c);
            int at = start + offsets[t];
            sum0 = sum0.add(bytes(in, at).mul(w));
            sum1 = sum1.add(bytes(in, at + step).mul(w));
            sum2 = sum2.add(bytes(in, at + 2 * step).mul(w));
            sum3 = sum3.add(bytes(in, at + 3 * step).mul(w));
        }
        int pixel = sums.pixelBytes();
        store(sums, kind, sum0, out, to, c);
        store(sums, kind, sum1, out, to + pixel, c);
        store(sums, kind, sum2, out, to + 2 * pixel, c);
        store(sums, kind, sum3, out, to + 3 * pixel, c);
    }

    private static void one(WindowSums sums, WindowSums.Kind kind, int c, byte[] in, int start, byte[] out, int to) {
        IntVector sum = IntVector.fromArray(INTS, kind.terms(), c);
        for (int t = 0; t < kind.taps().length; t++) {
            sum = sum.add(bytes(in, start + kind.offsets()[t]).mul(weights(sums, kind, t, c)));
        }
        store(sums, kind, sum, out, to, c);
    }

    private static IntVector weights(WindowSums sums, WindowSums.Kind kind, int t, int c) {
        return IntVector.fromArray(INTS, sums.weights(), kind.taps()[t] * sums.channels() + c);
    }

    private static IntVector bytes(byte[] in, int at) {
        return (IntVector) ByteVector.fromArray(EIGHT, in, at).convertShape(ZERO_EXTEND_B2I, INTS, 0);
    }

    private static FloatVector floats(IntVector values) {
        return (FloatVector) values.convert(I2F, 0);
    }

    private static void store(WindowSums sums, WindowSums.Kind kind, IntVector raw, byte[] out, int to, int c) {
        FloatVector scaled = floats(raw).mul(FloatVector.fromArray(FLOATS, kind.multipliers(), c));
        if (sums.toFloats()) {
            scaled.add(FloatVector.fromArray(FLOATS, sums.bias(), c))
                    .max(sums.lowest())
                    .reinterpretAsBytes()
                    .intoArray(out, to + Float.BYTES * c);
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

    private static void narrow(IntVector values, byte[] out, int to) {
        ((ByteVector) values.convertShape(I2B, EIGHT, 0)).intoArray(out, to);
    }

    @Override
    public void largest(int[] offsets, int channels, byte[] in, int start, byte[] out, int to) {
        int c = 0;
        for (; c + MANY.length() <= channels; c += MANY.length()) {
            ByteVector largest = ByteVector.broadcast(MANY, SIGN);
            for (int offset : offsets) {
                largest = largest.max(
                        ByteVector.fromArray(MANY, in, start + offset + c).lanewise(VectorOperators.XOR, SIGN));
            }
            largest.lanewise(VectorOperators.XOR, SIGN).intoArray(out, to + c);
        }
        for (; c + LANES <= channels; c += LANES) {
            ByteVector largest = ByteVector.broadcast(EIGHT, SIGN);
            for (int offset : offsets) {
                largest = largest.max(
                        ByteVector.fromArray(EIGHT, in, start + offset + c).lanewise(VectorOperators.XOR, SIGN));
            }
            largest.lanewise(VectorOperators.XOR, SIGN).intoArray(out, to + c);
        }
        ScalarImageKernels.largest(offsets, channels, in, start, out, to, c);
    }

    @Override
    public void add(ImageSum sum, byte[] a, int aAt, byte[] b, int bAt, byte[] out, int to, int count) {
        int limit = count & -LANES;
        for (int i = 0; i < limit; i += LANES) {
            FloatVector x = floats(bytes(a, aAt + i).sub(sum.zeroA())).mul(sum.multiplierA());
            FloatVector y = floats(bytes(b, bAt + i).sub(sum.zeroB())).mul(sum.multiplierB());
            narrow(whole(x.add(y), sum.zeroOut(), sum.lowest()), out, to + i);
        }
        new ScalarImageKernels().add(sum, a, aAt + limit, b, bAt + limit, out, to + limit, count - limit);
    }

    @Override
    public void quantize(InputQuantization by, float[] values, int from, int count, byte[] out, int to, int stride) {
        int i = 0;
        for (; stride == 1 && i + LANES <= count; i += LANES) {
            FloatVector scaled = FloatVector.fromArray(FLOATS, values, from + i).mul(by.inverseScale());
            VectorMask<Integer> nan = scaled.test(VectorOperators.IS_NAN).cast(INTS);
            narrow(whole(scaled, by.zeroPoint(), 0).blend(0, nan), out, to + i);
        }
        int least = ROUNDER_BITS - by.zeroPoint();
        for (; i < count; i++) {
            float scaled = values[from + i] * by.inverseScale();
            int bits = Math.clamp(Float.floatToRawIntBits(scaled + ROUNDER), least, least + 255);
            out[to + i * stride] = (byte) (Float.isNaN(scaled) ? 0 : bits - least);
        }
    }
}
