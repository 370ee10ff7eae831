package io.tifl.kernels.jit;

import static io.tifl.kernels.jit.Assembler.Arithmetic.SUB;
import static io.tifl.kernels.jit.Gpr.RAX;
import static io.tifl.kernels.jit.Gpr.RDI;

/** The loops of a tile over a row's columns, counted as {@link RowFrame} says. */
final class RowLoops {
    private final Assembler code;

    RowLoops(Assembler code) {
        this.code = code;
    }

    void times(int parameter, Runnable body) {
        Label none = new Label();
        Label next = new Label();
        code.mov(RAX, Mem.at(RDI, parameter));
        code.test(RAX, RAX);
        code.jump(Assembler.Condition.EQUAL, none);
        code.align(32);
        code.bind(next);
        body.run();
        code.arithmetic(SUB, RAX, 1);
        code.jump(Assembler.Condition.NOT_EQUAL, next);
        code.bind(none);
    }

    /** What to do for the last columns, if they are fewer than eight. */
    void tail(Runnable body) {
        Label none = new Label();
        code.mov(RAX, Mem.at(RDI, RowFrame.TAIL));
        code.test(RAX, RAX);
        code.jump(Assembler.Condition.EQUAL, none);
        body.run();
        code.bind(none);
    }
}
