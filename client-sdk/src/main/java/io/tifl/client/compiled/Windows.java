package io.tifl.client.compiled;

/**
 * The pooling windows of one image; all offsets count floats from the start of the image's buffer.
 *
 * @param first where the taps of window p start in {@code taps}; one more than there are windows
 * @param taps offsets of the values of the windows, padding left out
 * @param gradientTaps the same positions in the buffer of the input's gradient
 * @param out where the result of window p goes
 * @param outGradient where its gradient is
 * @param divisors by which average pooling divides
 * @param channels padded, handled together
 */
@SuppressWarnings("ArrayRecordComponent") // read by kernels as they are; never compared
record Windows(
        int[] first, int[] taps, int[] gradientTaps, int[] out, int[] outGradient, float[] divisors, int channels) {
    int count() {
        return out.length;
    }
}
