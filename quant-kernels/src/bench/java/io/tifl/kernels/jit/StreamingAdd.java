package io.tifl.kernels.jit;

import java.lang.foreign.MemorySegment;

/** What memory allows: one array of floats added to another, by the plainest vector code. */
public final class StreamingAdd {
    private static final int STEP_BYTES = 128;

    private final MemorySegment function = Jit.instance().install(generate()).orElseThrow();

    /**
     * Adds, off the heap.
     *
     * @param size a native word: how many bytes, a multiple of 128
     */
    public void run(MemorySegment size, MemorySegment sum, MemorySegment more) {
        GeneratedCode.call(function, size, sum, more);
    }

    private static byte[] generate() {
        Assembler code = new Assembler();
        Label next = new Label();
        code.mov(Gpr.RAX, Mem.at(Gpr.RDI, 0));
        code.align(32);
        code.bind(next);
        for (int at = 0; at < STEP_BYTES; at += 32) {
            Vec sum = Vec.ymm(at / 32);
            code.op(Op.VMOVUPS, sum, Mem.at(Gpr.RSI, at));
            code.op(Op.VADDPS, sum, sum, Mem.at(Gpr.RDX, at));
            code.op(Op.VMOVUPS_STORE, Mem.at(Gpr.RSI, at), sum);
        }
        code.arithmetic(Assembler.Arithmetic.ADD, Gpr.RSI, STEP_BYTES);
        code.arithmetic(Assembler.Arithmetic.ADD, Gpr.RDX, STEP_BYTES);
        code.arithmetic(Assembler.Arithmetic.SUB, Gpr.RAX, STEP_BYTES);
        code.jump(Assembler.Condition.NOT_EQUAL, next);
        code.vzeroupper();
        code.ret();
        return code.finish();
    }
}
