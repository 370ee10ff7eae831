package io.tifl.kernels.jit;

/**
 * The vectors of eight columns, or with AVX-512 of sixteen, that a tile works on at a time: both where few rows share a load of weights, else one
 * after the other, so that loads of weights serve as many rows as there are registers.
 *
 * @param first the first of them, 0 or 1
 * @param vectors how many, 1 or 2
 */
record GemmPart(GemmTile.Shape shape, int first, int vectors) {
    /** The register of a row's sums of the columns of {@code vector}, counted from the part's first. */
    Vec sum(int row, int vector) {
        return new Vec(row * vectors + vector, shape.vectorBits());
    }

    /** A register that holds no sums, counted from the last downwards. */
    Vec spare(int number) {
        return new Vec(shape.registers() - 1 - number, shape.vectorBits());
    }

    /** Where its blocks of weights, its column terms of 32 bits, and its output in words begin within the panel's. */
    int offset() {
        return vectorBytes() * first;
    }

    int vectorBytes() {
        return shape.vectorBits() / 8;
    }

    /** Columns of a vector. */
    int vectorColumns() {
        return shape.vectorBits() / 32;
    }

    /** Columns that are stored. */
    int columns() {
        return Math.min(vectorColumns() * vectors, shape.columns() - vectorColumns() * first);
    }

    /** Columns of one of its vectors that are stored. */
    int columns(int vector) {
        return Math.min(vectorColumns(), columns() - vectorColumns() * vector);
    }
}
