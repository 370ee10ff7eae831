package io.tifl.kernels;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** The processor time of the calling thread, asked of Linux. */
@SuppressWarnings("restricted")
final class ThreadClock {
    private static final int CLOCK_THREAD_CPUTIME_ID = 3;
    private static final MethodHandle CLOCK_GETTIME = Linker.nativeLinker()
            .downcallHandle(
                    Linker.nativeLinker().defaultLookup().findOrThrow("clock_gettime"),
                    FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS));
    private static final MemorySegment TIME = Arena.global().allocate(16, 8);

    private ThreadClock() {}

    static long nanos() throws Throwable {
        int status = (int) CLOCK_GETTIME.invokeExact(CLOCK_THREAD_CPUTIME_ID, TIME);
        if (status != 0) {
            throw new IllegalStateException("clock_gettime answers " + status);
        }
        return TIME.get(JAVA_LONG, 0) * 1_000_000_000L + TIME.get(JAVA_LONG, 8);
    }
}
