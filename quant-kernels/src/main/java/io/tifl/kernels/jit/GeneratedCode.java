package io.tifl.kernels.jit;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * How generated functions are called: all have one signature, {@code long f(parameters, first, second)} with three
 * addresses, so that one handle serves them all.
 */
@SuppressWarnings("restricted")
public final class GeneratedCode {
    private static final FunctionDescriptor TYPE = FunctionDescriptor.of(JAVA_LONG, ADDRESS, ADDRESS, ADDRESS);
    private static final MethodHandle PLAIN = Linker.nativeLinker().downcallHandle(TYPE);
    private static final MethodHandle CRITICAL =
            Linker.nativeLinker().downcallHandle(TYPE, Linker.Option.critical(true));

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
}
