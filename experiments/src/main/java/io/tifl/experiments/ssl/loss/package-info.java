/**
 * Losses that compare the outputs of two networks, with their gradients.
 */
@NullMarked
package io.tifl.experiments.ssl.loss;

import org.jspecify.annotations.NullMarked;
