package io.tifl.kernels.jit;

import org.jspecify.annotations.Nullable;

/**
 * A place in memory: {@code base + index * scale + displacement}, or a label of the same code.
 *
 * @param base null for a label
 * @param index null for none; never the stack pointer
 * @param scale 1, 2, 4 or 8
 * @param label null unless the place is addressed relative to the instruction
 */
public record Mem(
        @Nullable Gpr base,
        @Nullable Gpr index,
        int scale,
        int displacement,
        @Nullable Label label) implements Operand {
    public Mem {
        if (index == Gpr.RSP) {
            throw new IllegalArgumentException("the stack pointer cannot be an index");
        }
        if (Integer.bitCount(scale) != 1 || scale > 8 || scale < 1) {
            throw new IllegalArgumentException("a scale is 1, 2, 4 or 8, got " + scale);
        }
        if ((base == null) == (label == null)) {
            throw new IllegalArgumentException("a place has either a base or a label");
        }
    }

    public static Mem at(Gpr base, int displacement) {
        return new Mem(base, null, 1, displacement, null);
    }

    public static Mem at(Gpr base, Gpr index, int scale, int displacement) {
        return new Mem(base, index, scale, displacement, null);
    }

    public static Mem at(Label label) {
        return new Mem(null, null, 1, 0, label);
    }

    /** The place {@code bytes} further on. */
    public Mem plus(int bytes) {
        return new Mem(base, index, scale, Math.addExact(displacement, bytes), label);
    }

    @Override
    public int number() {
        throw new IllegalStateException("a place in memory is no register");
    }
}
