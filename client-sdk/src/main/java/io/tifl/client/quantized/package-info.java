/**
 * Trained networks that predict with whole numbers of 8 bits.
 *
 * <p>A {@link io.tifl.client.quantized.QuantizedNetwork} is made once from a trained network and a few examples: batch
 * normalisation and rectifiers are folded into the layers before them, weights become signed bytes with a scale for each output,
 * and the values between layers unsigned bytes with a scale and a zero point found on the examples. Products are those of
 * {@code io.tifl.kernels}, exact; only the last layer yields floats.
 */
@NullMarked
package io.tifl.client.quantized;

import org.jspecify.annotations.NullMarked;
