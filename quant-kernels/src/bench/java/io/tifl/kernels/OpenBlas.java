package io.tifl.kernels;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/** OpenBLAS's product of single-precision floats, on one thread. */
@SuppressWarnings("restricted")
final class OpenBlas {
    private static final int ROW_MAJOR = 101;
    private static final int AS_IS = 111;

    private final MethodHandle sgemm;

    OpenBlas(SymbolLookup library) throws Throwable {
        Linker linker = Linker.nativeLinker();
        this.sgemm = linker.downcallHandle(
                library.findOrThrow("cblas_sgemm"),
                FunctionDescriptor.ofVoid(
                        JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_FLOAT, ADDRESS, JAVA_INT, ADDRESS,
                        JAVA_INT, JAVA_FLOAT, ADDRESS, JAVA_INT));
        linker.downcallHandle(
                        library.findOrThrow("openblas_set_num_threads"), FunctionDescriptor.ofVoid(JAVA_INT))
                .invokeExact(1);
    }

    void multiply(MemorySegment a, MemorySegment b, MemorySegment c, GemmShape shape) throws Throwable {
        int n = shape.columns();
        int k = shape.depth();
        sgemm.invokeExact(ROW_MAJOR, AS_IS, AS_IS, shape.rows(), n, k, 1f, a, k, b, n, 0f, c, n);
    }
}
