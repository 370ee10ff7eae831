/**
 * Approximating distributions: Gaussians of three shapes and mixtures of them, with the gradients that bounds need.
 */
@NullMarked
package io.tifl.experiments.advi.family;

import org.jspecify.annotations.NullMarked;
