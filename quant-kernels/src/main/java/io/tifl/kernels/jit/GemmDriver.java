package io.tifl.kernels.jit;

import static io.tifl.kernels.jit.Assembler.Arithmetic.ADD;
import static io.tifl.kernels.jit.Assembler.Arithmetic.SUB;
import static io.tifl.kernels.jit.Assembler.Arithmetic.XOR;
import static io.tifl.kernels.jit.Gpr.R12;
import static io.tifl.kernels.jit.Gpr.R13;
import static io.tifl.kernels.jit.Gpr.R14;
import static io.tifl.kernels.jit.Gpr.R15;
import static io.tifl.kernels.jit.Gpr.RAX;
import static io.tifl.kernels.jit.Gpr.RBP;
import static io.tifl.kernels.jit.Gpr.RBX;
import static io.tifl.kernels.jit.Gpr.RDI;
import static io.tifl.kernels.jit.Gpr.RDX;
import static io.tifl.kernels.jit.Gpr.RSI;

/**
 * Generates the loop over panels and tiles, {@code f(parameters, A, C)}: every panel of weights, or two at once, meets all rows
 * while it is in the first cache. A tile is a function of its own, called with A's place in {@code rdi}, C's in {@code rdx}, the
 * row sums' in {@code r13}, the panel's offset in what holds per column in {@code r14}, the parameters in {@code r15} and
 * the panel's descriptor in {@code rbx}.
 */
final class GemmDriver {
    private static final Gpr[] SAVED = {RBX, RBP, R12, R13, R14, R15};

    private final Assembler code = new Assembler();

    private GemmDriver() {}

    static byte[] generate() {
        GemmDriver driver = new GemmDriver();
        driver.function();
        return driver.code.finish();
    }

    private void function() {
        for (Gpr register : SAVED) {
            code.push(register);
        }
        code.mov(R15, RDI);
        code.mov(Mem.at(R15, GemmFrame.A), RSI);
        code.mov(Mem.at(R15, GemmFrame.C), RDX);
        code.mov(RBX, Mem.at(R15, GemmFrame.PANELS));
        code.arithmetic(XOR, R14, R14);
        panels();
        for (int i = SAVED.length - 1; i >= 0; i--) {
            code.pop(SAVED[i]);
        }
        code.vzeroupper();
        code.ret();
    }

    private void panels() {
        Label next = new Label();
        code.bind(next);
        code.mov(R12, Mem.at(R15, GemmFrame.A));
        code.mov(RBP, Mem.at(R15, GemmFrame.C));
        code.mov(R13, Mem.at(R15, GemmFrame.ROW_SUMS));
        tiles(GemmFrame.TALL);
        tiles(GemmFrame.SHORT);
        code.mov(RAX, Mem.at(R15, GemmFrame.C));
        code.arithmetic(ADD, RAX, Mem.at(R15, GemmFrame.PANEL_STEP_C));
        code.mov(Mem.at(R15, GemmFrame.C), RAX);
        code.arithmetic(ADD, RBX, Mem.at(R15, GemmFrame.PANEL_STEP_DESCRIPTORS));
        code.arithmetic(ADD, R14, Mem.at(R15, GemmFrame.PANEL_STEP_COLUMNS));
        countDown(GemmFrame.PANEL_COUNT, next);
    }

    private void tiles(int kind) {
        Label none = new Label();
        Label next = new Label();
        code.mov(RAX, Mem.at(R15, kind + GemmFrame.TILE_COUNT));
        code.test(RAX, RAX);
        code.jump(Assembler.Condition.EQUAL, none);
        code.mov(Mem.at(R15, GemmFrame.LEFT), RAX);
        code.bind(next);
        code.mov(RDI, R12);
        code.mov(RDX, RBP);
        code.call(Mem.at(R15, kind + GemmFrame.TILE_FUNCTION));
        code.arithmetic(ADD, R12, Mem.at(R15, kind + GemmFrame.TILE_STEP_A));
        code.arithmetic(ADD, RBP, Mem.at(R15, kind + GemmFrame.TILE_STEP_C));
        code.arithmetic(ADD, R13, Mem.at(R15, kind + GemmFrame.TILE_STEP_ROW_SUMS));
        countDown(GemmFrame.LEFT, next);
        code.bind(none);
    }

    private void countDown(int counter, Label again) {
        code.mov(RAX, Mem.at(R15, counter));
        code.arithmetic(SUB, RAX, 1);
        code.mov(Mem.at(R15, counter), RAX);
        code.jump(Assembler.Condition.NOT_EQUAL, again);
    }
}
