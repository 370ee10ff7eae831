package io.tifl.kernels;

/** Products behind {@link HalfWeights}, arguments unchecked. Every implementation yields the same bits. */
@FunctionalInterface
interface HalfGemm {
    /** Multiplies as {@link HalfWeights#multiply} says. */
    void multiply(HalfWeights weights, Rows inputs, Rows outputs);
}
