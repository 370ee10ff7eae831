package io.tifl.kernels;

import java.util.List;

/** A product of {@code rows x depth} inputs and {@code depth x columns} weights. */
record GemmShape(int rows, int columns, int depth) {
    /** The shapes FBGEMM's own benchmarks of the product with 32-bit accumulation use, by rows. */
    static final List<GemmShape> FBGEMM = List.of(
            new GemmShape(1, 128, 512),
            new GemmShape(1, 1024, 256),
            new GemmShape(1, 2048, 512),
            new GemmShape(1, 4096, 1024),
            new GemmShape(1, 800, 3200),
            new GemmShape(1, 800, 8000),
            new GemmShape(1, 128, 2876),
            new GemmShape(1, 128, 2722),
            new GemmShape(6, 256, 1024),
            new GemmShape(6, 256, 2048),
            new GemmShape(6, 512, 512),
            new GemmShape(6, 1024, 256),
            new GemmShape(6, 2048, 256),
            new GemmShape(6, 2048, 512),
            new GemmShape(6, 4096, 256),
            new GemmShape(6, 4096, 1024),
            new GemmShape(6, 4096, 2048),
            new GemmShape(10, 2048, 256),
            new GemmShape(10, 4096, 1024),
            new GemmShape(16, 256, 512),
            new GemmShape(16, 256, 1500),
            new GemmShape(16, 256, 1567),
            new GemmShape(16, 128, 1567),
            new GemmShape(20, 2048, 256),
            new GemmShape(20, 4096, 1024),
            new GemmShape(64, 800, 320),
            new GemmShape(64, 768, 512),
            new GemmShape(102, 1024, 512),
            new GemmShape(102, 2323, 256),
            new GemmShape(102, 512, 256),
            new GemmShape(128, 128, 128),
            new GemmShape(256, 512, 256),
            new GemmShape(1024, 1024, 1024),
            new GemmShape(156800, 4, 36),
            new GemmShape(156800, 8, 36),
            new GemmShape(156800, 16, 36));

    /** Multiplications and additions. */
    double operations() {
        return 2.0 * rows * columns * depth;
    }

    String group() {
        return rows == 1 ? "M = 1" : rows < 60 ? "M 6 to 20" : columns < 32 ? "M 156800, N 4 to 16" : "M >= 60";
    }

    @Override
    public String toString() {
        return rows + "x" + columns + "x" + depth;
    }
}
