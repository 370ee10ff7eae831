package io.tifl.kernels.jit;

/**
 * A vector register, or its lower part.
 *
 * @param number 0 to 31; those from 16 on, and 512 bits, need AVX-512
 * @param bits 128 (xmm), 256 (ymm) or 512 (zmm)
 */
public record Vec(int number, int bits) implements Operand {
    public Vec {
        if (number < 0 || number > 31) {
            throw new IllegalArgumentException("vector registers are numbered 0 to 31, got " + number);
        }
        if (bits != 128 && bits != 256 && bits != 512) {
            throw new IllegalArgumentException("vector registers have 128, 256 or 512 bits, got " + bits);
        }
    }

    public static Vec zmm(int number) {
        return new Vec(number, 512);
    }

    public static Vec ymm(int number) {
        return new Vec(number, 256);
    }

    public static Vec xmm(int number) {
        return new Vec(number, 128);
    }

    /** The lowest 128 bits of this register. */
    public Vec low() {
        return xmm(number);
    }
}
