package io.tifl.kernels;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Plain loops: the reference that defines the results, and the ends of the vector loops. */
final class ScalarImageKernels implements ImageKernels {
    private static final VarHandle FLOAT = MethodHandles.byteArrayViewVarHandle(float[].class, ByteOrder.nativeOrder());

    @Override
    public void sums(
            WindowSums sums, WindowSums.Kind kind, byte[] in, int start, int step, int count, byte[] out, int to) {
        for (int i = 0; i < count; i++) {
            sums(sums, kind, in, start + i * step, out, to + i * sums.pixelBytes(), 0);
        }
    }

    /** One window, the channels from {@code first} on. */
    static void sums(WindowSums sums, WindowSums.Kind kind, byte[] in, int start, byte[] out, int to, int first) {
        int channels = sums.channels();
        for (int c = first; c < channels; c++) {
            int raw = kind.terms()[c];
            for (int t = 0; t < kind.taps().length; t++) {
                raw += (in[start + kind.offsets()[t] + c] & 0xff) * sums.weights()[kind.taps()[t] * channels + c];
            }
            float scaled = (float) raw * kind.multipliers()[c];
            if (sums.toFloats()) {
                float biased = scaled + sums.bias()[c];
                FLOAT.set(out, to + Float.BYTES * c, Math.max(biased, sums.lowest()));
            } else {
                out[to + c] = quantized(scaled, sums.outputZero(), (int) sums.lowest());
            }
        }
    }

    /** Rounded half to even and moved by the zero point; NaN becomes the lowest. */
    private static byte quantized(float scaled, int zero, int lowest) {
        // Beyond these limits every zero point leads to the same byte.
        double rounded = Math.rint(Math.clamp((double) scaled, -0x1p20, 0x1p20));
        return (byte) (Float.isNaN(scaled) ? lowest : Math.clamp((long) rounded + zero, lowest, 255));
    }

    @Override
    public void largest(int[] offsets, int channels, byte[] in, int start, byte[] out, int to) {
        largest(offsets, channels, in, start, out, to, 0);
    }

    /** The channels from {@code first} on. */
    static void largest(int[] offsets, int channels, byte[] in, int start, byte[] out, int to, int first) {
        for (int c = first; c < channels; c++) {
            int largest = 0;
            for (int offset : offsets) {
                largest = Math.max(largest, in[start + offset + c] & 0xff);
            }
            out[to + c] = (byte) largest;
        }
    }

    @Override
    public void add(ImageSum sum, byte[] a, int aAt, byte[] b, int bAt, byte[] out, int to, int count) {
        for (int i = 0; i < count; i++) {
            float scaled = (float) ((a[aAt + i] & 0xff) - sum.zeroA()) * sum.multiplierA()
                    + (float) ((b[bAt + i] & 0xff) - sum.zeroB()) * sum.multiplierB();
            out[to + i] = quantized(scaled, sum.zeroOut(), sum.lowest());
        }
    }

    @Override
    public void quantize(InputQuantization by, float[] values, int from, int count, byte[] out, int to, int stride) {
        for (int i = 0; i < count; i++) {
            float scaled = values[from + i] * by.inverseScale();
            out[to + i * stride] = quantized(scaled, by.zeroPoint(), 0);
        }
    }
}
