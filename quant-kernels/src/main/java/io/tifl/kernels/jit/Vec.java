package io.tifl.kernels.jit;

/**
 * A vector register.
 *
 * @param number 0 to 15
 * @param wide whether all 256 bits are meant (ymm) or the lower 128 (xmm)
 */
public record Vec(int number, boolean wide) implements Operand {
    public Vec {
        if (number < 0 || number > 15) {
            throw new IllegalArgumentException("vector registers are numbered 0 to 15, got " + number);
        }
    }

    public static Vec ymm(int number) {
        return new Vec(number, true);
    }

    public static Vec xmm(int number) {
        return new Vec(number, false);
    }

    /** The lower half of this register. */
    public Vec low() {
        return xmm(number);
    }
}
