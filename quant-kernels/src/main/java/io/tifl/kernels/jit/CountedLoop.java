package io.tifl.kernels.jit;

import static io.tifl.kernels.jit.Assembler.Arithmetic.SUB;
import static io.tifl.kernels.jit.Gpr.RAX;

/** The loop that generated code counts down in {@code rax}, which its body must leave alone. */
final class CountedLoop {
    private CountedLoop() {}

    /** Emits the body, to be run as often as the word at {@code count} says, be it never. */
    static void emit(Assembler code, Mem count, Runnable body) {
        Label none = new Label();
        Label next = new Label();
        code.mov(RAX, count);
        code.test(RAX, RAX);
        code.jump(Assembler.Condition.EQUAL, none);
        code.align(32);
        code.bind(next);
        body.run();
        code.arithmetic(SUB, RAX, 1);
        code.jump(Assembler.Condition.NOT_EQUAL, next);
        code.bind(none);
    }
}
