package io.tifl.kernels.jit;

import static io.tifl.kernels.jit.Gpr.R10;
import static io.tifl.kernels.jit.Gpr.RAX;
import static io.tifl.kernels.jit.Gpr.RSI;

/**
 * Emits the multiplications of a tile. A step takes four consecutive bytes of each row of A, broadcast, times a block of
 * weights: for each of the part's columns its weights in the same four rows.
 *
 * <p>Registers behind the sums hold what rows share. The processor loads two vectors in a cycle and multiplies two, so a
 * part of one vector, whose weights are loaded once for all rows, is bound by its multiplications; with few rows,
 * weights are memory operands.
 */
final class GemmSteps {
    private static final Vec INPUT = Vec.ymm(12);
    private static final Vec PRODUCT = Vec.ymm(13);
    private static final Vec CHAIN = Vec.ymm(14);
    private static final Vec ONES = Vec.ymm(15);
    private static final Vec SECOND_CHAIN = Vec.ymm(11);

    /** For words. */
    private static final Vec SECOND_INPUT = PRODUCT;

    private final Assembler code;
    private final GemmPart part;
    private final GemmTile.Shape shape;

    GemmSteps(Assembler code, GemmPart part) {
        this.code = code;
        this.part = part;
        this.shape = part.shape();
    }

    private boolean widened() {
        return shape.arithmetic() == GemmArithmetic.WIDENED;
    }

    /** Sets the register that stays the same in all steps. */
    void prepare() {
        if (!widened()) {
            code.op(Op.VMOVDQA, ONES, code.constant(0x00010001));
        }
    }

    /** A step of its own. */
    void one(int block) {
        if (widened()) {
            paired(block);
            return;
        }
        for (int row = 0; row < shape.rows(); row++) {
            code.op(Op.VPBROADCASTD, INPUT, a(row, 4 * block));
            multiplyAdd(row, block);
        }
    }

    /** A step of the 1 to 3 bytes that end a row; beyond them nothing is read. */
    void tail(int bytes) {
        for (int row = 0; row < shape.rows(); row++) {
            TailBytes.load(code, a(row, 0), bytes, R10);
            code.op(Op.VMOVD, INPUT.low(), RAX);
            code.op(Op.VPBROADCASTD, INPUT, INPUT.low());
            multiplyAdd(row, 0);
        }
    }

    private void multiplyAdd(int row, int block) {
        for (int vector = 0; vector < part.vectors(); vector++) {
            code.op(Op.VPMADDUBSW, PRODUCT, INPUT, b(block, vector));
            add(row, vector, PRODUCT);
        }
    }

    /** Adds sums of two products in 16 bits to those in 32. */
    private void add(int row, int vector, Vec words) {
        Vec sum = part.sum(row, vector);
        code.op(Op.VPMADDWD, words, words, ONES);
        code.op(Op.VPADDD, sum, sum, words);
    }

    /** Steps whose pairs of products are added in 16 bits, then in 32. */
    void chain(int first, int length) {
        if (part.vectors() == 1) {
            for (int i = 0; i < length; i++) {
                code.op(Op.VMOVDQA, weights(i), b(first + i, 0));
            }
            for (int row = 0; row < shape.rows(); row++) {
                chainOfSharedWeights(row, first, length);
            }
        } else {
            for (int row = 0; row < shape.rows(); row++) {
                chainOfSharedInput(row, first, length);
            }
        }
    }

    private void chainOfSharedWeights(int row, int first, int length) {
        for (int i = 0; i < length; i++) {
            Vec product = i == 0 ? CHAIN : PRODUCT;
            code.op(Op.VPBROADCASTD, product, a(row, 4 * (first + i)));
            code.op(Op.VPMADDUBSW, product, product, weights(i));
            if (i > 0) {
                code.op(Op.VPADDW, CHAIN, CHAIN, PRODUCT);
            }
        }
        add(row, 0, CHAIN);
    }

    private void chainOfSharedInput(int row, int first, int length) {
        for (int i = 0; i < length; i++) {
            code.op(Op.VPBROADCASTD, INPUT, a(row, 4 * (first + i)));
            for (int vector = 0; vector < 2; vector++) {
                Vec chain = vector == 0 ? CHAIN : SECOND_CHAIN;
                Vec product = i == 0 ? chain : PRODUCT;
                code.op(Op.VPMADDUBSW, product, INPUT, b(first + i, vector));
                if (i > 0) {
                    code.op(Op.VPADDW, chain, chain, PRODUCT);
                }
            }
        }
        add(row, 0, CHAIN);
        add(row, 1, SECOND_CHAIN);
    }

    /** The weights of a step of a chain that all rows share. */
    private static Vec weights(int step) {
        return Vec.ymm(12 - step);
    }

    /** A step taken once more for one vector, with other weights than those whose products of neighbours are known. */
    void extra(int vector) {
        Mem weights = Mem.at(RSI, 0);
        if (widened()) {
            widen(vector, weights);
            for (int row = 0; row < shape.rows(); row++) {
                wide(row, vector);
            }
            return;
        }
        code.op(Op.VMOVDQA, CHAIN, weights);
        for (int row = 0; row < shape.rows(); row++) {
            code.op(Op.VPBROADCASTD, PRODUCT, a(row, 0));
            code.op(Op.VPMADDUBSW, PRODUCT, PRODUCT, CHAIN);
            add(row, vector, PRODUCT);
        }
    }

    /** A step on words: of A bytes 0 and 2 plus weights 1 and 3, times bytes 1 and 3 plus weights 0 and 2. */
    private void paired(int block) {
        for (int vector = 0; vector < part.vectors(); vector++) {
            widen(vector, b(block, vector));
        }
        for (int row = 0; row < shape.rows(); row++) {
            for (int vector = 0; vector < part.vectors(); vector++) {
                Vec sum = part.sum(row, vector);
                code.op(Op.VPBROADCASTD, INPUT, a(row, 8 * block));
                code.op(Op.VPBROADCASTD, SECOND_INPUT, a(row, 8 * block + 4));
                code.op(Op.VPADDW, INPUT, INPUT, words(1, vector));
                code.op(Op.VPADDW, SECOND_INPUT, SECOND_INPUT, words(0, vector));
                code.op(Op.VPMADDWD, INPUT, INPUT, SECOND_INPUT);
                code.op(Op.VPADDD, sum, sum, INPUT);
            }
        }
    }

    /** Weights 0 and 2 of a step, or 1 and 3. */
    private static Vec words(int half, int vector) {
        return Vec.ymm(vector == 0 ? 14 + half : 10 + half);
    }

    private void widen(int vector, Mem weights) {
        Vec even = words(0, vector);
        Vec odd = words(1, vector);
        code.op(Op.VMOVDQA, odd, weights);
        code.op(Op.VPSLLW, even, odd, 8);
        code.op(Op.VPSRAW, odd, odd, 8);
        code.op(Op.VPSRAW, even, even, 8);
    }

    /** A step on words: of A bytes 0 and 2, then 1 and 3, times the weights of the same. */
    private void wide(int row, int vector) {
        Vec sum = part.sum(row, vector);
        for (int half = 0; half < 2; half++) {
            code.op(Op.VPBROADCASTD, INPUT, a(row, 4 * half));
            code.op(Op.VPMADDWD, INPUT, INPUT, words(half, vector));
            code.op(Op.VPADDD, sum, sum, INPUT);
        }
    }

    private static Mem b(int block, int vector) {
        return Mem.at(RSI, GemmFrame.BLOCK_BYTES * block + GemmFrame.VECTOR_BYTES * vector);
    }

    private static Mem a(int row, int offset) {
        return GemmTile.A.at(row, offset);
    }
}
