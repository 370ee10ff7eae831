package io.tifl.kernels.jit;

import java.lang.foreign.MemorySegment;

/** What the multipliers can do at most: the instructions of a product on registers only, without any memory. */
public final class RegisterPeak {
    private static final boolean DOT = Jit.instance().cpu().vnni512();
    private static final int ACCUMULATORS = DOT ? 24 : 12;
    private static final int PRODUCTS = DOT ? 64 : 32;

    /** Multiplications and additions of bytes in a call. */
    public static final long OPERATIONS = 2L * PRODUCTS * ACCUMULATORS * 4096;

    private final MemorySegment function = Jit.instance().install(generate()).orElseThrow();

    /** Runs the loop once. */
    public void run() {
        GeneratedCode.call(function, MemorySegment.NULL, MemorySegment.NULL, MemorySegment.NULL);
    }

    private static byte[] generate() {
        Assembler code = new Assembler();
        Label next = new Label();
        code.mov(Gpr.RAX, 4096);
        code.align(32);
        code.bind(next);
        for (int i = 0; i < ACCUMULATORS; i++) {
            if (DOT) {
                code.op(Op.VPDPBUSD, Vec.zmm(i), Vec.zmm(30), Vec.zmm(31));
            } else {
                code.op(Op.VPMADDUBSW, Vec.ymm(13), Vec.ymm(14), Vec.ymm(12));
                code.op(Op.VPMADDWD, Vec.ymm(13), Vec.ymm(13), Vec.ymm(15));
                code.op(Op.VPADDD, Vec.ymm(i), Vec.ymm(i), Vec.ymm(13));
            }
        }
        code.arithmetic(Assembler.Arithmetic.SUB, Gpr.RAX, 1);
        code.jump(Assembler.Condition.NOT_EQUAL, next);
        code.vzeroupper();
        code.ret();
        return code.finish();
    }
}
