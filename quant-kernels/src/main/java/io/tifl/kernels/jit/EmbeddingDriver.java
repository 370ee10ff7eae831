package io.tifl.kernels.jit;

import static io.tifl.kernels.jit.Assembler.Arithmetic.ADD;
import static io.tifl.kernels.jit.Assembler.Arithmetic.CMP;
import static io.tifl.kernels.jit.Assembler.Arithmetic.SUB;
import static io.tifl.kernels.jit.Assembler.Condition.ABOVE_OR_EQUAL;
import static io.tifl.kernels.jit.Assembler.Condition.BELOW;
import static io.tifl.kernels.jit.Assembler.Condition.EQUAL;
import static io.tifl.kernels.jit.Assembler.Condition.NOT_EQUAL;
import static io.tifl.kernels.jit.Gpr.R13;
import static io.tifl.kernels.jit.Gpr.R14;
import static io.tifl.kernels.jit.Gpr.R15;
import static io.tifl.kernels.jit.Gpr.R8;
import static io.tifl.kernels.jit.Gpr.RAX;
import static io.tifl.kernels.jit.Gpr.RCX;
import static io.tifl.kernels.jit.Gpr.RDI;
import static io.tifl.kernels.jit.Gpr.RDX;
import static io.tifl.kernels.jit.Gpr.RSI;

/**
 * Generates {@code f(parameters, sums, table, indices, weights, ...)}: for each bag adds the rows its indices name to its
 * sum, eight at a time and then four, two and one, by the tiles of {@link RowFrame}. Rows are fetched sixteen ahead.
 */
final class EmbeddingDriver {
    private static final int AHEAD = 16;
    private static final int LINE_BYTES = 64;
    private static final Gpr TABLE = RDX;
    private static final Gpr END = R14;
    private static final Gpr POSITION = R15;

    private final Assembler code = new Assembler();
    private final Label nextRows = new Label();

    private EmbeddingDriver() {}

    static byte[] generate() {
        EmbeddingDriver driver = new EmbeddingDriver();
        driver.function();
        return driver.code.finish();
    }

    private void function() {
        RowDriver.KEPT.forEach(code::push);
        code.mov(at(RowFrame.SUM), RSI);
        code.mov(at(RowFrame.INDICES), RCX);
        code.mov(at(RowFrame.FIRST_WEIGHT), R8);
        code.arithmetic(ADD, R8, at(RowFrame.WEIGHT_OFFSET));
        code.mov(at(RowFrame.WEIGHT), R8);
        code.mov(POSITION, at(RowFrame.POSITION));
        Label nextBag = new Label();
        code.bind(nextBag);
        code.mov(RAX, at(RowFrame.ENDS));
        code.movsxd(END, Mem.at(RAX, 0));
        code.arithmetic(ADD, RAX, Integer.BYTES);
        code.mov(at(RowFrame.ENDS), RAX);
        bag();
        code.mov(RAX, at(RowFrame.BAGS));
        code.arithmetic(SUB, RAX, 1);
        code.mov(at(RowFrame.BAGS), RAX);
        code.jump(NOT_EQUAL, nextBag);
        RowDriver.leave(code);
    }

    private static Mem at(int parameter) {
        return Mem.at(RDI, parameter);
    }

    private void bag() {
        Label done = new Label();
        code.bind(nextRows);
        code.mov(RAX, END);
        code.arithmetic(SUB, RAX, POSITION);
        code.jump(EQUAL, done);
        for (int tile = 3; tile > 0; tile--) {
            Label fewer = new Label();
            code.arithmetic(CMP, RAX, 1 << tile);
            code.jump(BELOW, fewer);
            rows(tile);
            code.bind(fewer);
        }
        rows(0);
        code.bind(done);
        Label goesOn = new Label();
        code.mov(RAX, at(RowFrame.SUM));
        code.arithmetic(ADD, RAX, at(RowFrame.SUM_BYTES));
        code.mov(at(RowFrame.SUM), RAX);
        ifNot(RowFrame.BY_POSITION, goesOn);
        code.mov(RAX, at(RowFrame.FIRST_WEIGHT));
        code.mov(at(RowFrame.WEIGHT), RAX);
        code.bind(goesOn);
    }

    private void ifNot(int parameter, Label target) {
        code.mov(RAX, at(parameter));
        code.test(RAX, RAX);
        code.jump(EQUAL, target);
    }

    /** Adds {@code 1 << tile} rows and goes on with the bag. */
    private void rows(int tile) {
        int count = 1 << tile;
        code.mov(RSI, at(RowFrame.INDICES));
        for (int i = 0; i < count; i++) {
            address(RowClients.ADDRESSES.get(i), i);
        }
        weights(count);
        fetch(count);
        code.arithmetic(ADD, POSITION, count);
        code.mov(RSI, at(RowFrame.SUM));
        code.call(at(RowFrame.TILES + Long.BYTES * tile));
        code.jump(nextRows);
    }

    private void address(Gpr row, int ahead) {
        code.movsxd(row, Mem.at(RSI, POSITION, Integer.BYTES, Integer.BYTES * ahead));
        code.imul(row, at(RowFrame.ROW_BYTES));
        code.arithmetic(ADD, row, TABLE);
    }

    private void weights(int count) {
        Label none = new Label();
        ifNot(RowFrame.WEIGHTED, none);
        code.mov(RAX, at(RowFrame.WEIGHT));
        for (int i = 0; i < count; i++) {
            code.mov32(R13, Mem.at(RAX, Float.BYTES * i));
            code.mov32(at(RowFrame.WEIGHTS + Float.BYTES * i), R13);
        }
        code.arithmetic(ADD, RAX, Float.BYTES * count);
        code.mov(at(RowFrame.WEIGHT), RAX);
        code.bind(none);
    }

    private void fetch(int count) {
        Label none = new Label();
        code.lea(RAX, Mem.at(POSITION, AHEAD + count - 1));
        code.arithmetic(CMP, RAX, at(RowFrame.END));
        code.jump(ABOVE_OR_EQUAL, none);
        for (int i = 0; i < count; i++) {
            Label next = new Label();
            address(RAX, AHEAD + i);
            code.mov(R13, at(RowFrame.LINES));
            code.bind(next);
            code.prefetch(Mem.at(RAX, 0));
            code.arithmetic(ADD, RAX, LINE_BYTES);
            code.arithmetic(SUB, R13, 1);
            code.jump(NOT_EQUAL, next);
        }
        code.bind(none);
    }
}
