package io.tifl.kernels.jit;

import static io.tifl.kernels.jit.Assembler.Arithmetic.ADD;
import static io.tifl.kernels.jit.Gpr.RDI;
import static io.tifl.kernels.jit.Gpr.RDX;
import static io.tifl.kernels.jit.Gpr.RSI;

/** Generates {@code f(parameters, from, to)}, which converts eights of values. */
final class HalfConversionLoop {
    /** The parameters: blocks, and eights after them. */
    static final int BLOCKS = 0;

    static final int EIGHTS = 8;

    /** Eights in a block. */
    static final int BLOCK = 4;

    private static final int EIGHT = 8;
    private static final int TO_NEAREST_EVEN = 0;
    private static final int UNORDERED = 3;
    private static final Vec ROUNDED = Vec.ymm(4);
    private static final Vec ODD = Vec.ymm(5);
    private static final Vec ORDER = Vec.ymm(6);
    private static final Vec ONE = Vec.ymm(7);
    private static final Vec HALF_LESS_ONE = Vec.ymm(8);
    private static final Vec QUIET = Vec.ymm(9);

    private final Assembler code = new Assembler();
    private final HalfConversion conversion;

    private HalfConversionLoop(HalfConversion conversion) {
        this.conversion = conversion;
    }

    static byte[] generate(HalfConversion conversion) {
        HalfConversionLoop loop = new HalfConversionLoop(conversion);
        loop.function();
        return loop.code.finish();
    }

    private void function() {
        if (conversion == HalfConversion.TO_BFLOAT16) {
            code.op(Op.VMOVDQA, ORDER, code.constant(0, 1, 4, 5, 2, 3, 6, 7));
            code.op(Op.VMOVDQA, ONE, code.constant(1));
            code.op(Op.VMOVDQA, HALF_LESS_ONE, code.constant(0x7fff));
            code.op(Op.VMOVDQA, QUIET, code.constant(0x400000));
        }
        CountedLoop.emit(code, Mem.at(RDI, BLOCKS), () -> eights(BLOCK));
        CountedLoop.emit(code, Mem.at(RDI, EIGHTS), () -> eights(1));
        code.vzeroupper();
        code.ret();
    }

    private void eights(int eights) {
        for (int i = 0; i < eights; i++) {
            Vec values = Vec.ymm(i);
            switch (conversion) {
                case TO_FLOAT16 -> {
                    code.op(Op.VMOVUPS, values, from(i));
                    code.op(Op.VCVTPS2PH, to(i), values, TO_NEAREST_EVEN);
                }
                case FROM_FLOAT16 -> {
                    code.op(Op.VCVTPH2PS, values, from(i));
                    code.op(Op.VMOVUPS_STORE, to(i), values);
                }
                case TO_BFLOAT16 -> roundToBfloat16(values, from(i));
                case FROM_BFLOAT16 -> {
                    code.op(Op.VPMOVZXWD, values, from(i));
                    code.op(Op.VPSLLD, values, values, Short.SIZE);
                    code.op(Op.VMOVUPS_STORE, to(i), values);
                }
            }
        }
        if (conversion == HalfConversion.TO_BFLOAT16) {
            storeBfloat16(eights);
        }
        code.arithmetic(ADD, RSI, conversion.fromBytes() * EIGHT * eights);
        code.arithmetic(ADD, RDX, conversion.toBytes() * EIGHT * eights);
    }

    private Mem from(int eight) {
        return Mem.at(RSI, conversion.fromBytes() * EIGHT * eight);
    }

    private Mem to(int eight) {
        return Mem.at(RDX, conversion.toBytes() * EIGHT * eight);
    }

    /** Adds just less than half of what is cut off, and one more if what stays is odd; NaN only becomes quiet. */
    private void roundToBfloat16(Vec values, Mem place) {
        code.op(Op.VMOVUPS, values, place);
        code.op(Op.VPSRLD, ODD, values, Short.SIZE);
        code.op(Op.VPAND, ODD, ODD, ONE);
        code.op(Op.VPADDD, ROUNDED, values, HALF_LESS_ONE);
        code.op(Op.VPADDD, ROUNDED, ROUNDED, ODD);
        code.op(Op.VCMPPS, ODD, values, values, UNORDERED);
        code.op(Op.VPOR, values, values, QUIET);
        code.blend(values, ROUNDED, values, ODD);
        code.op(Op.VPSRLD, values, values, Short.SIZE);
    }

    private void storeBfloat16(int eights) {
        if (eights == 1) {
            Vec upper = ODD.low();
            code.op(Op.VEXTRACTI128, upper, Vec.ymm(0), 1);
            code.op(Op.VPACKUSDW, Vec.xmm(0), Vec.xmm(0), upper);
            code.op(Op.VMOVDQU_STORE, to(0), Vec.xmm(0));
            return;
        }
        for (int i = 0; i < eights; i += 2) {
            code.op(Op.VPACKUSDW, Vec.ymm(i), Vec.ymm(i), Vec.ymm(i + 1));
            code.op(Op.VPERMD, Vec.ymm(i), ORDER, Vec.ymm(i));
            code.op(Op.VMOVDQU_STORE, to(i), Vec.ymm(i));
        }
    }
}
