package io.tifl.kernels.jit;

import static io.tifl.kernels.jit.Assembler.Arithmetic.ADD;
import static io.tifl.kernels.jit.Assembler.Arithmetic.SUB;
import static io.tifl.kernels.jit.Assembler.Condition.EQUAL;
import static io.tifl.kernels.jit.Assembler.Condition.NOT_EQUAL;
import static io.tifl.kernels.jit.Gpr.R10;
import static io.tifl.kernels.jit.Gpr.R11;
import static io.tifl.kernels.jit.Gpr.R8;
import static io.tifl.kernels.jit.Gpr.R9;
import static io.tifl.kernels.jit.Gpr.RAX;
import static io.tifl.kernels.jit.Gpr.RCX;
import static io.tifl.kernels.jit.Gpr.RDI;
import static io.tifl.kernels.jit.Gpr.RDX;
import static io.tifl.kernels.jit.Gpr.RSI;

import java.util.List;

/**
 * Generates {@code f(parameters, A, C)}: some rows of floats times panels of sixteen columns of 16-bit floats. Sums stay in
 * registers over the whole depth; weights are widened as they are loaded, once for all rows. A panel lies behind the other.
 */
final class HalfGemmTile {
    /** Rows at most: their sums take twelve of the sixteen registers. */
    static final int MAX_ROWS = 6;

    /** Columns of a panel. */
    static final int PANEL = 16;

    /** The parameters: the address of the first panel, whole panels, and whether a ragged one follows. */
    static final int PANELS_ADDRESS = 0;

    static final int PANELS = 8;
    static final int RAGGED = 16;

    /** The depth, in steps of {@link #UNROLLED} and what is left. */
    static final int CHUNKS = 24;

    static final int SINGLES = 32;

    /** From a row to the next, in bytes. */
    static final int STRIDE_A = 40;

    static final int STRIDE_C = 48;

    /** Masks of the ragged panel's columns. */
    static final int MASKS = 64;

    static final int FRAME_BYTES = 128;

    /** Steps of the depth in one turn of the loop. */
    static final int UNROLLED = 4;

    private static final int VECTOR_BYTES = 32;
    private static final int HALVES_BYTES = 16;
    private static final List<Vec> WEIGHTS = List.of(Vec.ymm(0), Vec.ymm(1));
    private static final Vec MASK = Vec.ymm(2);

    private static final Gpr STRIDE = RCX;
    private static final Gpr FIRST_ROWS = R8;
    private static final Gpr LAST_ROWS = R9;
    private static final Gpr PANEL_ROW = R10;
    private static final Gpr LEFT = R11;

    private final Assembler code = new Assembler();
    private final int rows;

    private HalfGemmTile(int rows) {
        this.rows = rows;
    }

    static byte[] generate(int rows) {
        HalfGemmTile tile = new HalfGemmTile(rows);
        tile.function();
        return tile.code.finish();
    }

    private void function() {
        Label next = new Label();
        Label ragged = new Label();
        Label done = new Label();
        code.mov(PANEL_ROW, at(PANELS_ADDRESS));
        code.mov(LEFT, at(PANELS));
        code.test(LEFT, LEFT);
        code.jump(EQUAL, ragged);
        code.bind(next);
        add();
        store(false);
        code.arithmetic(ADD, RDX, VECTOR_BYTES * WEIGHTS.size());
        code.arithmetic(SUB, LEFT, 1);
        code.jump(NOT_EQUAL, next);
        code.bind(ragged);
        code.mov(RAX, at(RAGGED));
        code.test(RAX, RAX);
        code.jump(EQUAL, done);
        add();
        store(true);
        code.bind(done);
        code.vzeroupper();
        code.ret();
    }

    private static Mem at(int parameter) {
        return Mem.at(RDI, parameter);
    }

    private void add() {
        code.mov(STRIDE, at(STRIDE_A));
        point(RSI);
        for (int row = 0; row < rows; row++) {
            for (int vector = 0; vector < WEIGHTS.size(); vector++) {
                Vec sum = sum(row, vector);
                code.op(Op.VXORPS, sum, sum, sum);
            }
        }
        CountedLoop.emit(code, at(CHUNKS), () -> steps(UNROLLED));
        CountedLoop.emit(code, at(SINGLES), () -> steps(1));
    }

    private void steps(int steps) {
        for (int step = 0; step < steps; step++) {
            for (int vector = 0; vector < WEIGHTS.size(); vector++) {
                int at = HALVES_BYTES * (WEIGHTS.size() * step + vector);
                code.op(Op.VCVTPH2PS, WEIGHTS.get(vector), Mem.at(PANEL_ROW, at));
            }
            for (int row = 0; row < rows; row++) {
                Vec input = Vec.ymm(2 + row % 2);
                code.op(Op.VBROADCASTSS, input, row(row, Float.BYTES * step));
                for (int vector = 0; vector < WEIGHTS.size(); vector++) {
                    code.op(Op.VFMADD231PS, sum(row, vector), input, WEIGHTS.get(vector));
                }
            }
        }
        code.arithmetic(ADD, PANEL_ROW, HALVES_BYTES * WEIGHTS.size() * steps);
        code.arithmetic(ADD, FIRST_ROWS, Float.BYTES * steps);
        if (rows > 3) {
            code.arithmetic(ADD, LAST_ROWS, Float.BYTES * steps);
        }
    }

    private void store(boolean masked) {
        code.mov(STRIDE, at(STRIDE_C));
        point(RDX);
        for (int vector = 0; vector < WEIGHTS.size(); vector++) {
            if (masked) {
                code.op(Op.VMOVUPS, MASK, at(MASKS + VECTOR_BYTES * vector));
            }
            for (int row = 0; row < rows; row++) {
                Mem place = row(row, VECTOR_BYTES * vector);
                if (masked) {
                    code.op(Op.VMASKMOVPS_STORE, sum(row, vector), MASK, place);
                } else {
                    code.op(Op.VMOVUPS_STORE, place, sum(row, vector));
                }
            }
        }
    }

    /** Points at the rows of a matrix: the first three are addressed from one register, the others from another. */
    private void point(Gpr matrix) {
        code.mov(FIRST_ROWS, matrix);
        if (rows > 3) {
            code.lea(LAST_ROWS, Mem.at(matrix, STRIDE, 2, 0));
            code.arithmetic(ADD, LAST_ROWS, STRIDE);
        }
    }

    private static Mem row(int row, int displacement) {
        Gpr base = row < 3 ? FIRST_ROWS : LAST_ROWS;
        return row % 3 == 0 ? Mem.at(base, displacement) : Mem.at(base, STRIDE, row % 3, displacement);
    }

    private static Vec sum(int row, int vector) {
        return Vec.ymm(4 + WEIGHTS.size() * row + vector);
    }
}
