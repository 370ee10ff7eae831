package io.tifl.kernels.jit;

/**
 * A mask register of AVX-512: a bit for each lane that an instruction is to touch.
 *
 * @param number 1 to 7; number 0 would mean no mask
 */
public record Mask(int number) implements Operand {
    public Mask {
        if (number < 1 || number > 7) {
            throw new IllegalArgumentException("masks are numbered 1 to 7, got " + number);
        }
    }
}
