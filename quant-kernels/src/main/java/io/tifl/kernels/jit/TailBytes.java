package io.tifl.kernels.jit;

import static io.tifl.kernels.jit.Gpr.RAX;

/** Reads the 1 to 3 bytes that end a row into {@code rax}, and nothing beyond them. */
final class TailBytes {
    private TailBytes() {}

    /**
     * Emits the loads.
     *
     * @param scratch a register for the third byte
     */
    static void load(Assembler code, Mem place, int bytes, Gpr scratch) {
        if (bytes == 1) {
            code.movzx8(RAX, place);
            return;
        }
        code.movzx16(RAX, place);
        if (bytes == 3) {
            code.movzx8(scratch, place.plus(2));
            code.shl(scratch, 16);
            code.arithmetic(Assembler.Arithmetic.OR, RAX, scratch);
        }
    }
}
