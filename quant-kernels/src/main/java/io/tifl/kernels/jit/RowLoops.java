package io.tifl.kernels.jit;

import static io.tifl.kernels.jit.Gpr.RAX;
import static io.tifl.kernels.jit.Gpr.RDI;

/** The loops of a tile over a row's columns, counted as {@link RowFrame} says. */
final class RowLoops {
    private final Assembler code;

    RowLoops(Assembler code) {
        this.code = code;
    }

    void times(int parameter, Runnable body) {
        CountedLoop.emit(code, Mem.at(RDI, parameter), body);
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
