package io.tifl.kernels;

import io.tifl.kernels.jit.Jit;
import io.tifl.kernels.jit.RowQuantizerKernels;
import io.tifl.kernels.jit.RowSumKernels;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/** Rows of codes of one number of bits, written and read by code generated for this processor. */
final class GeneratedRowQuantizer implements RowQuantizer {
    /** So few that a garbage collector need not wait for long. */
    private static final int VALUES_AT_ONCE = 1 << 18;

    private final RowQuantizerKernels kernels;
    private final RowQuantizer otherwise;

    private GeneratedRowQuantizer(RowQuantizerKernels kernels, RowQuantizer otherwise) {
        this.kernels = kernels;
        this.otherwise = otherwise;
    }

    /**
     * Generates the code, where that can be done.
     *
     * @param otherwise quantises rows on the heap that are too long to hold up a garbage collector for
     */
    static Optional<RowQuantizer> load(Jit jit, int bits, RowQuantizer otherwise) {
        return RowQuantizerKernels.generate(jit, bits).map(kernels -> new GeneratedRowQuantizer(kernels, otherwise));
    }

    @Override
    public void quantize(FusedRows format, int count, MemorySegment values, MemorySegment rows) {
        boolean onHeap = !values.isNative() || !rows.isNative();
        if (onHeap && format.columns() > VALUES_AT_ONCE) {
            otherwise.quantize(format, count, values, rows);
            return;
        }
        int step = Math.max(1, VALUES_AT_ONCE / format.columns());
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment frame = arena.allocate(RowSumKernels.FRAME_BYTES, 64);
            for (int row = 0; row < count; row += step) {
                RowStretch some = new RowStretch(format, row, Math.min(step, count - row), 0, format.columns());
                kernels.quantize(frame, GeneratedRowSums.shape(some), values(values, some), codes(rows, some));
            }
        }
    }

    @Override
    public void dequantize(FusedRows format, int count, MemorySegment rows, MemorySegment values) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment frame = arena.allocate(RowSumKernels.FRAME_BYTES, 64);
            for (RowStretch some : format.stretches(count, VALUES_AT_ONCE)) {
                kernels.dequantize(frame, GeneratedRowSums.shape(some), codes(rows, some), values(values, some));
            }
        }
    }

    private static MemorySegment values(MemorySegment values, RowStretch from) {
        return values.asSlice((long) Float.BYTES * from.first());
    }

    private static MemorySegment codes(MemorySegment rows, RowStretch from) {
        return rows.asSlice(from.codesAt());
    }
}
