package io.tifl.kernels.jit;

/**
 * How a panel's products are added up. With AVX2, {@code vpmaddubsw} multiplies bytes at twice the rate of {@code vpmaddwd} but
 * adds two products in 16 bits: what makes it exact is a bound on the weights, proved when they are packed.
 */
public enum GemmArithmetic {
    /** Sums of eight products in 16 bits: four steps, then widened. */
    CHAIN4(4, 9, 2),
    /** Sums of four products in 16 bits. */
    CHAIN2(2, 11, 2),
    /** Sums of two products in 16 bits; beyond the proven bound they saturate, as in FBGEMM and oneDNN. */
    CHAIN1(1, 6, 6),
    /**
     * Words, multiplied after Winograd: {@code (a0 + b1) * (a1 + b0)} is {@code a0 * b0 + a1 * b1} but for products of
     * neighbours in the same row or column, whose sums are known. Exact whatever the operands, with half the
     * multiplications; additions find more free units. (Winograd, A New Algorithm for Inner Product, 1968.)
     */
    WIDENED(0, 11, 2),
    /**
     * Sums of four products in 32 bits by one instruction, {@code vpdpbusd} of AVX-512 VNNI: exact whatever the operands,
     * so that nothing has to be proved of the weights.
     */
    DOT(0, 11, 11);

    private final int steps;
    private final int tileRows;
    private final int rowsOfWholePanels;

    GemmArithmetic(int steps, int tileRows, int rowsOfWholePanels) {
        this.steps = steps;
        this.tileRows = tileRows;
        this.rowsOfWholePanels = rowsOfWholePanels;
    }

    /** Rows a tile holds at most: their sums and what else is needed fill the registers. */
    public int tileRows() {
        return tileRows;
    }

    /** Rows up to which a tile works on all sixteen columns at once, rather than on eight and eight. */
    int rowsOfWholePanels() {
        return rowsOfWholePanels;
    }

    /** Panels a tile multiplies at once at most. */
    public int panels() {
        return this == DOT ? 2 : 1;
    }

    /** Whether sums are kept in 16 bits for a while, which is exact only within bounds. */
    public boolean bounded() {
        return steps > 0;
    }

    /** How many steps of four rows of weights are added in 16 bits; 0 for none. */
    public int steps() {
        return steps;
    }
}
