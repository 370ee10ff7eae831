package io.tifl.kernels.jit;

import static io.tifl.kernels.jit.Assembler.Arithmetic.ADD;
import static io.tifl.kernels.jit.Assembler.Arithmetic.SUB;
import static io.tifl.kernels.jit.Gpr.R14;
import static io.tifl.kernels.jit.Gpr.R15;
import static io.tifl.kernels.jit.Gpr.RAX;
import static io.tifl.kernels.jit.Gpr.RDI;
import static io.tifl.kernels.jit.Gpr.RSP;

import java.util.List;

/**
 * Generates {@code f(parameters, sum, fine, client 1, ..., client 8)}: calls the tile of {@link RowFrame} row after row.
 * The result is the number of rows done, which are all unless a tile answers that it cannot do one.
 */
final class RowDriver {
    /** What the caller finds unchanged; the other registers are free. */
    static final List<Gpr> KEPT = List.of(Gpr.RBX, Gpr.RBP, Gpr.R12, Gpr.R13, Gpr.R14, Gpr.R15);

    /** Clients whose addresses come in registers. */
    private static final int IN_REGISTERS = 3;

    private final Assembler code = new Assembler();

    private RowDriver() {}

    static byte[] generate() {
        RowDriver driver = new RowDriver();
        driver.function();
        return driver.code.finish();
    }

    private void function() {
        KEPT.forEach(code::push);
        for (int client = IN_REGISTERS; client < RowClients.MAX; client++) {
            int behind = KEPT.size() + 1 + client - IN_REGISTERS;
            code.mov(RowClients.ADDRESSES.get(client), Mem.at(RSP, Long.BYTES * behind));
        }
        code.mov(R14, Mem.at(RDI, RowFrame.ROWS));
        code.mov(R15, R14);
        Label next = new Label();
        Label done = new Label();
        code.bind(next);
        code.call(Mem.at(RDI, RowFrame.TILE));
        code.test(RAX, RAX);
        code.jump(Assembler.Condition.NOT_EQUAL, done);
        for (Gpr address : RowClients.ADDRESSES) {
            code.arithmetic(ADD, address, Mem.at(RDI, RowFrame.ROW_BYTES));
        }
        code.arithmetic(SUB, R14, 1);
        code.jump(Assembler.Condition.NOT_EQUAL, next);
        code.bind(done);
        code.mov(RAX, R15);
        code.arithmetic(SUB, RAX, R14);
        leave(code);
    }

    /** Ends a function that began by pushing {@link #KEPT}. */
    static void leave(Assembler code) {
        KEPT.reversed().forEach(code::pop);
        code.vzeroupper();
        code.ret();
    }
}
