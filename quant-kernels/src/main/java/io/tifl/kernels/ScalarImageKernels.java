package io.tifl.kernels;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import java.lang.foreign.MemorySegment;

/** Plain loops: the reference that defines the results, and the ends of the vector loops. */
final class ScalarImageKernels implements ImageKernels {
    @Override
    public void sums(WindowSums sums, WindowSums.Kind kind, MemorySegment in, long start, MemorySegment out, long to) {
        sums(sums, kind, in, start, out, to, 0);
    }

    /** The channels from {@code first} on. */
    static void sums(
            WindowSums sums,
            WindowSums.Kind kind,
            MemorySegment in,
            long start,
            MemorySegment out,
            long to,
            int first) {
        int channels = sums.channels();
        for (int c = first; c < channels; c++) {
            int raw = kind.terms()[c];
            for (int t = 0; t < kind.taps().length; t++) {
                raw += value(in, start + kind.offsets()[t] + c) * sums.weights()[kind.taps()[t] * channels + c];
            }
            float scaled = (float) raw * kind.multipliers()[c];
            if (sums.toFloats()) {
                float biased = scaled + sums.bias()[c];
                out.set(JAVA_FLOAT_UNALIGNED, to + (long) Float.BYTES * c, Math.max(biased, sums.lowest()));
            } else {
                out.set(JAVA_BYTE, to + c, quantized(scaled, sums.outputZero(), (int) sums.lowest()));
            }
        }
    }

    private static int value(MemorySegment in, long at) {
        return Byte.toUnsignedInt(in.get(JAVA_BYTE, at));
    }

    /** Rounded half to even and moved by the zero point; NaN becomes the lowest. */
    private static byte quantized(float scaled, int zero, int lowest) {
        // Beyond these limits every zero point leads to the same byte.
        double rounded = Math.rint(Math.clamp((double) scaled, -0x1p20, 0x1p20));
        return (byte) (Float.isNaN(scaled) ? lowest : Math.clamp((long) rounded + zero, lowest, 255));
    }

    @Override
    public void largest(int[] offsets, int channels, MemorySegment in, long start, MemorySegment out, long to) {
        largest(offsets, channels, in, start, out, to, 0);
    }

    /** The channels from {@code first} on. */
    static void largest(
            int[] offsets, int channels, MemorySegment in, long start, MemorySegment out, long to, int first) {
        for (int c = first; c < channels; c++) {
            int largest = 0;
            for (int offset : offsets) {
                largest = Math.max(largest, value(in, start + offset + c));
            }
            out.set(JAVA_BYTE, to + c, (byte) largest);
        }
    }

    @Override
    public void add(ImageSum sum, MemorySegment a, MemorySegment b, MemorySegment out, int count) {
        add(sum, a, b, out, count, 0);
    }

    /** The bytes from {@code first} on. */
    static void add(ImageSum sum, MemorySegment a, MemorySegment b, MemorySegment out, int count, int first) {
        for (int i = first; i < count; i++) {
            float scaled = (float) (value(a, i) - sum.zeroA()) * sum.multiplierA()
                    + (float) (value(b, i) - sum.zeroB()) * sum.multiplierB();
            out.set(JAVA_BYTE, i, quantized(scaled, sum.zeroOut(), sum.lowest()));
        }
    }

    @Override
    public void quantize(
            InputQuantization to, float[] values, int from, int count, MemorySegment out, long start, int stride) {
        quantize(to, values, from, count, out, start, stride, 0);
    }

    /** The values from {@code first} on. */
    static void quantize(
            InputQuantization to,
            float[] values,
            int from,
            int count,
            MemorySegment out,
            long start,
            int stride,
            int first) {
        for (int i = first; i < count; i++) {
            float scaled = values[from + i] * to.inverseScale();
            out.set(JAVA_BYTE, start + (long) i * stride, quantized(scaled, to.zeroPoint(), 0));
        }
    }
}
