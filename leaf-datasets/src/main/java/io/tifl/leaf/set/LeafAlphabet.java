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

    /**
     * The class of a character: its token, and 79, that of <code>}</code>, where the alphabet lacks it. LEAF's labels are the same,
     * for its index of -1 counts from the end.
     */
    public static int classOf(char symbol) {
        int token = token(symbol);
        return token < 0 ? SYMBOLS.length() - 1 : token;
    }
}
