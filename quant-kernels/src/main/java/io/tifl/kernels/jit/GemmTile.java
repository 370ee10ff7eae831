package io.tifl.kernels.jit;

import static io.tifl.kernels.jit.Assembler.Arithmetic.ADD;
import static io.tifl.kernels.jit.Assembler.Arithmetic.SUB;
import static io.tifl.kernels.jit.Gpr.R10;
import static io.tifl.kernels.jit.Gpr.R11;
import static io.tifl.kernels.jit.Gpr.R13;
import static io.tifl.kernels.jit.Gpr.R15;
import static io.tifl.kernels.jit.Gpr.R8;
import static io.tifl.kernels.jit.Gpr.R9;
import static io.tifl.kernels.jit.Gpr.RAX;
import static io.tifl.kernels.jit.Gpr.RBX;
import static io.tifl.kernels.jit.Gpr.RCX;
import static io.tifl.kernels.jit.Gpr.RDI;
import static io.tifl.kernels.jit.Gpr.RSI;

import java.util.ArrayList;
import java.util.List;

/**
 * Generates a tile: some rows of A times one panel, the sums held in registers over the whole depth, finished by
 * {@link GemmTileStore}. A's rows are read where they lie.
 */
final class GemmTile {
    /** More rows could not be addressed from three registers. */
    static final int MAX_ROWS = 11;

    /** The rows of A while products are added. */
    static final GemmRows A = new GemmRows(RDI, R9, R8, RCX);

    private static final int CHUNK = 4;
    private static final int PREFETCH_BYTES = 1536;

    /**
     * What is specific about a tile.
     *
     * @param rows 1 to {@link GemmArithmetic#tileRows}
     * @param columns 1 to 16 of each panel at once, those stored
     * @param tail rows of weights after the last full block, 0 to 3
     */
    record Shape(GemmArithmetic arithmetic, GemmOutput output, int rows, int columns, int tail) {
        /** Bytes of A in a step: widened, they are words. */
        int stepBytes() {
            return arithmetic == GemmArithmetic.WIDENED ? 8 : 4;
        }

        int vectorBits() {
            return arithmetic == GemmArithmetic.DOT ? 512 : 256;
        }

        /** Vector registers there are. */
        int registers() {
            return arithmetic == GemmArithmetic.DOT ? 32 : 16;
        }

        boolean readsTail() {
            return tail > 0 && arithmetic != GemmArithmetic.WIDENED;
        }

        List<GemmPart> parts() {
            int vectors = columns > 8 ? 2 : 1;
            if (rows <= arithmetic.rowsOfWholePanels()) {
                return List.of(new GemmPart(this, 0, vectors));
            }
            List<GemmPart> parts = new ArrayList<>();
            for (int vector = 0; vector < vectors; vector++) {
                parts.add(new GemmPart(this, vector, 1));
            }
            return parts;
        }
    }

    private final Assembler code = new Assembler();
    private final Shape shape;

    private GemmTile(Shape shape) {
        this.shape = shape;
    }

    static byte[] generate(Shape shape) {
        if (shape.arithmetic() == GemmArithmetic.DOT) {
            return DotTile.generate(shape);
        }
        GemmTile tile = new GemmTile(shape);
        tile.function();
        return tile.code.finish();
    }

    private void function() {
        code.mov(R11, RDI);
        for (GemmPart part : shape.parts()) {
            part(part);
        }
        code.ret();
    }

    private void part(GemmPart part) {
        GemmSteps steps = new GemmSteps(code, part);
        code.mov(RSI, Mem.at(RBX, GemmFrame.BLOCKS));
        if (part.offset() > 0) {
            code.arithmetic(ADD, RSI, part.offset());
        }
        code.mov(RDI, R11);
        code.mov(RCX, Mem.at(R15, GemmFrame.STRIDE_A));
        A.prepare(code, shape.rows());
        initialSums(part);
        steps.prepare();
        code.mov(R10, Mem.at(RBX, GemmFrame.NEXT_PANEL));
        times(GemmFrame.CHUNKS, () -> chunk(part, steps));
        times(GemmFrame.SINGLES, () -> single(steps));
        if (shape.readsTail()) {
            steps.tail(shape.tail());
        }
        for (int vector = 0; vector < part.vectors(); vector++) {
            extras(part, steps, vector);
        }
        new GemmTileStore(code, part).store();
    }

    private void initialSums(GemmPart part) {
        boolean widened = shape.arithmetic() == GemmArithmetic.WIDENED;
        if (widened) {
            code.mov(RAX, Mem.at(RBX, GemmFrame.COLUMN_PRODUCTS));
            code.mov(R10, Mem.at(R15, GemmFrame.ROW_PRODUCTS_OFFSET));
        }
        for (int row = 0; row < shape.rows(); row++) {
            for (int vector = 0; vector < part.vectors(); vector++) {
                Vec sum = part.sum(row, vector);
                if (widened) {
                    code.op(Op.VPBROADCASTD, sum, Mem.at(R13, R10, 1, 4 * row));
                    code.op(Op.VPADDD, sum, sum, Mem.at(RAX, part.offset() + 32 * vector));
                } else {
                    code.op(Op.VPXOR, sum, sum, sum);
                }
            }
        }
    }

    private void chunk(GemmPart part, GemmSteps steps) {
        prefetch(part);
        int length = Math.max(1, shape.arithmetic().steps());
        for (int i = 0; i < CHUNK; i += length) {
            if (length == 1) {
                steps.one(i);
            } else {
                steps.chain(i, length);
            }
        }
        advance(CHUNK);
    }

    /** Where a panel is passed through twice, each pass fetches half of the next panel; else what follows closely. */
    private void prefetch(GemmPart part) {
        if (part.vectors() == 2 || shape.columns() <= 8) {
            for (int i = 0; i < CHUNK; i++) {
                code.prefetch(Mem.at(RSI, PREFETCH_BYTES + GemmFrame.BLOCK_BYTES * i));
            }
        } else {
            for (int i = 0; i < CHUNK / 2; i++) {
                code.prefetch(Mem.at(RSI, R10, 1, GemmFrame.BLOCK_BYTES * (2 * i + part.first())));
            }
        }
    }

    private void single(GemmSteps steps) {
        steps.one(0);
        advance(1);
    }

    private void advance(int blocks) {
        code.arithmetic(ADD, RSI, GemmFrame.BLOCK_BYTES * blocks);
        A.advance(code, shape.rows(), shape.stepBytes() * blocks);
    }

    /** The steps repeated for what was taken out of the blocks of a vector to keep sums small. */
    private void extras(GemmPart part, GemmSteps steps, int vector) {
        int extras = GemmFrame.EXTRAS + GemmFrame.EXTRAS_BYTES * (part.first() + vector);
        Label none = new Label();
        Label next = new Label();
        code.mov(RAX, Mem.at(RBX, extras + GemmFrame.EXTRA_COUNT));
        code.test(RAX, RAX);
        code.jump(Assembler.Condition.EQUAL, none);
        code.mov(RSI, Mem.at(RBX, extras + GemmFrame.EXTRA_BLOCKS));
        code.mov(R10, Mem.at(RBX, extras + GemmFrame.EXTRA_OFFSETS));
        code.bind(next);
        code.movsxd(RDI, Mem.at(R10, 0));
        if (shape.stepBytes() == 8) {
            code.shl(RDI, 1);
        }
        code.arithmetic(ADD, RDI, R11);
        A.prepare(code, shape.rows());
        steps.extra(vector);
        code.arithmetic(ADD, RSI, GemmFrame.VECTOR_BYTES);
        code.arithmetic(ADD, R10, 4);
        code.arithmetic(SUB, RAX, 1);
        code.jump(Assembler.Condition.NOT_EQUAL, next);
        code.bind(none);
    }

    private void times(int parameter, Runnable body) {
        CountedLoop.emit(code, Mem.at(R15, parameter), body);
    }
}
