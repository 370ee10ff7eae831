package io.tifl.kernels;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.File;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import org.bytedeco.javacpp.Loader;

/** oneDNN's product of unsigned and signed bytes, on one thread. Its sums saturate like FBGEMM's. */
@SuppressWarnings("restricted")
final class OneDnn {
    private static final String FOLDER = "/org/bytedeco/dnnl/linux-x86_64/";
    private static final byte AS_IS = 'N';
    private static final byte ONE_OFFSET = 'F';

    private final MethodHandle gemm;
    private final MemorySegment noOffset = Arena.ofAuto().allocate(JAVA_INT);

    OneDnn() throws Throwable {
        Linker linker = Linker.nativeLinker();
        linker.downcallHandle(
                        library("libgomp.so.1").findOrThrow("omp_set_num_threads"), FunctionDescriptor.ofVoid(JAVA_INT))
                .invokeExact(1);
        this.gemm = linker.downcallHandle(
                library("libdnnl.so.3").findOrThrow("dnnl_gemm_u8s8s32"),
                FunctionDescriptor.of(
                        JAVA_INT, JAVA_BYTE, JAVA_BYTE, JAVA_BYTE, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_FLOAT, ADDRESS,
                        JAVA_LONG, JAVA_BYTE, ADDRESS, JAVA_LONG, JAVA_BYTE, JAVA_FLOAT, ADDRESS, JAVA_LONG, ADDRESS));
    }

    private static SymbolLookup library(String name) throws IOException {
        File file = Loader.cacheResource(OneDnn.class, FOLDER + name);
        return SymbolLookup.libraryLookup(file.toPath(), Arena.global());
    }

    void multiply(MemorySegment a, MemorySegment b, MemorySegment c, GemmShape shape) throws Throwable {
        long m = shape.rows();
        long n = shape.columns();
        long k = shape.depth();
        byte zero = 0;
        int status = (int) gemm.invokeExact(
                AS_IS, AS_IS, ONE_OFFSET, m, n, k, 1f, a, k, zero, b, n, zero, 0f, c, n, noOffset);
        if (status != 0) {
            throw new IllegalStateException("oneDNN refuses with status " + status);
        }
    }
}
