package io.tifl.kernels.jit;

import static io.tifl.kernels.jit.Assembler.Arithmetic.ADD;
import static io.tifl.kernels.jit.Assembler.Arithmetic.SUB;
import static io.tifl.kernels.jit.Gpr.R10;
import static io.tifl.kernels.jit.Gpr.R11;
import static io.tifl.kernels.jit.Gpr.R8;
import static io.tifl.kernels.jit.Gpr.R9;
import static io.tifl.kernels.jit.Gpr.RAX;
import static io.tifl.kernels.jit.Gpr.RDI;
import static io.tifl.kernels.jit.Gpr.RDX;
import static io.tifl.kernels.jit.Gpr.RSI;

/**
 * Generates {@code f(parameters, A, sums)}: the sum of each row of bytes, 32 bits each, and as its result the largest
 * byte.
 */
final class InputScan {
    /** The parameters: rows, bytes in a row, and from a row to the next. */
    static final int ROWS = 0;

    static final int SIZE = 8;
    static final int STRIDE = 16;

    private static final Vec LARGEST = Vec.ymm(0);
    private static final Vec SUM = Vec.ymm(1);
    private static final Vec ZERO = Vec.ymm(2);
    private static final Vec BYTES = Vec.ymm(3);
    private static final Vec OTHER = Vec.ymm(4);

    private final Assembler code = new Assembler();

    private InputScan() {}

    static byte[] generate() {
        InputScan scan = new InputScan();
        scan.function();
        return scan.code.finish();
    }

    private void function() {
        Label next = new Label();
        code.mov(R8, Mem.at(RDI, ROWS));
        code.op(Op.VPXOR, LARGEST, LARGEST, LARGEST);
        code.op(Op.VPXOR, ZERO, ZERO, ZERO);
        code.bind(next);
        code.mov(R9, Mem.at(RDI, SIZE));
        code.mov(R10, RSI);
        code.op(Op.VPXOR, SUM, SUM, SUM);
        pieces(32, () -> code.op(Op.VMOVDQU, BYTES, Mem.at(R10, 0)));
        pieces(4, () -> code.op(Op.VMOVD, BYTES.low(), Mem.at(R10, 0)));
        pieces(1, () -> {
            code.movzx8(R11, Mem.at(R10, 0));
            code.op(Op.VMOVD, BYTES.low(), R11);
        });
        endRow();
        code.arithmetic(SUB, R8, 1);
        code.jump(Assembler.Condition.NOT_EQUAL, next);
        largest();
        code.vzeroupper();
        code.ret();
    }

    /** As many pieces of this size as there are bytes left for. */
    private void pieces(int bytes, Runnable load) {
        Label done = new Label();
        Label next = new Label();
        code.arithmetic(SUB, R9, bytes);
        code.jump(Assembler.Condition.BELOW, done);
        code.bind(next);
        load.run();
        code.op(Op.VPMAXUB, LARGEST, LARGEST, BYTES);
        code.op(Op.VPSADBW, BYTES, BYTES, ZERO);
        code.op(Op.VPADDQ, SUM, SUM, BYTES);
        code.arithmetic(ADD, R10, bytes);
        code.arithmetic(SUB, R9, bytes);
        code.jump(Assembler.Condition.ABOVE_OR_EQUAL, next);
        code.bind(done);
        code.arithmetic(ADD, R9, bytes);
    }

    private void endRow() {
        code.op(Op.VEXTRACTI128, OTHER.low(), SUM, 1);
        code.op(Op.VPADDQ, SUM, SUM, OTHER);
        code.op(Op.VPSHUFD, OTHER.low(), SUM.low(), 0b1110);
        code.op(Op.VPADDQ, SUM, SUM, OTHER);
        code.op(Op.VMOVD_STORE, Mem.at(RDX, 0), SUM.low());
        code.arithmetic(ADD, RDX, 4);
        code.arithmetic(ADD, RSI, Mem.at(RDI, STRIDE));
    }

    private void largest() {
        code.op(Op.VEXTRACTI128, OTHER.low(), LARGEST, 1);
        code.op(Op.VPMAXUB, LARGEST, LARGEST, OTHER);
        for (int bytes = 8; bytes >= 1; bytes /= 2) {
            code.op(Op.VPSRLDQ, OTHER.low(), LARGEST.low(), bytes);
            code.op(Op.VPMAXUB, LARGEST, LARGEST, OTHER);
        }
        code.op(Op.VPEXTRB, RAX, LARGEST.low(), 0);
    }
}
