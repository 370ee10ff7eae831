package io.tifl.leaf.set;

/**
 * The 80 symbols of LEAF's Shakespeare, in the order of their tokens (Caldas et al., arXiv 1812.01097, reference
 * implementation).
 */
public final class LeafAlphabet {
    /** Symbol {@code i} is token {@code i}. */
    public static final String SYMBOLS =
            "\n !\"&'(),-.0123456789:;>?ABCDEFGHIJKLMNOPQRSTUVWXYZ[]abcdefghijklmnopqrstuvwxyz}";

    private LeafAlphabet() {}

    /** The token of a character; -1 where the alphabet lacks it, as in LEAF. */
    public static int token(char symbol) {
        return SYMBOLS.indexOf(symbol);
    }
}
