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
    private static final Mask COLUMNS = new Mask(1);

    /** Large enough to become the largest byte, small enough to be converted. */
    private static final float LARGE = 1 << 20;

    /** The rows of C. */
    private static final GemmRows C = new GemmRows(RDX, R10, RDI, R8);

    private final Assembler code;
    private final GemmPart part;
    private final GemmTile.Shape shape;
    private final Vec work;
    private final Vec rowSum;
    private final Vec order;

    GemmTileStore(Assembler code, GemmPart part) {
        this.code = code;
        this.part = part;
        this.shape = part.shape();
        this.work = part.spare(0);
        this.rowSum = part.spare(1);
        this.order = part.spare(2);
    }

    void store() {
        code.mov(R8, Mem.at(R15, GemmFrame.STRIDE_C));
        C.prepare(code, shape.rows());
        if (masked() && part.columns() % part.vectorColumns() > 0) {
            code.mov(RAX, (1L << part.columns() % part.vectorColumns()) - 1);
            code.op(Op.KMOVW, COLUMNS, RAX);
        }
        switch (shape.output()) {
            case INT32 -> words();
            case FLOAT32, FLOAT32_ROW_SUMS -> {
                floats();
                words();
            }
            case UINT8, UINT8_ROW_SUMS -> {
                scale();
                if (masked()) {
                    wideBytes();
                } else {
                    bytes();
                }
            }
        }
    }

    /** Whether vectors of AVX-512 are stored, of which masks can choose columns. */
    private boolean masked() {
        return shape.vectorBits() == 512;
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
                code.op(Op.VPBROADCASTD, rowSum, Mem.at(R13, 4 * row));
            }
            for (int vector = 0; vector < part.vectors(); vector++) {
                scale(part.sum(row, vector), part.vectorBytes() * vector);
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
            code.op(Op.VPMULLD, work, rowSum, Mem.at(R9, offset));
            code.op(Op.VPSUBD, sum, sum, work);
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
                code.op(Op.VADDPS, sum, sum, Mem.at(RSI, part.vectorBytes() * vector));
                repeated(Op.VMAXPS, sum, Mem.at(R15, GemmFrame.LOWEST));
            }
        }
    }

    private void words() {
        for (int row = 0; row < shape.rows(); row++) {
            for (int vector = 0; vector < part.vectors(); vector++) {
                words(part.sum(row, vector), c(row, part.vectorBytes() * vector), part.columns(vector));
            }
        }
    }

    private void words(Vec sum, Mem place, int count) {
        if (masked() || count == part.vectorColumns()) {
            store(Op.VMOVDQU_STORE, place, sum, count);
            return;
        }
        if (count >= 4) {
            code.op(Op.VMOVDQU_STORE, place, sum.low());
            code.op(Op.VEXTRACTI128, sum.low(), sum, 1);
        }
        bytes(sum.low(), place.plus(count / 4 * 16), 4 * (count % 4));
    }

    private void store(Op op, Mem place, Vec values, int count) {
        if (count == part.vectorColumns()) {
            code.op(op, place, values);
        } else {
            code.masked(op, place, values, COLUMNS);
        }
    }

    /** Takes the word at {@code place} to every lane: there it is repeated for vectors of 256 bits only. */
    private void repeated(Op op, Vec values, Mem place) {
        if (masked()) {
            code.broadcast(op, values, values, place);
        } else {
            code.op(op, values, values, place);
        }
    }

    /** Rounds half to even. */
    private void round(Vec sum) {
        repeated(Op.VMINPS, sum, code.constant(Float.floatToRawIntBits(LARGE)));
        code.op(Op.VCVTPS2DQ, sum, sum);
    }

    private void wideBytes() {
        for (int row = 0; row < shape.rows(); row++) {
            for (int vector = 0; vector < part.vectors(); vector++) {
                Vec sum = part.sum(row, vector);
                round(sum);
                repeated(Op.VPADDD, sum, Mem.at(R15, GemmFrame.OUTPUT_ZERO_WORD));
                repeated(Op.VPMAXSD, sum, Mem.at(R15, GemmFrame.LOWEST_WORD));
                store(Op.VPMOVUSDB_STORE, c(row, part.vectorColumns() * vector), sum, part.columns(vector));
            }
        }
    }

    private void bytes() {
        code.op(Op.VMOVDQA, order, code.constant(0, 4, 1, 5, 2, 6, 3, 7));
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
            round(sum);
        }
        code.op(Op.VPACKSSDW, first, first, last);
        code.op(Op.VPADDSW, first, first, Mem.at(R15, GemmFrame.OUTPUT_ZERO));
    }

    /** Stores two rows. Packing interleaves them by halves, which the permutation undoes. */
    private void bytes(int row, int second) {
        Vec packed = part.sum(row, 0);
        code.op(Op.VPACKUSWB, packed, packed, part.sum(second, 0));
        code.op(Op.VPMAXUB, packed, packed, Mem.at(R15, GemmFrame.LOWEST));
        code.op(Op.VPERMD, packed, order, packed);
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
