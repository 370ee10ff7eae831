package io.tifl.kernels;

import io.tifl.kernels.jit.HalfGemmKernels;
import io.tifl.kernels.jit.Jit;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/** Products with weights of 16 bits by code generated for this processor. */
final class GeneratedHalfGemm implements HalfGemm {
    /** Weights that stay in the second cache while all rows pass. */
    private static final int BLOCK_BYTES = 1 << 18;

    private final HalfGemmKernels kernels;

    private GeneratedHalfGemm(HalfGemmKernels kernels) {
        this.kernels = kernels;
    }

    /** The products, where code can be generated. */
    static Optional<HalfGemm> load(Jit jit) {
        return HalfGemmKernels.generate(jit).map(GeneratedHalfGemm::new);
    }

    @Override
    public void multiply(HalfWeights weights, Rows inputs, Rows outputs) {
        long panelBytes = HalfWeights.panelBytes(weights.depth());
        int step = HalfWeights.PANEL * (int) Math.max(1, BLOCK_BYTES / panelBytes);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment frame = arena.allocate(HalfGemmKernels.FRAME_BYTES, 64);
            for (long first = 0; first < weights.columns(); first += step) {
                HalfGemmKernels.describe(
                        frame,
                        weights.panels().asSlice(first / HalfWeights.PANEL * panelBytes),
                        weights.depth(),
                        (int) Math.min(step, weights.columns() - first),
                        inputs.strideBytes(),
                        outputs.strideBytes());
                multiply(frame, inputs, outputs, Float.BYTES * first);
            }
        }
    }

    private void multiply(MemorySegment frame, Rows inputs, Rows outputs, long at) {
        for (int row = 0; row < inputs.count(); row += HalfGemmKernels.MAX_ROWS) {
            kernels.multiply(
                    frame,
                    Math.min(HalfGemmKernels.MAX_ROWS, inputs.count() - row),
                    inputs.values().asSlice(row * inputs.strideBytes()),
                    outputs.values().asSlice(row * outputs.strideBytes() + at));
        }
    }
}
