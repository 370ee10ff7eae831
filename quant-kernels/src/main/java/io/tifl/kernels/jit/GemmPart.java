package io.tifl.kernels.jit;

/**
 * The vectors of eight columns that a tile works on at a time: both where few rows share a load of weights, else one
 * after the other, so that loads of weights serve as many rows as there are registers.
 *
 * @param first the first of them, 0 or 1
 * @param vectors how many, 1 or 2
 */
record GemmPart(GemmTile.Shape shape, int first, int vectors) {
    /** The register of a row's sums of the columns of {@code vector}, counted from the part's first. */
    Vec sum(int row, int vector) {
        return Vec.ymm(row * vectors + vector);
    }

    /** Where its blocks of weights, its column terms of 32 bits, and its output in words begin within the panel's. */
    int offset() {
        return 32 * first;
    }

    /** Columns that are stored. */
    int columns() {
        return Math.min(8 * vectors, shape.columns() - 8 * first);
    }
}
