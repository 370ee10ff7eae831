package io.tifl.kernels.jit;

import static io.tifl.kernels.jit.Assembler.Arithmetic.ADD;
import static io.tifl.kernels.jit.Gpr.R10;
import static io.tifl.kernels.jit.Gpr.R13;
import static io.tifl.kernels.jit.Gpr.R14;
import static io.tifl.kernels.jit.Gpr.R15;
import static io.tifl.kernels.jit.Gpr.R8;
import static io.tifl.kernels.jit.Gpr.R9;
import static io.tifl.kernels.jit.Gpr.RAX;
import static io.tifl.kernels.jit.Gpr.RCX;
import static io.tifl.kernels.jit.Gpr.RDI;
import static io.tifl.kernels.jit.Gpr.RDX;
import static io.tifl.kernels.jit.Gpr.RSI;

/**
 * Emits the end of a tile: sums become what is asked for while they are in registers, and are stored; nothing is written
 * beyond the tile's columns.
 */
final class GemmTileStore {
    private static final Vec WORK = Vec.ymm(15);
    private static final Vec ROW_SUM = Vec.ymm(14);
    private static final Vec ORDER = Vec.ymm(13);

    /** Large enough to become the largest byte, small enough to be converted. */
    private static final float LARGE = 1 << 20;

    /** The rows of C. */
    private static final GemmRows C = new GemmRows(RDX, R10, RDI, R8);

    private final Assembler code;
    private final GemmPart part;
    private final GemmTile.Shape shape;

    GemmTileStore(Assembler code, GemmPart part) {
        this.code = code;
        this.part = part;
        this.shape = part.shape();
    }

    void store() {
        code.mov(R8, Mem.at(R15, GemmFrame.STRIDE_C));
        C.prepare(code, shape.rows());
        switch (shape.output()) {
            case INT32 -> words();
            case FLOAT32, FLOAT32_ROW_SUMS -> {
                floats();
                words();
            }
            case UINT8, UINT8_ROW_SUMS -> {
                scale();
                bytes();
            }
        }
    }

    /** Adds the columns' and rows' terms, and makes scaled floats of the sums. */
    private void scale() {
        column(RAX, GemmFrame.COLUMN_TERMS);
        column(RCX, GemmFrame.MULTIPLIERS);
        if (shape.output().rowSums()) {
            column(R9, GemmFrame.COLUMN_ZEROS);
        }
        for (int row = 0; row < shape.rows(); row++) {
            if (shape.output().rowSums()) {
                code.op(Op.VPBROADCASTD, ROW_SUM, Mem.at(R13, 4 * row));
            }
            for (int vector = 0; vector < part.vectors(); vector++) {
                scale(part.sum(row, vector), 32 * vector);
            }
        }
    }

    private void column(Gpr register, int parameter) {
        code.mov(register, Mem.at(R15, parameter));
        code.arithmetic(ADD, register, R14);
        if (part.offset() > 0) {
            code.arithmetic(ADD, register, part.offset());
        }
    }

    private void scale(Vec sum, int offset) {
        if (shape.output().rowSums()) {
            code.op(Op.VPMULLD, WORK, ROW_SUM, Mem.at(R9, offset));
            code.op(Op.VPSUBD, sum, sum, WORK);
        }
        code.op(Op.VPADDD, sum, sum, Mem.at(RAX, offset));
        code.op(Op.VCVTDQ2PS, sum, sum);
        code.op(Op.VMULPS, sum, sum, Mem.at(RCX, offset));
    }

    private void floats() {
        scale();
        column(RSI, GemmFrame.COLUMN_BIASES);
        for (int row = 0; row < shape.rows(); row++) {
            for (int vector = 0; vector < part.vectors(); vector++) {
                Vec sum = part.sum(row, vector);
                code.op(Op.VADDPS, sum, sum, Mem.at(RSI, 32 * vector));
                code.op(Op.VMAXPS, sum, sum, Mem.at(R15, GemmFrame.LOWEST));
            }
        }
    }

    private void words() {
        for (int row = 0; row < shape.rows(); row++) {
            for (int vector = 0; vector < part.vectors(); vector++) {
                words(part.sum(row, vector), c(row, 32 * vector), Math.min(8, part.columns() - 8 * vector));
            }
        }
    }

    private void words(Vec sum, Mem place, int count) {
        if (count == 8) {
            code.op(Op.VMOVDQU_STORE, place, sum);
            return;
        }
        if (count >= 4) {
            code.op(Op.VMOVDQU_STORE, place, sum.low());
            code.op(Op.VEXTRACTI128, sum.low(), sum, 1);
        }
        bytes(sum.low(), place.plus(count / 4 * 16), 4 * (count % 4));
    }

    private void bytes() {
        code.op(Op.VMOVDQA, ORDER, code.constant(0, 4, 1, 5, 2, 6, 3, 7));
        for (int row = 0; row < shape.rows(); row++) {
            narrow(row);
        }
        for (int row = 0; row < shape.rows(); row += 2) {
            bytes(row, Math.min(row + 1, shape.rows() - 1));
        }
    }

    /** Rounds a row to words, half to even, and adds the zero point. */
    private void narrow(int row) {
        Vec first = part.sum(row, 0);
        Vec last = part.sum(row, part.vectors() - 1);
        for (int vector = 0; vector < part.vectors(); vector++) {
            Vec sum = part.sum(row, vector);
            code.op(Op.VMINPS, sum, sum, code.constant(Float.floatToRawIntBits(LARGE)));
            code.op(Op.VCVTPS2DQ, sum, sum);
        }
        code.op(Op.VPACKSSDW, first, first, last);
        code.op(Op.VPADDSW, first, first, Mem.at(R15, GemmFrame.OUTPUT_ZERO));
    }

    /** Stores two rows. Packing interleaves them by halves, which the permutation undoes. */
    private void bytes(int row, int second) {
        Vec packed = part.sum(row, 0);
        code.op(Op.VPACKUSWB, packed, packed, part.sum(second, 0));
        code.op(Op.VPMAXUB, packed, packed, Mem.at(R15, GemmFrame.LOWEST));
        code.op(Op.VPERMD, packed, ORDER, packed);
        bytes(packed.low(), c(row, 0), part.columns());
        if (second != row) {
            code.op(Op.VEXTRACTI128, packed.low(), packed, 1);
            bytes(packed.low(), c(second, 0), part.columns());
        }
    }

    private void bytes(Vec source, Mem place, int count) {
        if (count == 16) {
            code.op(Op.VMOVDQU_STORE, place, source);
            return;
        }
        int done = 0;
        if (count >= 8) {
            code.op(Op.VMOVQ_STORE, place, source);
            done = 8;
        }
        if (count - done >= 4) {
            code.op(Op.VPEXTRD, place.plus(done), source, done / 4);
            done += 4;
        }
        if (count - done >= 2) {
            code.op(Op.VPEXTRW, place.plus(done), source, done / 2);
            done += 2;
        }
        if (count - done >= 1) {
            code.op(Op.VPEXTRB, place.plus(done), source, done);
        }
    }

    private Mem c(int row, int offset) {
        return C.at(row, 8 * part.first() * shape.output().bytes() + offset);
    }
}
