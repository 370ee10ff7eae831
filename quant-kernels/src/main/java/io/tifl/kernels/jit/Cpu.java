package io.tifl.kernels.jit;

import static io.tifl.kernels.jit.Gpr.R8;
import static io.tifl.kernels.jit.Gpr.RAX;
import static io.tifl.kernels.jit.Gpr.RBX;
import static io.tifl.kernels.jit.Gpr.RCX;
import static io.tifl.kernels.jit.Gpr.RDI;
import static io.tifl.kernels.jit.Gpr.RDX;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * What the processor offers and the operating system lets programs use, asked of the processor itself by generated
 * code: registers that the system does not save cannot be used, however capable the processor.
 *
 * @param avx2 256-bit integers, FMA and half-precision conversions too
 * @param avx512 512-bit registers with byte, word, double-word and vector-length extensions
 * @param vnni512 dot products of bytes in 512-bit registers
 * @param vnni256 the same in 256-bit registers, in the older encoding
 */
public record Cpu(boolean avx2, boolean avx512, boolean vnni512, boolean vnni256) {
    private static final int YMM_STATE = 0x06;
    private static final int ZMM_STATE = 0xE6;
    private static final int OSXSAVE = 1 << 27;
    private static final int LEAF_1_ECX = 1 << 12 | 1 << 28 | 1 << 29; // FMA, AVX, F16C
    private static final int LEAF_7_AVX2 = 1 << 5;
    private static final int LEAF_7_AVX512 = 1 << 16 | 1 << 17 | 1 << 30 | 1 << 31; // F, DQ, BW, VL

    /** Asks the processor, with code placed in {@code memory}; empty where that refuses. */
    static Optional<Cpu> detect(CodeMemory memory) {
        return memory.install(cpuid()).flatMap(ask -> memory.install(xgetbv()).map(state -> read(ask, state)));
    }

    private static Cpu read(MemorySegment cpuid, MemorySegment xgetbv) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment words = arena.allocate(JAVA_INT, 4);
            int leaves = ask(cpuid, words, 0, 0)[0];
            int[] leaf1 = ask(cpuid, words, 1, 0);
            boolean saved = (leaf1[2] & OSXSAVE) != 0;
            if (!saved || leaves < 7) {
                return new Cpu(false, false, false, false);
            }
            int state = (int) GeneratedCode.call(xgetbv, words, words, words);
            int[] leaf7 = ask(cpuid, words, 7, 0);
            int[] leaf71 = leaf7[0] >= 1 ? ask(cpuid, words, 7, 1) : new int[4];
            return of(state, leaf1, leaf7, leaf71);
        }
    }

    /** Reads the answers: {@code eax, ebx, ecx, edx} of leaves 1 and 7 and of sub-leaf 1 of leaf 7. */
    static Cpu of(int state, int[] leaf1, int[] leaf7, int[] leaf71) {
        boolean ymm = has(state, YMM_STATE) && has(leaf1[2], OSXSAVE | LEAF_1_ECX) && has(leaf7[1], LEAF_7_AVX2);
        boolean zmm = ymm && has(state, ZMM_STATE) && has(leaf7[1], LEAF_7_AVX512);
        return new Cpu(ymm, zmm, zmm && has(leaf7[2], 1 << 11), ymm && has(leaf71[0], 1 << 4));
    }

    /** The same without AVX-512. */
    Cpu upToAvx2() {
        return new Cpu(avx2, false, false, vnni256);
    }

    private static boolean has(int bits, int wanted) {
        return (bits & wanted) == wanted;
    }

    /** The words hold leaf and sub-leaf on entry, and the four registers after. */
    private static int[] ask(MemorySegment cpuid, MemorySegment words, int leaf, int subLeaf) {
        words.setAtIndex(JAVA_INT, 0, leaf);
        words.setAtIndex(JAVA_INT, 1, subLeaf);
        GeneratedCode.call(cpuid, words, words, words);
        return words.toArray(JAVA_INT);
    }

    private static byte[] cpuid() {
        Assembler code = new Assembler();
        code.mov(R8, RBX); // the caller's, and cpuid overwrites it
        code.mov32(RAX, Mem.at(RDI, 0));
        code.mov32(RCX, Mem.at(RDI, 4));
        code.cpuid();
        code.mov32(Mem.at(RDI, 0), RAX);
        code.mov32(Mem.at(RDI, 4), RBX);
        code.mov32(Mem.at(RDI, 8), RCX);
        code.mov32(Mem.at(RDI, 12), RDX);
        code.mov(RBX, R8);
        code.ret();
        return code.finish();
    }

    private static byte[] xgetbv() {
        Assembler code = new Assembler();
        code.arithmetic(Assembler.Arithmetic.XOR, RCX, RCX);
        code.xgetbv();
        code.ret();
        return code.finish();
    }
}
