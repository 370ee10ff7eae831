package io.tifl.kernels.jit;

import static io.tifl.kernels.jit.Assembler.Arithmetic.ADD;
import static io.tifl.kernels.jit.Assembler.Arithmetic.XOR;
import static io.tifl.kernels.jit.Gpr.R13;
import static io.tifl.kernels.jit.Gpr.R8;
import static io.tifl.kernels.jit.Gpr.RAX;
import static io.tifl.kernels.jit.Gpr.RCX;
import static io.tifl.kernels.jit.Gpr.RDI;
import static io.tifl.kernels.jit.Gpr.RSI;

/**
 * Generates a tile that quantises one row of floats: a pass that finds the extremes, scale and bias from them, and a pass
 * that converts, packs and stores. Floats come from {@code rsi}, which moves on to the next row, and codes go to
 * {@code rcx}.
 *
 * <p>Bits of floats order numbers by magnitude: unsigned, negative ones lie above all others. So the largest unsigned
 * bits are the least number if it is negative, and the smallest ones if there is no negative; the largest signed bits are
 * the greatest number unless all are negative, and then the smallest unsigned ones are. NaN exceeds infinity either way.
 *
 * <p>Eight codes are always written whole. At the end of a row, this reaches into its scale and bias, which are written
 * last and take as many bytes.
 */
final class QuantizeRowTile {
    /** Eights in a block: their codes fill a register of bytes. */
    static final int BLOCK = 4;

    private static final int EIGHT_BYTES = 32;
    private static final int UNORDERED = 3;
    private static final int EQUAL = 0;
    private static final int TO_NEAREST_EVEN = 0;

    /** FBGEMM's: keeps the inverse finite where all values are equal. */
    private static final float EPSILON = 1e-8f;

    private static final Gpr SCAN = R8;
    private static final Gpr CODE = R13;

    // While extremes are sought
    private static final Vec LARGEST = Vec.ymm(4);
    private static final Vec SMALLEST = Vec.ymm(5);
    private static final Vec GREATEST = Vec.ymm(6);
    private static final Vec FIRST = Vec.ymm(7);

    // While codes are made
    private static final Vec BIAS = Vec.ymm(8);
    private static final Vec INVERSE = Vec.ymm(9);
    private static final Vec MOST = Vec.ymm(10);
    private static final Vec ORDER = Vec.ymm(11);

    private static final Vec UNIT = Vec.xmm(12);
    private static final Vec SCALE = Vec.xmm(13);
    private static final Vec SPARE = Vec.xmm(14);
    private static final Vec HEADER = Vec.xmm(15);

    private final Assembler code = new Assembler();
    private final RowLoops loops = new RowLoops(code);
    private final int bits;
    private final float maxCode;

    private QuantizeRowTile(int bits) {
        this.bits = bits;
        this.maxCode = (1 << bits) - 1;
    }

    static byte[] generate(int bits) {
        QuantizeRowTile tile = new QuantizeRowTile(bits);
        tile.function();
        return tile.code.finish();
    }

    private void function() {
        extremes();
        grid();
        convert();
        code.mov(CODE, Mem.at(RDI, RowFrame.HEADER));
        if (bits == 8) {
            code.op(Op.VMOVQ_STORE, Mem.at(RCX, CODE, 1, 0), HEADER);
        } else {
            code.op(Op.VMOVD_STORE, Mem.at(RCX, CODE, 1, 0), HEADER);
        }
        code.arithmetic(XOR, RAX, RAX);
        code.ret();
    }

    private void extremes() {
        code.mov(SCAN, RSI);
        code.op(Op.VBROADCASTSS, FIRST, Mem.at(RSI, 0));
        for (Vec extreme : new Vec[] {LARGEST, SMALLEST, GREATEST}) {
            code.op(Op.VMOVDQA, extreme, FIRST);
        }
        loops.times(RowFrame.BLOCKS, () -> scan(BLOCK));
        loops.times(RowFrame.EIGHTS, () -> scan(1));
        loops.tail(() -> {
            loadTail(Vec.ymm(0), Vec.ymm(1), SCAN);
            code.blend(Vec.ymm(0), FIRST, Vec.ymm(0), Vec.ymm(1));
            include(Vec.ymm(0));
        });
        for (int half = 1; half <= 4; half *= 2) {
            fold(Op.VPMAXUD, LARGEST, half);
            fold(Op.VPMINUD, SMALLEST, half);
            fold(Op.VPMAXSD, GREATEST, half);
        }
    }

    private void scan(int eights) {
        for (int i = 0; i < eights; i++) {
            code.op(Op.VMOVUPS, Vec.ymm(i), Mem.at(SCAN, EIGHT_BYTES * i));
        }
        for (int i = 0; i < eights; i++) {
            include(Vec.ymm(i));
        }
        code.arithmetic(ADD, SCAN, EIGHT_BYTES * eights);
    }

    private void include(Vec values) {
        code.op(Op.VPMAXUD, LARGEST, LARGEST, values);
        code.op(Op.VPMINUD, SMALLEST, SMALLEST, values);
        code.op(Op.VPMAXSD, GREATEST, GREATEST, values);
    }

    /** Combines the lanes of two halves of what is left, in three steps. */
    private void fold(Op op, Vec extreme, int step) {
        Vec other = Vec.xmm(3);
        if (step == 1) {
            code.op(Op.VEXTRACTI128, other, extreme, 1);
        } else {
            code.op(Op.VPSHUFD, other, extreme.low(), step == 2 ? 0b1110 : 0b0001);
        }
        code.op(op, extreme.low(), extreme.low(), other);
    }

    /** Scale and bias in units, as they are stored, and what values are converted with. */
    private void grid() {
        Vec bias = BIAS.low();
        Vec max = Vec.xmm(0);
        Vec inverse = INVERSE.low();
        code.op(Op.VBROADCASTSS, UNIT, Mem.at(RDI, RowFrame.UNIT));
        code.blend(bias, SMALLEST.low(), LARGEST.low(), LARGEST.low());
        code.blend(max, GREATEST.low(), SMALLEST.low(), GREATEST.low());
        code.op(Op.VDIVPS, bias, bias, UNIT);
        code.op(Op.VDIVPS, max, max, UNIT);
        if (bits == 8) {
            code.op(Op.VSUBPS, max, max, bias);
            code.op(Op.VDIVPS, SCALE, max, floats(maxCode));
            code.op(Op.VADDPS, inverse, max, floats(EPSILON));
            code.op(Op.VMOVUPS, SPARE, floats(maxCode));
            code.op(Op.VDIVPS, inverse, SPARE, inverse);
        } else {
            halve(bias);
            code.op(Op.VSUBPS, max, max, bias);
            code.op(Op.VDIVPS, SCALE, max, floats(maxCode));
            halve(SCALE);
            code.op(Op.VXORPS, SPARE, SPARE, SPARE);
            code.op(Op.VCMPPS, max, SCALE, SPARE, EQUAL);
            code.blend(SCALE, SCALE, floats(1), max);
            code.op(Op.VMOVUPS, SPARE, floats(1));
            code.op(Op.VDIVPS, inverse, SPARE, SCALE);
        }
        header(bias);
        code.op(Op.VMULPS, bias, bias, UNIT);
        code.op(Op.VDIVPS, inverse, inverse, UNIT);
        code.op(Op.VBROADCASTSS, BIAS, bias);
        code.op(Op.VBROADCASTSS, INVERSE, inverse);
    }

    /** What is not finite becomes NaN, and with it the bias, which makes all codes 0. */
    private void header(Vec bias) {
        Vec infinite = Vec.xmm(0);
        code.op(Op.VSUBPS, infinite, SCALE, SCALE);
        code.op(Op.VSUBPS, SPARE, bias, bias);
        code.op(Op.VCMPPS, infinite, infinite, SPARE, UNORDERED);
        code.blend(SCALE, SCALE, floats(Float.NaN), infinite);
        code.blend(bias, bias, floats(Float.NaN), infinite);
        code.op(Op.VUNPCKLPS, HEADER, SCALE, bias);
        if (bits < 8) {
            code.op(Op.VCVTPS2PH, HEADER, HEADER, TO_NEAREST_EVEN);
        }
    }

    private void halve(Vec value) {
        code.op(Op.VCVTPS2PH, value, value, TO_NEAREST_EVEN);
        code.op(Op.VCVTPH2PS, value, value);
    }

    private Mem floats(float value) {
        return code.constant(Float.floatToRawIntBits(value));
    }

    private void convert() {
        code.op(Op.VMOVUPS, MOST, floats(maxCode));
        code.op(Op.VMOVDQA, ORDER, code.constant(0, 4, 1, 5, 2, 6, 3, 7));
        code.arithmetic(XOR, CODE, CODE);
        loops.times(RowFrame.BLOCKS, () -> {
            for (int i = 0; i < BLOCK; i++) {
                code.op(Op.VMOVUPS, Vec.ymm(i), Mem.at(RSI, EIGHT_BYTES * i));
                round(Vec.ymm(i));
            }
            storeBlock();
            advance(BLOCK);
        });
        loops.times(RowFrame.EIGHTS, () -> {
            code.op(Op.VMOVUPS, Vec.ymm(0), Mem.at(RSI, 0));
            round(Vec.ymm(0));
            storeEight();
            advance(1);
        });
        loops.tail(() -> {
            Vec mask = Vec.ymm(1);
            loadTail(Vec.ymm(0), mask, RSI);
            round(Vec.ymm(0));
            code.op(Op.VPAND, Vec.ymm(0), Vec.ymm(0), mask);
            storeEight();
            code.arithmetic(ADD, RSI, Mem.at(RDI, RowFrame.TAIL_BYTES));
        });
    }

    private void loadTail(Vec values, Vec mask, Gpr from) {
        code.op(Op.VMOVUPS, mask, Mem.at(RDI, RowFrame.MASK));
        code.op(Op.VMASKMOVPS, values, mask, Mem.at(from, 0));
    }

    private void advance(int eights) {
        code.arithmetic(ADD, RSI, EIGHT_BYTES * eights);
        code.arithmetic(ADD, CODE, bits * eights);
    }

    private void round(Vec values) {
        code.op(Op.VSUBPS, values, values, BIAS);
        code.op(Op.VMULPS, values, values, INVERSE);
        code.op(Op.VMINPS, values, MOST, values); // in this order NaN stays NaN, which becomes 0
        code.op(Op.VCVTPS2DQ, values, values);
    }

    private void storeBlock() {
        Vec codes = Vec.ymm(0);
        code.op(Op.VPACKSSDW, codes, codes, Vec.ymm(1));
        code.op(Op.VPACKSSDW, Vec.ymm(2), Vec.ymm(2), Vec.ymm(3));
        code.op(Op.VPACKUSWB, codes, codes, Vec.ymm(2));
        code.op(Op.VPERMD, codes, ORDER, codes);
        if (bits == 8) {
            code.op(Op.VMOVDQU_STORE, Mem.at(RCX, CODE, 1, 0), codes);
            return;
        }
        join(codes);
        Vec upper = Vec.xmm(1);
        code.op(Op.VEXTRACTI128, upper, codes, 1);
        if (bits == 4) {
            code.op(Op.VPACKUSWB, codes.low(), codes.low(), upper);
            code.op(Op.VMOVDQU_STORE, Mem.at(RCX, CODE, 1, 0), codes.low());
        } else {
            code.op(Op.VPACKUSDW, codes.low(), codes.low(), upper);
            code.op(Op.VPACKUSWB, codes.low(), codes.low(), codes.low());
            code.op(Op.VMOVQ_STORE, Mem.at(RCX, CODE, 1, 0), codes.low());
        }
    }

    private void storeEight() {
        Vec codes = Vec.xmm(0);
        Vec upper = Vec.xmm(1);
        Mem place = Mem.at(RCX, CODE, 1, 0);
        code.op(Op.VEXTRACTI128, upper, Vec.ymm(0), 1);
        code.op(Op.VPACKSSDW, codes, codes, upper);
        code.op(Op.VPACKUSWB, codes, codes, codes);
        switch (bits) {
            case 8 -> code.op(Op.VMOVQ_STORE, place, codes);
            case 4 -> {
                join(codes);
                code.op(Op.VPACKUSWB, codes, codes, codes);
                code.op(Op.VMOVD_STORE, place, codes);
            }
            default -> {
                join(codes);
                code.op(Op.VPACKUSDW, codes, codes, codes);
                code.op(Op.VPACKUSWB, codes, codes, codes);
                code.op(Op.VPEXTRW, place, codes, 0);
            }
        }
    }

    /** Joins bytes that will share one: two of them in a word with 4 bits, four in a double word with 2. */
    private void join(Vec codes) {
        code.op(Op.VPMADDUBSW, codes, codes, code.constant((1 | (1 << (bits + 8))) * 0x10001));
        if (bits == 2) {
            code.op(Op.VPMADDWD, codes, codes, code.constant(1 | 16 << 16));
        }
    }
}
