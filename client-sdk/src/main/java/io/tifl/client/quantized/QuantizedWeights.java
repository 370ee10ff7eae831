package io.tifl.client.quantized;

import io.tifl.client.compiled.UnsupportedModelException;

/**
 * Weights as signed bytes, symmetric around 0, with a scale for each output, and biases in units of the sums.
 *
 * @param values in the order of the given weights: rows of outputs
 * @param scales of each output
 * @param bias of each output, in units of the inputs' scale times the output's
 */
@SuppressWarnings("ArrayRecordComponent") // handed to the kernels, never compared
record QuantizedWeights(byte[] values, float[] scales, int[] bias) {
    private static final float LARGEST_BIAS = 1 << 30;
    private static final long LARGEST_SUM = Integer.MAX_VALUE;

    /**
     * Quantizes.
     *
     * @param weights rows of as many outputs as there are biases
     * @param inputScale of the bytes they will be multiplied with
     * @param largest magnitude of a weight as a byte
     * @throws UnsupportedModelException if sums might leave 32 bits
     */
    static QuantizedWeights of(String name, float[] weights, float[] bias, float inputScale, int largest) {
        int outputs = bias.length;
        float[] scales = new float[outputs];
        for (int i = 0; i < weights.length; i++) {
            scales[i % outputs] = Math.max(scales[i % outputs], Math.abs(weights[i]) / largest);
        }
        int[] whole = new int[outputs];
        for (int o = 0; o < outputs; o++) {
            float least = Math.max(Math.abs(bias[o]) / inputScale / LARGEST_BIAS, Float.MIN_NORMAL);
            scales[o] = scales[o] == 0 && bias[o] == 0 ? 1 : Math.max(scales[o], least);
            whole[o] = (int) Math.rint(bias[o] / ((double) inputScale * scales[o]));
        }
        byte[] values = new byte[weights.length];
        long[] sums = new long[outputs];
        for (int i = 0; i < weights.length; i++) {
            long value = Math.clamp(Math.round((double) weights[i] / scales[i % outputs]), -largest, largest);
            values[i] = (byte) value;
            sums[i % outputs] += 255 * Math.abs(value);
        }
        for (int o = 0; o < outputs; o++) {
            if (sums[o] + Math.abs(whole[o]) > LARGEST_SUM) {
                throw new UnsupportedModelException("layer '" + name + "', whose sums do not fit in 32 bits");
            }
        }
        return new QuantizedWeights(values, scales, whole);
    }

    /** From sums to the outputs' bytes: a factor for each output. */
    float[] multipliers(float inputScale, float outputScale) {
        float[] multipliers = new float[scales.length];
        for (int o = 0; o < multipliers.length; o++) {
            multipliers[o] = (float) ((double) inputScale * scales[o] / outputScale);
        }
        return multipliers;
    }

    float smallestScale() {
        float smallest = Float.POSITIVE_INFINITY;
        for (float scale : scales) {
            smallest = Math.min(smallest, scale);
        }
        return smallest;
    }

    float largestScale() {
        float largest = 0;
        for (float scale : scales) {
            largest = Math.max(largest, scale);
        }
        return largest;
    }
}
