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
 * Generates {@code f(parameters, A, words)}, with the parameters of {@link InputScan}: the rows' bytes as words without
 * gaps, of every four bytes 0, 2, 1, 3 as {@link GemmArithmetic#WIDENED} takes them; the last four filled with zeros. For each row
 * it writes the negative sum of the products of neighbours, bytes 0 and 1, 2 and 3 and so on.
 */
final class InputWidening {
    /** Where the rows' sums of products go, after the parameters of {@link InputScan}. */
    static final int PRODUCTS_ADDRESS = 24;

    private static final Vec PRODUCTS = Vec.ymm(2);
    private static final Vec OTHER = Vec.ymm(3);
    private static final Vec WORDS = Vec.ymm(0);
    private static final Vec ORDER = Vec.ymm(1);

    private final Assembler code = new Assembler();
    private final int tail;

    private InputWidening(int tail) {
        this.tail = tail;
    }

    /** For rows that have {@code tail} bytes, 0 to 3, after the last four. */
    static byte[] generate(int tail) {
        InputWidening widening = new InputWidening(tail);
        widening.function();
        return widening.code.finish();
    }

    private void function() {
        Label next = new Label();
        code.mov(R8, Mem.at(RDI, InputScan.ROWS));
        code.op(Op.VMOVDQA, ORDER, code.constant(order(0), order(1), order(8), order(9)));
        code.bind(next);
        code.mov(R9, Mem.at(RDI, InputScan.SIZE));
        code.mov(R10, RSI);
        code.op(Op.VPXOR, PRODUCTS, PRODUCTS, PRODUCTS);
        pieces(16, () -> {
            code.op(Op.VPMOVZXDQ, WORDS, Mem.at(R10, 0));
            code.op(Op.VPSHUFB, WORDS, WORDS, ORDER);
            code.op(Op.VMOVDQU_STORE, Mem.at(RDX, 0), WORDS);
            addProducts();
        });
        pieces(4, () -> {
            code.mov32(RAX, Mem.at(R10, 0));
            four();
        });
        if (tail > 0) {
            TailBytes.load(code, Mem.at(R10, 0), tail, R11);
            four();
            code.arithmetic(ADD, RDX, 8);
        }
        endRow();
        code.arithmetic(ADD, RSI, Mem.at(RDI, InputScan.STRIDE));
        code.arithmetic(SUB, R8, 1);
        code.jump(Assembler.Condition.NOT_EQUAL, next);
        code.vzeroupper();
        code.ret();
    }

    /** Every dword times its neighbour in the quadword, so that the lower ones hold the products, and the upper the same. */
    private void addProducts() {
        code.op(Op.VPSHUFD, OTHER, WORDS, 0b10110001);
        code.op(Op.VPMADDWD, OTHER, OTHER, WORDS);
        code.op(Op.VPADDD, PRODUCTS, PRODUCTS, OTHER);
    }

    private void endRow() {
        code.op(Op.VEXTRACTI128, OTHER.low(), PRODUCTS, 1);
        code.op(Op.VPADDD, PRODUCTS, PRODUCTS, OTHER);
        code.op(Op.VPSHUFD, OTHER.low(), PRODUCTS.low(), 0b1110);
        code.op(Op.VPADDD, PRODUCTS, PRODUCTS, OTHER);
        code.op(Op.VPXOR, OTHER, OTHER, OTHER);
        code.op(Op.VPSUBD, PRODUCTS, OTHER, PRODUCTS);
        code.mov(R11, Mem.at(RDI, PRODUCTS_ADDRESS));
        code.op(Op.VMOVD_STORE, Mem.at(R11, 0), PRODUCTS.low());
        code.arithmetic(ADD, R11, 4);
        code.mov(Mem.at(RDI, PRODUCTS_ADDRESS), R11);
    }

    /** Four bytes of the shuffle: bytes {@code first} and {@code first + 2}, each with a zero above. */
    private static int order(int first) {
        return 0x80008000 | (first + 2) << 16 | first;
    }

    private void pieces(int bytes, Runnable body) {
        Label done = new Label();
        Label next = new Label();
        code.arithmetic(SUB, R9, bytes);
        code.jump(Assembler.Condition.BELOW, done);
        code.bind(next);
        body.run();
        code.arithmetic(ADD, R10, bytes);
        code.arithmetic(ADD, RDX, 2 * bytes);
        code.arithmetic(SUB, R9, bytes);
        code.jump(Assembler.Condition.ABOVE_OR_EQUAL, next);
        code.bind(done);
        code.arithmetic(ADD, R9, bytes);
    }

    private void four() {
        code.op(Op.VMOVD, WORDS.low(), RAX);
        code.op(Op.VPSHUFB, WORDS.low(), WORDS.low(), ORDER.low());
        code.op(Op.VMOVQ_STORE, Mem.at(RDX, 0), WORDS.low());
        addProducts();
    }
}
