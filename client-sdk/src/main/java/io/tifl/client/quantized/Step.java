package io.tifl.client.quantized;

import io.tifl.client.quantized.FoldedNetwork.Stage;
import io.tifl.kernels.Gemm;
import org.jspecify.annotations.Nullable;

/**
 * A stage bound to its kernel. Immutable and thread-safe.
 *
 * @param outBytes of one example's output
 * @param product if it is a dense layer, for inputs that are floats still
 */
record Step(Stage stage, int outBytes, @Nullable Gemm product, Work work) {
    /** The kernel. */
    @FunctionalInterface
    interface Work {
        /**
         * Runs.
         *
         * @param first what the stage reads
         * @param second the other it reads, or the same
         * @param to where outputs start
         */
        void run(byte[] first, byte[] second, byte[] out, int to, int images);
    }
}
