/**
 * The bounds ELBO, SELBO, IWAE and SIWAE, estimated from samples, and their gradients.
 */
@NullMarked
package io.tifl.experiments.advi.bound;

import org.jspecify.annotations.NullMarked;
