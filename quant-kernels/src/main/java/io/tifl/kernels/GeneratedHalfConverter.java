package io.tifl.kernels;

import io.tifl.kernels.jit.HalfConversion;
import io.tifl.kernels.jit.HalfConversionKernels;
import io.tifl.kernels.jit.Jit;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/** Floats of 16 bits by code generated for this processor. */
final class GeneratedHalfConverter implements HalfConverter {
    /** So few that a garbage collector need not wait for long. */
    private static final long VALUES_AT_ONCE = 1 << 18;

    private final HalfConversionKernels kernels;
    private final HalfConverter rest;

    private GeneratedHalfConverter(HalfConversionKernels kernels, HalfConverter rest) {
        this.kernels = kernels;
        this.rest = rest;
    }

    /**
     * Generates the code, where that can be done.
     *
     * @param rest converts the last values, fewer than eight
     */
    static Optional<HalfConverter> load(Jit jit, HalfConverter rest) {
        return HalfConversionKernels.generate(jit).map(kernels -> new GeneratedHalfConverter(kernels, rest));
    }

    @Override
    public void convert(HalfConversion conversion, MemorySegment from, MemorySegment to) {
        long count = from.byteSize() / conversion.fromBytes();
        long whole = count - count % HalfConversionKernels.GRANULE;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment frame = arena.allocate(HalfConversionKernels.FRAME_BYTES, Long.BYTES);
            for (long done = 0; done < whole; done += VALUES_AT_ONCE) {
                kernels.convert(
                        conversion,
                        frame,
                        Math.min(VALUES_AT_ONCE, whole - done),
                        from.asSlice(done * conversion.fromBytes()),
                        to.asSlice(done * conversion.toBytes()));
            }
        }
        if (whole < count) {
            rest.convert(
                    conversion, from.asSlice(whole * conversion.fromBytes()), to.asSlice(whole * conversion.toBytes()));
        }
    }
}
