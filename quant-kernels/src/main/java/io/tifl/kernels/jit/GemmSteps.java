package io.tifl.kernels.jit;

import static io.tifl.kernels.jit.Gpr.R8;
import static io.tifl.kernels.jit.Gpr.R9;
import static io.tifl.kernels.jit.Gpr.RAX;
import static io.tifl.kernels.jit.Gpr.RCX;
import static io.tifl.kernels.jit.Gpr.RDI;
import static io.tifl.kernels.jit.Gpr.RSI;

/**
 * Emits the multiplications of a tile. A step takes four consecutive bytes of each row of A, broadcast, times a block of
 * weights: for each of the panel's columns its weights in the same four rows.
 */
final class GemmSteps {
    private static final Vec INPUT = Vec.ymm(12);
    private static final Vec PRODUCT = Vec.ymm(13);
    private static final Vec SECOND_PRODUCT = Vec.ymm(14);
    private static final Vec CHAIN_INPUT = SECOND_PRODUCT;
    private static final Vec TERM = Vec.ymm(15);

    private static final int VECTOR_BYTES = 32;

    private final Assembler code;
    private final GemmTile.Shape shape;

    GemmSteps(Assembler code, GemmTile.Shape shape) {
        this.code = code;
        this.shape = shape;
    }

    /** Sets the registers that stay the same in all steps. */
    void prepare() {
        if (shape.arithmetic() == GemmArithmetic.CHAIN1) {
            code.op(Op.VMOVDQA, TERM, ones());
        }
    }

    /** A step of its own. */
    void one(int block) {
        if (shape.arithmetic() == GemmArithmetic.WIDENED) {
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
            gather(row, bytes);
            code.op(Op.VMOVD, INPUT.low(), RAX);
            code.op(Op.VPBROADCASTD, INPUT, INPUT.low());
            multiplyAdd(row, 0);
        }
    }

    private void gather(int row, int bytes) {
        if (bytes == 1) {
            code.movzx8(RAX, a(row, 0));
            return;
        }
        code.movzx16(RAX, a(row, 0));
        if (bytes == 3) {
            code.movzx8(R8, a(row, 2));
            code.shl(R8, 16);
            code.arithmetic(Assembler.Arithmetic.OR, RAX, R8);
        }
    }

    private void multiplyAdd(int row, int block) {
        Operand ones = shape.arithmetic() == GemmArithmetic.CHAIN1 ? TERM : ones();
        for (int vector = 0; vector < shape.vectors(); vector++) {
            code.op(Op.VPMADDUBSW, PRODUCT, INPUT, b(block, vector));
            code.op(Op.VPMADDWD, PRODUCT, PRODUCT, ones);
            code.op(Op.VPADDD, shape.sum(row, vector), shape.sum(row, vector), PRODUCT);
        }
    }

    /**
     * Steps whose pairs of products are added in 16 bits, then in 32. Two loads in a cycle are what limits these, so up
     * to three rows share those of the weights: with four rows in a tile two and two, since registers run out.
     */
    void chain(int first, int length) {
        int together = shape.rows() == 4 ? 2 : shape.rows();
        for (int row = 0; row < shape.rows(); row += together) {
            chain(row, together, first, length);
        }
    }

    private void chain(int firstRow, int rows, int first, int length) {
        for (int block = first; block < first + length; block++) {
            for (int vector = 0; vector < shape.vectors() && rows > 1; vector++) {
                code.op(Op.VMOVDQA, weights(vector), b(block, vector));
            }
            for (int row = 0; row < rows; row++) {
                code.op(Op.VPBROADCASTD, CHAIN_INPUT, a(firstRow + row, 4 * block));
                for (int vector = 0; vector < shape.vectors(); vector++) {
                    Operand weights = rows > 1 ? weights(vector) : b(block, vector);
                    link(chained(row, vector), weights, block == first);
                }
            }
        }
        for (int row = 0; row < rows; row++) {
            for (int vector = 0; vector < shape.vectors(); vector++) {
                Vec sum = shape.sum(firstRow + row, vector);
                code.op(Op.VPMADDWD, chained(row, vector), chained(row, vector), ones());
                code.op(Op.VPADDD, sum, sum, chained(row, vector));
            }
        }
    }

    private static Vec weights(int vector) {
        return vector == 0 ? INPUT : PRODUCT;
    }

    /** The register after the tile's sums for this row of those that share weights. */
    private Vec chained(int row, int vector) {
        return Vec.ymm((shape.rows() + row) * shape.vectors() + vector);
    }

    private void link(Vec chained, Operand weights, boolean first) {
        if (first) {
            code.op(Op.VPMADDUBSW, chained, CHAIN_INPUT, weights);
        } else {
            code.op(Op.VPMADDUBSW, TERM, CHAIN_INPUT, weights);
            code.op(Op.VPADDW, chained, chained, TERM);
        }
    }

    /** A step taken once more, with other weights than those whose products of neighbours are known. */
    void extra() {
        if (shape.arithmetic() == GemmArithmetic.WIDENED) {
            widened();
        } else {
            one(0);
        }
    }

    /** A step on words: of A bytes 0 and 2 plus weights 1 and 3, times bytes 1 and 3 plus weights 0 and 2. */
    private void paired(int block) {
        for (int half = 0; half < 2; half++) {
            for (int vector = 0; vector < shape.vectors(); vector++) {
                widen(words(half, vector), b(block, vector), half);
            }
        }
        for (int row = 0; row < shape.rows(); row++) {
            code.op(Op.VPBROADCASTD, INPUT, a(row, 8 * block));
            code.op(Op.VPBROADCASTD, PRODUCT, a(row, 8 * block + 4));
            for (int vector = 0; vector < shape.vectors(); vector++) {
                Vec sum = shape.sum(row, vector);
                code.op(Op.VPADDW, SECOND_PRODUCT, INPUT, words(1, vector));
                code.op(Op.VPADDW, TERM, PRODUCT, words(0, vector));
                code.op(Op.VPMADDWD, TERM, TERM, SECOND_PRODUCT);
                code.op(Op.VPADDD, sum, sum, TERM);
            }
        }
    }

    /** Weights 0 and 2 of a step, or 1 and 3, behind the registers of a full tile's sums. */
    private static Vec words(int half, int vector) {
        return Vec.ymm(8 + 2 * vector + half);
    }

    /** A step on words: of A bytes 0 and 2, then 1 and 3; of the weights the same, widened here. */
    private void widened() {
        for (int half = 0; half < 2; half++) {
            for (int vector = 0; vector < shape.vectors(); vector++) {
                widen(vector == 0 ? INPUT : PRODUCT, b(0, vector), half);
            }
            for (int row = 0; row < shape.rows(); row++) {
                code.op(Op.VPBROADCASTD, SECOND_PRODUCT, a(row, 4 * half));
                for (int vector = 0; vector < shape.vectors(); vector++) {
                    code.op(Op.VPMADDWD, TERM, SECOND_PRODUCT, vector == 0 ? INPUT : PRODUCT);
                    code.op(Op.VPADDD, shape.sum(row, vector), shape.sum(row, vector), TERM);
                }
            }
        }
    }

    private void widen(Vec weights, Mem place, int half) {
        code.op(Op.VMOVDQA, weights, place);
        if (half == 0) {
            code.op(Op.VPSLLW, weights, weights, 8);
        }
        code.op(Op.VPSRAW, weights, weights, 8);
    }

    private Mem ones() {
        return code.constant(0x00010001);
    }

    private static Mem b(int block, int vector) {
        return Mem.at(RSI, GemmFrame.BLOCK_BYTES * block + VECTOR_BYTES * vector);
    }

    private static Mem a(int row, int offset) {
        return row(RDI, R9, RCX, row, offset);
    }

    /** The place of a row: rows 0 to 2 from {@code lower}, rows 3 to 5 from {@code upper}, which is row 3. */
    static Mem row(Gpr lower, Gpr upper, Gpr stride, int row, int offset) {
        Gpr base = row < 3 ? lower : upper;
        return switch (row % 3) {
            case 0 -> Mem.at(base, offset);
            case 1 -> Mem.at(base, stride, 1, offset);
            default -> Mem.at(base, stride, 2, offset);
        };
    }
}
