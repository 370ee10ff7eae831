package io.tifl.kernels.internal;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import java.lang.foreign.MemorySegment;

/** The stages, one sum at a time. */
final class ScalarStage {
    private ScalarStage() {}

    /** Stores the sum of column {@code j} in the row that starts at {@code rowStart}. */
    static void store(Stage stage, int sum, int rowSum, int j, MemorySegment output, long rowStart) {
        switch (stage) {
            case Stage.Int32() -> output.set(JAVA_INT_UNALIGNED, rowStart + (long) Integer.BYTES * j, sum);
            case Stage.ToBytes to -> {
                float scaled = scaled(sum, rowSum, j, to.terms(), to.multipliers(), to.zeros());
                int value = Math.max(ScalarGemm.quantize(scaled, to.outputZero()), to.lowest());
                output.set(JAVA_BYTE, rowStart + j, (byte) value);
            }
            case Stage.ToFloats to -> {
                float scaled = scaled(sum, rowSum, j, to.terms(), to.multipliers(), to.zeros());
                output.set(
                        JAVA_FLOAT_UNALIGNED,
                        rowStart + (long) Float.BYTES * j,
                        Math.max(scaled + to.biases()[j], to.lowest()));
            }
        }
    }

    private static float scaled(int sum, int rowSum, int j, int[] terms, float[] multipliers, int[] zeros) {
        int raw = sum + terms[j] - (zeros.length == 0 ? 0 : rowSum * zeros[j]);
        return (float) raw * multipliers[j];
    }
}
