package io.tifl.kernels.jit;

import static io.tifl.kernels.jit.Assembler.Arithmetic.ADD;
import static io.tifl.kernels.jit.Assembler.Arithmetic.SUB;
import static io.tifl.kernels.jit.Gpr.R10;
import static io.tifl.kernels.jit.Gpr.R8;
import static io.tifl.kernels.jit.Gpr.R9;
import static io.tifl.kernels.jit.Gpr.RDI;
import static io.tifl.kernels.jit.Gpr.RDX;
import static io.tifl.kernels.jit.Gpr.RSI;

/**
 * Generates {@code f(parameters, floats, bytes)}, with the parameters of {@link InputScan} and two more: each float times
 * the inverse scale, rounded half to even, plus the zero point, within 0 to 255; rows of bytes without gaps.
 */
final class InputQuantization {
    static final int INVERSE_SCALE = 24;
    static final int ZERO_POINT = 28;

    private static final Vec SCALE = Vec.ymm(8);
    private static final Vec ZERO = Vec.ymm(9);
    private static final Vec LARGE = Vec.ymm(10);
    private static final Vec ORDER = Vec.ymm(11);

    private final Assembler code = new Assembler();

    private InputQuantization() {}

    static byte[] generate() {
        InputQuantization quantization = new InputQuantization();
        quantization.function();
        return quantization.code.finish();
    }

    private void function() {
        Label next = new Label();
        code.mov(R8, Mem.at(RDI, InputScan.ROWS));
        code.op(Op.VPBROADCASTD, SCALE, Mem.at(RDI, INVERSE_SCALE));
        code.op(Op.VPBROADCASTW, ZERO, Mem.at(RDI, ZERO_POINT));
        code.op(Op.VMOVDQA, LARGE, code.constant(Float.floatToRawIntBits(1 << 20)));
        code.op(Op.VMOVDQA, ORDER, code.constant(0, 4, 1, 5, 2, 6, 3, 7));
        code.bind(next);
        code.mov(R9, Mem.at(RDI, InputScan.SIZE));
        code.mov(R10, RSI);
        pieces(32, this::thirtyTwo);
        pieces(1, this::one);
        code.arithmetic(ADD, RSI, Mem.at(RDI, InputScan.STRIDE));
        code.arithmetic(SUB, R8, 1);
        code.jump(Assembler.Condition.NOT_EQUAL, next);
        code.vzeroupper();
        code.ret();
    }

    private void pieces(int count, Runnable body) {
        Label done = new Label();
        Label next = new Label();
        code.arithmetic(SUB, R9, count);
        code.jump(Assembler.Condition.BELOW, done);
        code.bind(next);
        body.run();
        code.arithmetic(ADD, R10, 4 * count);
        code.arithmetic(ADD, RDX, count);
        code.arithmetic(SUB, R9, count);
        code.jump(Assembler.Condition.ABOVE_OR_EQUAL, next);
        code.bind(done);
        code.arithmetic(ADD, R9, count);
    }

    private void thirtyTwo() {
        for (int i = 0; i < 4; i++) {
            code.op(Op.VMULPS, Vec.ymm(i), SCALE, Mem.at(R10, 32 * i));
            code.op(Op.VMINPS, Vec.ymm(i), LARGE, Vec.ymm(i)); // in this order NaN stays NaN
            code.op(Op.VCVTPS2DQ, Vec.ymm(i), Vec.ymm(i));
        }
        for (int i = 0; i < 4; i += 2) {
            code.op(Op.VPACKSSDW, Vec.ymm(i), Vec.ymm(i), Vec.ymm(i + 1));
            code.op(Op.VPADDSW, Vec.ymm(i), Vec.ymm(i), ZERO);
        }
        code.op(Op.VPACKUSWB, Vec.ymm(0), Vec.ymm(0), Vec.ymm(2));
        code.op(Op.VPERMD, Vec.ymm(0), ORDER, Vec.ymm(0));
        code.op(Op.VMOVDQU_STORE, Mem.at(RDX, 0), Vec.ymm(0));
    }

    private void one() {
        Vec value = Vec.xmm(0);
        code.op(Op.VMOVD, value, Mem.at(R10, 0));
        code.op(Op.VMULPS, value, SCALE.low(), value);
        code.op(Op.VMINPS, value, LARGE.low(), value);
        code.op(Op.VCVTPS2DQ, value, value);
        code.op(Op.VPACKSSDW, value, value, value);
        code.op(Op.VPADDSW, value, value, ZERO.low());
        code.op(Op.VPACKUSWB, value, value, value);
        code.op(Op.VPEXTRB, Mem.at(RDX, 0), value, 0);
    }
}
