package io.tifl.kernels;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/**
 * FBGEMM as PyTorch carries it: its C++ functions called by their mangled names, its objects laid out here as its headers
 * say. Weights are packed once; inputs are packed by every call into a buffer that is kept.
 */
@SuppressWarnings("restricted")
final class Fbgemm {
    private static final String REST = "vRNS_10PackMatrixIT_NS%1$s_7inpTypeENS%1$s_7accTypeEEERNS%2$s_IT0_NS%3$s_7inpTypeENS%3$s_7accTypeEEE"
            + "PT1_PijRKT2_iiPKNS_15BlockingFactorsE";
    private static final String INT32 = "_ZN6fbgemm12fbgemmPackedINS_11PackAMatrixIhiEENS_11PackBMatrixIaiEEi"
            + "NS_7memCopyIiiNS_9DoNothingIiiEEEEEE" + REST.formatted("A", "9", "F");
    private static final String BYTES = "_ZN6fbgemm12fbgemmPackedINS_18PackAWithRowOffsetIhiEENS_11PackBMatrixIaiEEh"
            + "NS_16ReQuantizeOutputILb0ELNS_23QuantizationGranularityE0EihiNS_9DoNothingIhhEEEEEE"
            + REST.formatted("B", "A", "G");

    private static final long OBJECT_BYTES = 512;
    private static final long PACKED_INPUT_BYTES = 1 << 20;

    private final Linker linker = Linker.nativeLinker();
    private final SymbolLookup library;
    private final MethodHandle packInput;
    private final MethodHandle packInputWithSums;
    private final MethodHandle packWeights;
    private final MethodHandle multiply;
    private final MethodHandle requantize;

    Fbgemm(SymbolLookup library) {
        this.library = library;
        MemoryLayout[] pack = {ADDRESS, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS};
        this.packInput = function("_ZN6fbgemm11PackAMatrixIhiEC1ENS_11matrix_op_tEiiPKhiPhiPKNS_15BlockingFactorsE", pack);
        this.packWeights =
                function("_ZN6fbgemm11PackBMatrixIaiEC1ENS_11matrix_op_tEiiPKaiPaiPKNS_15BlockingFactorsE", pack);
        this.packInputWithSums = function(
                "_ZN6fbgemm18PackAWithRowOffsetIhiEC1ENS_11matrix_op_tEjjPKhjPhiPiPKNS_15BlockingFactorsE",
                ADDRESS,
                JAVA_INT,
                JAVA_INT,
                JAVA_INT,
                ADDRESS,
                JAVA_INT,
                ADDRESS,
                JAVA_INT,
                ADDRESS,
                ADDRESS);
        MemoryLayout[] product = {ADDRESS, ADDRESS, ADDRESS, ADDRESS, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS};
        this.multiply = function(INT32, product);
        this.requantize = function(BYTES, product);
    }

    private MethodHandle function(String name, MemoryLayout... arguments) {
        return linker.downcallHandle(
                library.findOrThrow(name), FunctionDescriptor.ofVoid(arguments), Linker.Option.critical(false));
    }

    /** One matrix of weights, and memory for the calls with it. */
    final class Weights {
        private final Arena arena;
        private final int depth;
        private final int columns;
        private final MemorySegment packed;
        private final MemorySegment input;
        private final MemorySegment inputBuffer;
        private final MemorySegment rowSums;
        private final MemorySegment copy;
        private final MemorySegment stage;
        private MemorySegment sums;

        Weights(Arena arena, MemorySegment values, int depth, int columns) throws Throwable {
            this.arena = arena;
            this.depth = depth;
            this.columns = columns;
            this.packed = arena.allocate(OBJECT_BYTES, 64);
            this.input = arena.allocate(OBJECT_BYTES, 64);
            this.inputBuffer = arena.allocate(PACKED_INPUT_BYTES, 64);
            this.rowSums = arena.allocate(1 << 16, 64);
            this.copy = arena.allocate(64, 64);
            this.stage = arena.allocate(128, 64);
            this.sums = arena.allocate(4, 64);
            copy.set(ADDRESS, 0, arena.allocate(8));
            packWeights.invokeExact(packed, 0, depth, columns, values, columns, MemorySegment.NULL, 1, MemorySegment.NULL);
        }

        void int32(MemorySegment a, int rows, MemorySegment c) throws Throwable {
            packInput.invokeExact(input, 0, rows, depth, a, depth, inputBuffer, 1, MemorySegment.NULL);
            multiply.invokeExact(input, packed, c, c, columns, copy, 0, 1, MemorySegment.NULL);
        }

        /** Sets what {@link #bytes} does: one multiplier and one pair of zero points for all. */
        void stage(
                int rows,
                float multiplier,
                int outputZero,
                int inputZero,
                int weightZero,
                int[] columnOffsets,
                int[] bias) {
            sums = arena.allocate(JAVA_INT, (long) rows * columns);
            stage.set(ADDRESS, 0, arena.allocate(8));
            stage.set(ADDRESS, 8, arena.allocateFrom(JAVA_FLOAT, multiplier));
            stage.set(JAVA_INT, 16, outputZero);
            stage.set(JAVA_INT, 20, inputZero);
            stage.set(ADDRESS, 24, arena.allocateFrom(JAVA_INT, weightZero));
            stage.set(ADDRESS, 32, rowSums);
            stage.set(ADDRESS, 40, arena.allocateFrom(JAVA_INT, columnOffsets));
            stage.set(ADDRESS, 48, arena.allocateFrom(JAVA_INT, bias));
            stage.set(JAVA_INT, 56, columns);
            stage.set(JAVA_INT, 60, 1);
            stage.set(JAVA_LONG, 64, 0);
        }

        void bytes(MemorySegment a, int rows, MemorySegment c) throws Throwable {
            packInputWithSums.invokeExact(input, 0, rows, depth, a, depth, inputBuffer, 1, rowSums, MemorySegment.NULL);
            requantize.invokeExact(input, packed, c, sums, columns, stage, 0, 1, MemorySegment.NULL);
        }
    }
}
