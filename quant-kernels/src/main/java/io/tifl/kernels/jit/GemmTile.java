package io.tifl.kernels.jit;

import static io.tifl.kernels.jit.Assembler.Arithmetic.ADD;
import static io.tifl.kernels.jit.Assembler.Arithmetic.SUB;
import static io.tifl.kernels.jit.Gpr.R10;
import static io.tifl.kernels.jit.Gpr.R11;
import static io.tifl.kernels.jit.Gpr.R13;
import static io.tifl.kernels.jit.Gpr.R15;
import static io.tifl.kernels.jit.Gpr.R9;
import static io.tifl.kernels.jit.Gpr.RAX;
import static io.tifl.kernels.jit.Gpr.RBX;
import static io.tifl.kernels.jit.Gpr.RCX;
import static io.tifl.kernels.jit.Gpr.RDI;
import static io.tifl.kernels.jit.Gpr.RSI;

/**
 * Generates a tile: up to six rows of A times one panel, the sums held in registers over the whole depth, finished by
 * {@link GemmTileStore}. A's rows are read where they lie; blocks of weights are memory operands.
 */
final class GemmTile {
    /** More rows would need more than the twelve registers that leave four to work with. */
    static final int MAX_ROWS = 6;

    private static final int CHUNK = 4;
    private static final int PREFETCH_BYTES = 1536;

    /**
     * What is specific about a tile.
     *
     * @param rows 1 to {@link #MAX_ROWS}
     * @param columns 1 to 16, those stored
     * @param tail rows of weights after the last full block, 0 to 3
     */
    record Shape(GemmArithmetic arithmetic, GemmOutput output, int rows, int columns, int tail) {
        /** Registers a row's sums take. */
        int vectors() {
            return columns > 8 ? 2 : 1;
        }

        Vec sum(int row, int vector) {
            return Vec.ymm(row * vectors() + vector);
        }

        /** Bytes of A in a step: widened, they are words. */
        int stepBytes() {
            return arithmetic == GemmArithmetic.WIDENED ? 8 : 4;
        }

        boolean readsTail() {
            return tail > 0 && arithmetic != GemmArithmetic.WIDENED;
        }
    }

    private final Assembler code = new Assembler();
    private final Shape shape;
    private final GemmSteps steps;

    private GemmTile(Shape shape) {
        this.shape = shape;
        this.steps = new GemmSteps(code, shape);
    }

    static byte[] generate(Shape shape) {
        GemmTile tile = new GemmTile(shape);
        tile.function();
        return tile.code.finish();
    }

    private void function() {
        code.mov(RSI, Mem.at(RBX, GemmFrame.BLOCKS));
        code.mov(RCX, Mem.at(R15, GemmFrame.STRIDE_A));
        code.mov(R11, RDI);
        upperRows();
        initialSums();
        steps.prepare();
        times(GemmFrame.CHUNKS, this::chunk);
        times(GemmFrame.SINGLES, this::single);
        if (shape.readsTail()) {
            steps.tail(shape.tail());
        }
        extras();
        new GemmTileStore(code, shape).store();
        code.ret();
    }

    private void initialSums() {
        boolean widened = shape.arithmetic() == GemmArithmetic.WIDENED;
        if (widened) {
            code.mov(RAX, Mem.at(RBX, GemmFrame.COLUMN_PRODUCTS));
            code.mov(R10, Mem.at(R15, GemmFrame.ROW_PRODUCTS_OFFSET));
        }
        for (int row = 0; row < shape.rows(); row++) {
            for (int vector = 0; vector < shape.vectors(); vector++) {
                Vec sum = shape.sum(row, vector);
                if (widened) {
                    code.op(Op.VPBROADCASTD, sum, Mem.at(R13, R10, 1, 4 * row));
                    code.op(Op.VPADDD, sum, sum, Mem.at(RAX, 32 * vector));
                } else {
                    code.op(Op.VPXOR, sum, sum, sum);
                }
            }
        }
    }

    /** Rows 3 to 5 are addressed from row 3. */
    private void upperRows() {
        code.lea(R9, Mem.at(RCX, RCX, 2, 0));
        code.arithmetic(ADD, R9, RDI);
    }

    private void chunk() {
        for (int i = 0; i < CHUNK && prefetches(); i++) {
            code.prefetch(Mem.at(RSI, PREFETCH_BYTES + GemmFrame.BLOCK_BYTES * i));
        }
        if (shape.arithmetic().steps() > 1) {
            for (int i = 0; i < CHUNK; i += shape.arithmetic().steps()) {
                steps.chain(i, shape.arithmetic().steps());
            }
        } else {
            for (int i = 0; i < CHUNK; i++) {
                steps.one(i);
            }
        }
        advance(CHUNK);
    }

    /** Full tiles of chains have no load to spare, and where there are several, the first one's loads serve them all. */
    private boolean prefetches() {
        return shape.arithmetic().steps() <= 1
                || shape.rows() < shape.arithmetic().tileRows();
    }

    private void single() {
        steps.one(0);
        advance(1);
    }

    private void advance(int blocks) {
        code.arithmetic(ADD, RSI, GemmFrame.BLOCK_BYTES * blocks);
        code.arithmetic(ADD, RDI, shape.stepBytes() * blocks);
        code.arithmetic(ADD, R9, shape.stepBytes() * blocks);
    }

    /** The steps repeated for what was taken out of the blocks to keep sums small. */
    private void extras() {
        Label none = new Label();
        Label next = new Label();
        code.mov(RAX, Mem.at(RBX, GemmFrame.EXTRA_COUNT));
        code.test(RAX, RAX);
        code.jump(Assembler.Condition.EQUAL, none);
        code.mov(RSI, Mem.at(RBX, GemmFrame.EXTRA_BLOCKS));
        code.mov(R10, Mem.at(RBX, GemmFrame.EXTRA_OFFSETS));
        code.bind(next);
        code.movsxd(RDI, Mem.at(R10, 0));
        if (shape.stepBytes() == 8) {
            code.shl(RDI, 1);
        }
        code.arithmetic(ADD, RDI, R11);
        upperRows();
        steps.extra();
        code.arithmetic(ADD, RSI, GemmFrame.BLOCK_BYTES);
        code.arithmetic(ADD, R10, 4);
        code.arithmetic(SUB, RAX, 1);
        code.jump(Assembler.Condition.NOT_EQUAL, next);
        code.bind(none);
    }

    private void times(int parameter, Runnable body) {
        Label none = new Label();
        Label next = new Label();
        code.mov(RAX, Mem.at(R15, parameter));
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
