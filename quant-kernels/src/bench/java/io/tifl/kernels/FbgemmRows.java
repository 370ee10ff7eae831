package io.tifl.kernels;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BOOLEAN;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.tifl.kernels.jit.HalfConversion;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/**
 * FBGEMM's rows of codes, and its embedding sums over them, as PyTorch carries them: C++ functions called by their mangled
 * names.
 */
@SuppressWarnings("restricted")
final class FbgemmRows {
    private static final String SUMS = "_ZN6fbgemm22GenerateEmbeddingSpMDMIhiifLb0EEENS_29EmbeddingSpMDMKernelSignature"
            + "IT_T0_T1_T2_E4TypeElbbibbbb";
    private static final String SUMS_OF_FEW_BITS =
            "_ZN6fbgemm26GenerateEmbeddingSpMDMNBitIiifEENS_29EmbeddingSpMDMKernelSignatureIhT_T0_T1_E4TypeEilbbibb";

    /** The number in FBGEMM's list of instruction sets. */
    private static final int AVX2 = 1;

    /** Rows that PyTorch has FBGEMM prefetch ahead. */
    private static final int PREFETCH = 16;

    /** Where libstdc++'s {@code std::function} keeps the address of what calls it. */
    private static final long INVOKER = 24;

    private static final long FUNCTION_BYTES = 32;

    private final Linker linker = Linker.nativeLinker();
    private final SymbolLookup library;
    private final MethodHandle quantize8;
    private final MethodHandle quantize;
    private final MethodHandle dequantize8;
    private final MethodHandle dequantize;
    private final MethodHandle sums8;
    private final MethodHandle sums;
    private final MethodHandle invoke;
    private final MethodHandle toFloat16;
    private final MethodHandle fromFloat16;
    private final MethodHandle toBfloat16;
    private final MethodHandle fromBfloat16;

    FbgemmRows(SymbolLookup library) {
        this.library = library;
        this.quantize8 = function(
                "_ZN6fbgemm45FloatOrHalfToFused8BitRowwiseQuantizedSBFloatIfEEvPKT_miPhS3_",
                ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, ADDRESS);
        this.quantize = function(
                "_ZN6fbgemm44FloatOrHalfToFusedNBitRowwiseQuantizedSBHalfIfEEviPKT_miPhS3_",
                JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, ADDRESS);
        this.dequantize8 = function(
                "_ZN6fbgemm45Fused8BitRowwiseQuantizedSBFloatToFloatOrHalfIfLb0EEEvPKhmiPT_bb",
                ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_BOOLEAN, JAVA_BOOLEAN);
        this.dequantize = function(
                "_ZN6fbgemm44FusedNBitRowwiseQuantizedSBHalfToFloatOrHalfIfEEviPKhmiPT_b",
                JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_BOOLEAN);
        this.sums8 = function(
                SUMS,
                ADDRESS, JAVA_LONG, JAVA_BOOLEAN, JAVA_BOOLEAN, JAVA_INT, JAVA_BOOLEAN, JAVA_BOOLEAN, JAVA_BOOLEAN,
                JAVA_BOOLEAN);
        this.sums = function(
                SUMS_OF_FEW_BITS,
                ADDRESS, JAVA_INT, JAVA_LONG, JAVA_BOOLEAN, JAVA_BOOLEAN, JAVA_INT, JAVA_BOOLEAN, JAVA_BOOLEAN);
        this.toFloat16 =
                function("_ZN6fbgemm19FloatToFloat16_simdEPKfPtmb", ADDRESS, ADDRESS, JAVA_LONG, JAVA_BOOLEAN);
        this.fromFloat16 = function("_ZN6fbgemm19Float16ToFloat_simdEPKtPfm", ADDRESS, ADDRESS, JAVA_LONG);
        this.toBfloat16 = function("_ZN6fbgemm20FloatToBfloat16_simdEPKfPtm", ADDRESS, ADDRESS, JAVA_LONG);
        this.fromBfloat16 = function("_ZN6fbgemm20Bfloat16ToFloat_simdEPKtPfm", ADDRESS, ADDRESS, JAVA_LONG);
        MemoryLayout[] nine = {ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS};
        this.invoke = linker.downcallHandle(FunctionDescriptor.of(JAVA_BOOLEAN, nine), Linker.Option.critical(false));
    }

    private MethodHandle function(String name, MemoryLayout... arguments) {
        return linker.downcallHandle(
                library.findOrThrow(name), FunctionDescriptor.ofVoid(arguments), Linker.Option.critical(false));
    }

    /** Has FBGEMM generate and choose code for AVX2, whatever else the processor offers. */
    void useAvx2() throws Throwable {
        function("_ZN6fbgemm14fbgemmForceIsaENS_10inst_set_tE", JAVA_INT).invokeExact(AVX2);
    }

    void quantize(int bits, MemorySegment values, int rows, int columns, MemorySegment codes) throws Throwable {
        if (bits == Byte.SIZE) {
            quantize8.invokeExact(values, (long) rows, columns, codes, MemorySegment.NULL);
        } else {
            quantize.invokeExact(bits, values, (long) rows, columns, codes, MemorySegment.NULL);
        }
    }

    void dequantize(int bits, MemorySegment codes, int rows, int rowBytes, MemorySegment values) throws Throwable {
        if (bits == Byte.SIZE) {
            dequantize8.invokeExact(codes, (long) rows, rowBytes, values, true, true);
        } else {
            dequantize.invokeExact(bits, codes, (long) rows, rowBytes, values, true);
        }
    }

    void convert(HalfConversion conversion, MemorySegment from, MemorySegment to, long count) throws Throwable {
        switch (conversion) {
            case TO_FLOAT16 -> toFloat16.invokeExact(from, to, count, false);
            case FROM_FLOAT16 -> fromFloat16.invokeExact(from, to, count);
            case TO_BFLOAT16 -> toBfloat16.invokeExact(from, to, count);
            case FROM_BFLOAT16 -> fromBfloat16.invokeExact(from, to, count);
        }
    }

    /** Weighted sums of rows of one table, by indices and offsets of 32 bits, all off the heap. */
    final class Sums {
        private final MemorySegment function;
        private final MemorySegment invoker;
        private final MemorySegment[] arguments = new MemorySegment[8];

        Sums(Arena arena, int bits, int columns, boolean weighted, boolean mean, boolean positional) throws Throwable {
            this.function = arena.allocate(FUNCTION_BYTES, 16);
            if (bits == Byte.SIZE) {
                sums8.invokeExact(
                        function, (long) columns, weighted, mean, PREFETCH, positional, true, false, false);
            } else {
                sums.invokeExact(function, bits, (long) columns, weighted, mean, PREFETCH, positional, true);
            }
            this.invoker = function.get(ADDRESS, INVOKER);
            for (int i = 0; i < arguments.length; i++) {
                arguments[i] = arena.allocate(JAVA_LONG);
            }
        }

        void sum(
                int bags,
                int indexCount,
                int rows,
                MemorySegment table,
                MemorySegment indices,
                MemorySegment offsets,
                MemorySegment weights,
                MemorySegment output)
                throws Throwable {
            arguments[0].set(JAVA_LONG, 0, bags);
            arguments[1].set(JAVA_LONG, 0, indexCount);
            arguments[2].set(JAVA_LONG, 0, rows);
            arguments[3].set(ADDRESS, 0, table);
            arguments[4].set(ADDRESS, 0, indices);
            arguments[5].set(ADDRESS, 0, offsets);
            arguments[6].set(ADDRESS, 0, weights);
            arguments[7].set(ADDRESS, 0, output);
            boolean done = (boolean) invoke.invokeExact(
                    invoker, function, arguments[0], arguments[1], arguments[2], arguments[3], arguments[4],
                    arguments[5], arguments[6], arguments[7]);
            if (!done) {
                throw new IllegalStateException("FBGEMM refuses its arguments");
            }
        }
    }
}
