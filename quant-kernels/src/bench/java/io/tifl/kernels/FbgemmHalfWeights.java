package io.tifl.kernels;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/** FBGEMM's weights of 16 bits, packed once, and its product of floats with them, on one thread. */
@SuppressWarnings("restricted")
final class FbgemmHalfWeights {
    private static final String PACK = "_ZN6fbgemm17PackedGemmMatrixBItNS_13TypeConverterItEEEC1ENS_11matrix_op_tEiifPKfi";
    private static final String MULTIPLY = "_ZN6fbgemm18cblas_gemm_computeItEEvNS_11matrix_op_tEiPKfRKNS_17"
            + "PackedGemmMatrixBIT_NS_13TypeConverterIS5_EEEEfPfii";
    private static final int AS_IS = 0;
    private static final int BLOCK_ROWS = 512;
    private static final long OBJECT_BYTES = 512;

    private final MethodHandle multiply;
    private final MemorySegment packed;

    FbgemmHalfWeights(SymbolLookup library, Arena arena, MemorySegment weights, GemmShape shape) throws Throwable {
        Linker linker = Linker.nativeLinker();
        this.packed = arena.allocate(OBJECT_BYTES, 64);
        this.multiply = linker.downcallHandle(
                library.findOrThrow(MULTIPLY),
                FunctionDescriptor.ofVoid(
                        JAVA_INT, JAVA_INT, ADDRESS, ADDRESS, JAVA_FLOAT, ADDRESS, JAVA_INT, JAVA_INT),
                Linker.Option.critical(false));
        linker.downcallHandle(
                        library.findOrThrow(PACK),
                        FunctionDescriptor.ofVoid(
                                ADDRESS, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_FLOAT, ADDRESS, JAVA_INT))
                .invokeExact(packed, AS_IS, shape.depth(), shape.columns(), 1f, weights, BLOCK_ROWS);
    }

    void multiply(int rows, MemorySegment inputs, MemorySegment outputs) throws Throwable {
        multiply.invokeExact(AS_IS, rows, inputs, packed, 0f, outputs, 0, 1);
    }
}
