package io.tifl.kernels.internal;

import io.tifl.kernels.jit.GemmOutput;

/** What becomes of the sums before they are stored. */
public sealed interface Stage {
    GemmOutput output();

    /** Stores the sums, modulo 2^32. */
    record Int32() implements Stage {
        @Override
        public GemmOutput output() {
            return GemmOutput.INT32;
        }
    }

    /**
     * Stores {@code float(sum + terms[j] - rowSum * zeros[j]) * multipliers[j]}: rounded half to even, plus
     * {@code outputZero}, within {@code lowest} to 255, as a byte.
     *
     * @param terms of each column, what does not depend on the inputs
     * @param zeros of each column, the zero point of the weights; empty if all are 0
     */
    @SuppressWarnings("ArrayRecordComponent") // read in place, never compared
    record ToBytes(int[] terms, float[] multipliers, int[] zeros, int outputZero, int lowest) implements Stage {
        @Override
        public GemmOutput output() {
            return zeros.length == 0 ? GemmOutput.UINT8 : GemmOutput.UINT8_ROW_SUMS;
        }
    }

    /**
     * Stores {@code float(sum + terms[j] - rowSum * zeros[j]) * multipliers[j] + biases[j]}, or {@code lowest} if that is
     * larger; product and sum are rounded apart.
     */
    @SuppressWarnings("ArrayRecordComponent") // read in place, never compared
    record ToFloats(int[] terms, float[] multipliers, int[] zeros, float[] biases, float lowest) implements Stage {
        @Override
        public GemmOutput output() {
            return zeros.length == 0 ? GemmOutput.FLOAT32 : GemmOutput.FLOAT32_ROW_SUMS;
        }
    }
}
