package io.tifl.kernels.jit;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The generated products of floats with weights of 16 bits, for AVX2, FMA and F16C. Thread-safe, if each call has a frame of
 * its own. Nothing here checks bounds.
 */
public final class HalfGemmKernels {
    /** Rows a call takes at most. */
    public static final int MAX_ROWS = HalfGemmTile.MAX_ROWS;

    /** Bytes of a frame. */
    public static final int FRAME_BYTES = HalfGemmTile.FRAME_BYTES;

    private final List<MemorySegment> tiles;

    private HalfGemmKernels(List<MemorySegment> tiles) {
        this.tiles = tiles;
    }

    /** The kernels, where the processor can run them and the system lets them be generated. */
    public static Optional<HalfGemmKernels> generate(Jit jit) {
        if (!jit.cpu().avx2()) {
            return Optional.empty();
        }
        List<byte[]> tiles = IntStream.rangeClosed(1, MAX_ROWS)
                .mapToObj(HalfGemmTile::generate)
                .toList();
        return jit.install(tiles).map(HalfGemmKernels::new);
    }

    /**
     * Describes the panels that calls with this frame multiply with.
     *
     * @param panels native: for each sixteen columns a row of sixteen 16-bit floats per step of the depth
     * @param columns of all panels; those of the last panel beyond them are not stored
     * @param strideA from a row of inputs to the next, in bytes
     * @param strideC from a row of outputs to the next, in bytes
     */
    public static void describe(
            MemorySegment frame, MemorySegment panels, int depth, int columns, long strideA, long strideC) {
        int ragged = columns % HalfGemmTile.PANEL;
        frame.set(JAVA_LONG, HalfGemmTile.PANELS_ADDRESS, panels.address());
        frame.set(JAVA_LONG, HalfGemmTile.PANELS, columns / HalfGemmTile.PANEL);
        frame.set(JAVA_LONG, HalfGemmTile.RAGGED, ragged);
        frame.set(JAVA_LONG, HalfGemmTile.CHUNKS, depth / HalfGemmTile.UNROLLED);
        frame.set(JAVA_LONG, HalfGemmTile.SINGLES, depth % HalfGemmTile.UNROLLED);
        frame.set(JAVA_LONG, HalfGemmTile.STRIDE_A, strideA);
        frame.set(JAVA_LONG, HalfGemmTile.STRIDE_C, strideC);
        frame.set(JAVA_LONG, HalfGemmTile.STRIDE_PANEL, (long) Short.BYTES * HalfGemmTile.PANEL * depth);
        for (int i = 0; i < HalfGemmTile.PANEL; i++) {
            frame.set(JAVA_INT, HalfGemmTile.MASKS + (long) Integer.BYTES * i, i < ragged ? -1 : 0);
        }
    }

    /**
     * Multiplies rows with the panels of the frame.
     *
     * @param rows 1 to {@link #MAX_ROWS}
     * @param inputs from the first row on
     * @param outputs from the first row's first column on
     */
    public void multiply(MemorySegment frame, int rows, MemorySegment inputs, MemorySegment outputs) {
        GeneratedCode.call(tiles.get(rows - 1), frame, inputs, outputs);
    }
}
