package io.tifl.experiments.noise;

/**
 * A tensor that is to be disturbed, in the flat vector it is part of.
 *
 * @param values of the whole model; only those from {@code from} to {@code to} are this tensor's and may be changed
 * @param own how large its values are
 * @param whole how large all values are that are to be disturbed
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Tensor(float[] values, int from, int to, Spread own, Spread whole) {}
