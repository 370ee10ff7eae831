package io.tifl.kernels.jit;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The generated conversions between floats of 32 and of 16 bits, for AVX2 and F16C. Thread-safe, if each call has a frame
 * of its own. Nothing here checks bounds.
 */
public final class HalfConversionKernels {
    /** Bytes of a frame. */
    public static final int FRAME_BYTES = 16;

    /** What a number of values must be a multiple of. */
    public static final int GRANULE = 8;

    private final Map<HalfConversion, MemorySegment> functions;

    private HalfConversionKernels(Map<HalfConversion, MemorySegment> functions) {
        this.functions = functions;
    }

    /** The kernels, where the processor can run them and the system lets them be generated. */
    public static Optional<HalfConversionKernels> generate(Jit jit) {
        if (!jit.cpu().avx2()) {
            return Optional.empty();
        }
        Map<HalfConversion, MemorySegment> functions = new EnumMap<>(HalfConversion.class);
        for (HalfConversion conversion : HalfConversion.values()) {
            jit.install(HalfConversionLoop.generate(conversion))
                    .ifPresent(function -> functions.put(conversion, function));
        }
        return functions.size() == HalfConversion.values().length
                ? Optional.of(new HalfConversionKernels(functions))
                : Optional.empty();
    }

    /**
     * Converts values.
     *
     * @param count a multiple of {@link #GRANULE}
     */
    public void convert(
            HalfConversion conversion, MemorySegment frame, long count, MemorySegment from, MemorySegment to) {
        long eights = count / GRANULE;
        frame.set(JAVA_LONG, HalfConversionLoop.BLOCKS, eights / HalfConversionLoop.BLOCK);
        frame.set(JAVA_LONG, HalfConversionLoop.EIGHTS, eights % HalfConversionLoop.BLOCK);
        GeneratedCode.call(Objects.requireNonNull(functions.get(conversion)), frame, from, to);
    }
}
