package io.tifl.client.quantized;

import io.tifl.client.quantized.FoldedNetwork.Stage;
import io.tifl.kernels.Gemm;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * A stage bound to its kernel. Immutable and thread-safe.
 *
 * @param outBytes of one example's output
 * @param product if it is a dense layer, for inputs that are floats still
 */
record Step(Stage stage, long outBytes, @Nullable Gemm product, Work work) {
    /** The kernel. */
    @FunctionalInterface
    interface Work {
        /**
         * Runs.
         *
         * @param first what the stage reads
         * @param second the other it reads, or the same
         */
        void run(MemorySegment first, MemorySegment second, MemorySegment out, int images);
    }
}
