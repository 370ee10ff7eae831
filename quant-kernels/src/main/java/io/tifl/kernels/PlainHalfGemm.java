package io.tifl.kernels;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** Loops over panels widened to arrays of floats, which the JIT compiler turns into vector code: the reference. */
final class PlainHalfGemm implements HalfGemm {
    private static final int PANEL = HalfWeights.PANEL;

    @Override
    public void multiply(HalfWeights weights, Rows inputs, Rows outputs) {
        int depth = weights.depth();
        float[] panel = new float[PANEL * depth];
        float[] input = new float[depth];
        float[] sums = new float[PANEL];
        for (int first = 0; first < weights.columns(); first += PANEL) {
            weights.widen(first, panel);
            int columns = Math.min(PANEL, weights.columns() - first);
            for (int row = 0; row < inputs.count(); row++) {
                MemorySegment.copy(inputs.values(), JAVA_FLOAT_UNALIGNED, row * inputs.strideBytes(), input, 0, depth);
                sum(panel, input, sums);
                long at = row * outputs.strideBytes() + (long) Float.BYTES * first;
                MemorySegment.copy(sums, 0, outputs.values(), JAVA_FLOAT_UNALIGNED, at, columns);
            }
        }
    }

    private static void sum(float[] panel, float[] input, float[] sums) {
        Arrays.fill(sums, 0);
        for (int k = 0; k < input.length; k++) {
            float value = input[k];
            int at = PANEL * k;
            for (int j = 0; j < PANEL; j++) {
                sums[j] = Math.fma(value, panel[at + j], sums[j]);
            }
        }
    }
}
