package io.tifl.kernels.internal;

/** The part of a product that one call computes: some rows, some panels of columns. */
public record Slice(int firstRow, int rows, int firstPanel, int panels) {}
