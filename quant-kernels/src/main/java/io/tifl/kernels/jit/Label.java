package io.tifl.kernels.jit;

/** A place in the code of one {@link Assembler}, known once bound. */
public final class Label {
    private static final int UNBOUND = -1;

    private int position = UNBOUND;

    boolean bound() {
        return position != UNBOUND;
    }

    void bind(int at) {
        if (bound()) {
            throw new IllegalStateException("the label is bound at " + position + " already");
        }
        position = at;
    }

    int position() {
        if (!bound()) {
            throw new IllegalStateException("a label is used but never bound");
        }
        return position;
    }
}
