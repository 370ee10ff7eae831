package io.tifl.kernels.jit;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;

/**
 * The generated functions that quantise rows of floats and read them back, for AVX2 and one number of bits. Thread-safe, if
 * each call has a frame of its own. Nothing here checks bounds.
 */
public final class RowQuantizerKernels {
    private final MemorySegment driver;
    private final MemorySegment quantize;
    private final MemorySegment dequantize;

    private RowQuantizerKernels(List<MemorySegment> functions) {
        this.driver = functions.get(0);
        this.quantize = functions.get(1);
        this.dequantize = functions.get(2);
    }

    /** The kernels, where the processor can run them and the system lets them be generated. */
    public static Optional<RowQuantizerKernels> generate(Jit jit, int bits) {
        if (!jit.cpu().avx2()) {
            return Optional.empty();
        }
        List<byte[]> functions =
                List.of(RowDriver.generate(), QuantizeRowTile.generate(bits), DequantizeRowTile.generate(bits));
        return jit.install(functions).map(RowQuantizerKernels::new);
    }

    /**
     * Quantises rows to the nearest codes.
     *
     * @param frame {@link RowSumKernels#FRAME_BYTES}
     * @param shape of whole rows
     */
    public void quantize(MemorySegment frame, RowSumKernels.Shape shape, MemorySegment values, MemorySegment rows) {
        run(frame, shape, quantize, QuantizeRowTile.BLOCK, values, rows);
    }

    /** Reads rows, or a part of one, back. */
    public void dequantize(MemorySegment frame, RowSumKernels.Shape shape, MemorySegment rows, MemorySegment values) {
        run(frame, shape, dequantize, DequantizeRowTile.BLOCK, values, rows);
    }

    private void run(
            MemorySegment frame,
            RowSumKernels.Shape shape,
            MemorySegment tile,
            int block,
            MemorySegment values,
            MemorySegment rows) {
        RowSumKernels.describe(frame, shape, block, Float.BYTES);
        RowSumKernels.floatMask(frame, shape);
        frame.set(JAVA_LONG, RowFrame.TILE, tile.address());
        GeneratedCode.call(driver, frame, values, values, RowSumKernels.all(new MemorySegment[] {rows}));
    }
}
