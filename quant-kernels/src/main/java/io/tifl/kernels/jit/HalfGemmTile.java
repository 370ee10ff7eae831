package io.tifl.kernels.jit;

import static io.tifl.kernels.jit.Assembler.Arithmetic.ADD;
import static io.tifl.kernels.jit.Assembler.Arithmetic.CMP;
import static io.tifl.kernels.jit.Assembler.Arithmetic.SUB;
import static io.tifl.kernels.jit.Assembler.Condition.BELOW;
import static io.tifl.kernels.jit.Assembler.Condition.EQUAL;
import static io.tifl.kernels.jit.Gpr.R10;
import static io.tifl.kernels.jit.Gpr.R11;
import static io.tifl.kernels.jit.Gpr.R8;
import static io.tifl.kernels.jit.Gpr.R9;
import static io.tifl.kernels.jit.Gpr.RAX;
import static io.tifl.kernels.jit.Gpr.RCX;
import static io.tifl.kernels.jit.Gpr.RDI;
import static io.tifl.kernels.jit.Gpr.RDX;
import static io.tifl.kernels.jit.Gpr.RSI;

/**
 * Generates {@code f(parameters, A, C)}: some rows of floats times panels of sixteen columns of 16-bit floats. Sums stay in
 * registers over the whole depth; weights are widened as they are loaded, once for all rows. A panel lies behind the other.
 * Up to three rows take several panels at once: sums of fewer would wait for each other.
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

    /** From a panel to the next, in bytes. */
    static final int STRIDE_PANEL = 128;

    static final int FRAME_BYTES = 192;

    /** Steps of the depth in one turn of the loop. */
    static final int UNROLLED = 4;

    /** Registers that hold a panel's row. */
    private static final int VECTORS = 2;

    private static final int VECTOR_BYTES = 32;
    private static final int HALVES_BYTES = 16;
    private static final int FIRST_SUM = 4;
    private static final Vec MASK = Vec.ymm(2);

    private static final Gpr STRIDE = RCX;
    private static final Gpr FIRST_ROWS = R8;
    private static final Gpr LAST_ROWS = R9;
    private static final Gpr PANEL_ROW = R10;
    private static final Gpr LEFT = R11;

    /** With up to three rows, which are addressed without this register. */
    private static final Gpr PANEL_STRIDE = LAST_ROWS;

    /** Three times that, with one row. */
    private static final Gpr PANEL_STRIDES = STRIDE;

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
        Label done = new Label();
        code.mov(PANEL_ROW, at(PANELS_ADDRESS));
        code.mov(LEFT, at(PANELS));
        if (atOnce() > 1) {
            wholePanels(atOnce());
        }
        wholePanels(1);
        code.mov(RAX, at(RAGGED));
        code.test(RAX, RAX);
        code.jump(EQUAL, done);
        add(1);
        store(1, true);
        code.bind(done);
        code.vzeroupper();
        code.ret();
    }

    /** Panels whose sums are kept at the same time. */
    private int atOnce() {
        return switch (rows) {
            case 1 -> 4;
            case 2, 3 -> 2;
            default -> 1;
        };
    }

    /** So many panels at once, while there are as many. */
    private void wholePanels(int panels) {
        Label next = new Label();
        Label fewer = new Label();
        code.bind(next);
        code.arithmetic(CMP, LEFT, panels);
        code.jump(BELOW, fewer);
        add(panels);
        store(panels, false);
        for (int i = 1; i < panels; i++) {
            code.arithmetic(ADD, PANEL_ROW, at(STRIDE_PANEL));
        }
        code.arithmetic(ADD, RDX, VECTOR_BYTES * VECTORS * panels);
        code.arithmetic(SUB, LEFT, panels);
        code.jump(next);
        code.bind(fewer);
    }

    private static Mem at(int parameter) {
        return Mem.at(RDI, parameter);
    }

    private void add(int panels) {
        code.mov(STRIDE, at(STRIDE_A));
        point(RSI);
        if (panels > 1) {
            code.mov(PANEL_STRIDE, at(STRIDE_PANEL));
        }
        if (panels > 3) {
            code.lea(PANEL_STRIDES, Mem.at(PANEL_STRIDE, PANEL_STRIDE, 2, 0));
        }
        for (int i = 0; i < rows * VECTORS * panels; i++) {
            Vec sum = Vec.ymm(FIRST_SUM + i);
            code.op(Op.VXORPS, sum, sum, sum);
        }
        CountedLoop.emit(code, at(CHUNKS), () -> steps(panels, UNROLLED));
        CountedLoop.emit(code, at(SINGLES), () -> steps(panels, 1));
    }

    private void steps(int panels, int steps) {
        for (int step = 0; step < steps; step++) {
            for (int panel = 0; panel < panels; panel++) {
                step(panels, panel, step);
            }
        }
        code.arithmetic(ADD, PANEL_ROW, HALVES_BYTES * VECTORS * steps);
        code.arithmetic(ADD, FIRST_ROWS, Float.BYTES * steps);
        if (rows > 3) {
            code.arithmetic(ADD, LAST_ROWS, Float.BYTES * steps);
        }
    }

    private void step(int panels, int panel, int step) {
        for (int vector = 0; vector < VECTORS; vector++) {
            Mem halves = panelRow(panel, HALVES_BYTES * (VECTORS * step + vector));
            code.op(Op.VCVTPH2PS, Vec.ymm(vector), halves);
        }
        for (int row = 0; row < rows; row++) {
            Vec input = Vec.ymm(VECTORS + row % 2);
            code.op(Op.VBROADCASTSS, input, row(row, Float.BYTES * step));
            for (int vector = 0; vector < VECTORS; vector++) {
                Vec sum = sum(panels, row, VECTORS * panel + vector);
                code.op(Op.VFMADD231PS, sum, input, Vec.ymm(vector));
            }
        }
    }

    private static Mem panelRow(int panel, int displacement) {
        return switch (panel) {
            case 0 -> Mem.at(PANEL_ROW, displacement);
            case 1, 2 -> Mem.at(PANEL_ROW, PANEL_STRIDE, panel, displacement);
            default -> Mem.at(PANEL_ROW, PANEL_STRIDES, 1, displacement);
        };
    }

    private void store(int panels, boolean masked) {
        code.mov(STRIDE, at(STRIDE_C));
        point(RDX);
        for (int vector = 0; vector < VECTORS * panels; vector++) {
            if (masked) {
                code.op(Op.VMOVUPS, MASK, at(MASKS + VECTOR_BYTES * vector));
            }
            for (int row = 0; row < rows; row++) {
                Mem place = row(row, VECTOR_BYTES * vector);
                if (masked) {
                    code.op(Op.VMASKMOVPS_STORE, sum(panels, row, vector), MASK, place);
                } else {
                    code.op(Op.VMOVUPS_STORE, place, sum(panels, row, vector));
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

    private static Vec sum(int panels, int row, int vector) {
        return Vec.ymm(FIRST_SUM + VECTORS * panels * row + vector);
    }
}
