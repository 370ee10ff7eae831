package io.tifl.kernels;

/** Convolutions and poolings written down as they are defined, independent of all backends. */
final class ImageReference {
    private ImageReference() {}

    /** Numbers {@code step} apart, the first at {@code start}. */
    static float[] ramp(int count, float step, float start) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = start + i * step;
        }
        return values;
    }

    /** What each value of a window contributes: its address in the image, or -1 in the padding. */
    private static int address(ImageShape in, SlidingWindow window, int y, int x, int ky, int kx) {
        int row = y * window.strideY() - window.top() + ky * window.dilationY();
        int column = x * window.strideX() - window.left() + kx * window.dilationX();
        boolean inside = row >= 0 && row < in.height() && column >= 0 && column < in.width();
        return inside ? (row * in.width() + column) * in.channels() : -1;
    }

    /**
     * Sums of a convolution, zero points taken off, biases added.
     *
     * @param zeros of the weights, one for each output
     */
    static int[] convolution(
            ImageShape in,
            SlidingWindow window,
            int groups,
            byte[] image,
            byte[] weights,
            int outputs,
            int inputZero,
            int[] zeros,
            int[] bias) {
        ImageShape out = window.over(in, outputs);
        int[] sums = new int[out.size()];
        int perGroup = in.channels() / groups;
        for (int i = 0; i < sums.length; i++) {
            int o = i % outputs;
            int x = i / outputs % out.width();
            int y = i / outputs / out.width();
            int firstChannel = o / (outputs / groups) * perGroup;
            sums[i] = bias[o];
            for (int t = 0; t < window.taps(); t++) {
                int at = address(in, window, y, x, t / window.width(), t % window.width());
                for (int c = 0; c < perGroup && at >= 0; c++) {
                    int value = Byte.toUnsignedInt(image[at + firstChannel + c]) - inputZero;
                    sums[i] += value * (weights[(t * perGroup + c) * outputs + o] - zeros[o]);
                }
            }
        }
        return sums;
    }

    static byte[] bytes(int[] sums, float[] multipliers, int outputZero, int lowest) {
        byte[] bytes = new byte[sums.length];
        for (int i = 0; i < sums.length; i++) {
            double rounded = Math.rint((float) sums[i] * multipliers[i % multipliers.length]);
            bytes[i] = (byte) Math.clamp((long) rounded + outputZero, lowest, 255);
        }
        return bytes;
    }

    static float[] floats(int[] sums, float[] scales, float[] bias, float lowest) {
        float[] floats = new float[sums.length];
        for (int i = 0; i < sums.length; i++) {
            float scaled = (float) sums[i] * scales[i % scales.length];
            floats[i] = Math.max(scaled + bias[i % bias.length], lowest);
        }
        return floats;
    }

    static byte[] maxPool(ImageShape in, SlidingWindow window, byte[] image) {
        ImageShape out = window.over(in, in.channels());
        byte[] result = new byte[out.size()];
        for (int i = 0; i < result.length; i++) {
            int pixel = i / in.channels();
            int largest = 0;
            for (int t = 0; t < window.taps(); t++) {
                int at = address(
                        in, window, pixel / out.width(), pixel % out.width(), t / window.width(), t % window.width());
                largest = Math.max(largest, at < 0 ? 0 : Byte.toUnsignedInt(image[at + i % in.channels()]));
            }
            result[i] = (byte) largest;
        }
        return result;
    }

    static byte[] averagePool(
            ImageShape in,
            SlidingWindow window,
            Pooling.Divisor divisor,
            byte[] image,
            int inputZero,
            float ratio,
            int outputZero,
            int lowest) {
        ImageShape out = window.over(in, in.channels());
        byte[] result = new byte[out.size()];
        for (int i = 0; i < result.length; i++) {
            int pixel = i / in.channels();
            int sum = 0;
            int count = 0;
            for (int t = 0; t < window.taps(); t++) {
                int at = address(
                        in, window, pixel / out.width(), pixel % out.width(), t / window.width(), t % window.width());
                sum += at < 0 ? 0 : Byte.toUnsignedInt(image[at + i % in.channels()]) - inputZero;
                count += at < 0 ? 0 : 1;
            }
            int divided =
                    divisor == Pooling.Divisor.ONE ? 1 : divisor == Pooling.Divisor.PIXELS ? count : window.taps();
            result[i] = bytes(new int[] {sum}, new float[] {ratio / divided}, outputZero, lowest)[0];
        }
        return result;
    }
}
