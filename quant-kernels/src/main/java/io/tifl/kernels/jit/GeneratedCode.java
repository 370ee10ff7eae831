package io.tifl.kernels.jit;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * How generated functions are called: all have one of two signatures, {@code long f(parameters, first, second)} with three
 * addresses, or the same with eight addresses more, so that few handles serve them all.
 */
@SuppressWarnings("restricted")
public final class GeneratedCode {
    private static final FunctionDescriptor TYPE = FunctionDescriptor.of(JAVA_LONG, ADDRESS, ADDRESS, ADDRESS);
    private static final MethodHandle PLAIN = Linker.nativeLinker().downcallHandle(TYPE);
    private static final MethodHandle CRITICAL =
            Linker.nativeLinker().downcallHandle(TYPE, Linker.Option.critical(true));

    private static final FunctionDescriptor WIDE_TYPE = FunctionDescriptor.of(
            JAVA_LONG, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS,
            ADDRESS);
    private static final MethodHandle WIDE_PLAIN = Linker.nativeLinker().downcallHandle(WIDE_TYPE);
    private static final MethodHandle WIDE_CRITICAL =
            Linker.nativeLinker().downcallHandle(WIDE_TYPE, Linker.Option.critical(true));

    private GeneratedCode() {}

    /**
     * Calls the function. Segments on the heap are handed over in place, which holds up the garbage collector until the
     * function returns: such calls must be short. The caller has checked all bounds; the function checks none.
     *
     * @param parameters native memory
     */
    public static long call(
            MemorySegment function, MemorySegment parameters, MemorySegment first, MemorySegment second) {
        try {
            return first.isNative() && second.isNative()
                    ? (long) PLAIN.invokeExact(function, parameters, first, second)
                    : (long) CRITICAL.invokeExact(function, parameters, first, second);
        } catch (Throwable failure) {
            throw new IllegalStateException("generated code cannot be called", failure);
        }
    }

    /**
     * Calls a function of the longer signature, as {@link #call} does.
     *
     * @param more eight segments
     */
    public static long call(
            MemorySegment function,
            MemorySegment parameters,
            MemorySegment first,
            MemorySegment second,
            MemorySegment[] more) {
        boolean plain = first.isNative() && second.isNative();
        for (MemorySegment segment : more) {
            plain &= segment.isNative();
        }
        try {
            return plain
                    ? (long) WIDE_PLAIN.invokeExact(
                            function,
                            parameters,
                            first,
                            second,
                            more[0],
                            more[1],
                            more[2],
                            more[3],
                            more[4],
                            more[5],
                            more[6],
                            more[7])
                    : (long) WIDE_CRITICAL.invokeExact(
                            function,
                            parameters,
                            first,
                            second,
                            more[0],
                            more[1],
                            more[2],
                            more[3],
                            more[4],
                            more[5],
                            more[6],
                            more[7]);
        } catch (Throwable failure) {
            throw new IllegalStateException("generated code cannot be called", failure);
        }
    }
}
