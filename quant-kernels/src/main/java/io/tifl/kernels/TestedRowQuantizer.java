package io.tifl.kernels;

import io.tifl.kernels.jit.Jit;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Rows of codes by generated code, which is generated for a number of bits when that is first asked for, and compared with
 * plain loops before it is used: where it cannot be had, or one bit differs, loops take its place. Thread-safe.
 */
final class TestedRowQuantizer implements RowQuantizer {
    private final Jit jit;
    private final RowQuantizer otherwise;
    private final Map<Integer, RowQuantizer> byBits = new ConcurrentHashMap<>();

    TestedRowQuantizer(Jit jit, RowQuantizer otherwise) {
        this.jit = jit;
        this.otherwise = otherwise;
    }

    @Override
    public void quantize(FusedRows format, int count, MemorySegment values, MemorySegment rows) {
        chosen(format.bits()).quantize(format, count, values, rows);
    }

    @Override
    public void dequantize(FusedRows format, int count, MemorySegment rows, MemorySegment values) {
        chosen(format.bits()).dequantize(format, count, rows, values);
    }

    private RowQuantizer chosen(int bits) {
        return byBits.computeIfAbsent(bits, this::choose);
    }

    private RowQuantizer choose(int bits) {
        RowQuantizer reference = new PlainRowQuantizer(new ScalarRowKernels());
        return GeneratedRowQuantizer.load(jit, bits, otherwise)
                .filter(generated -> RowQuantizerSelfTest.passes(bits, generated, reference))
                .orElse(otherwise);
    }
}
