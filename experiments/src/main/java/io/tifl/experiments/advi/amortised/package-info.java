/**
 * Mixture posteriors that an encoder network gives for each example, trained together with the decoder that explains the
 * examples from them: a classifier and an autoencoder, and how well calibrated predictions are.
 */
@NullMarked
package io.tifl.experiments.advi.amortised;

import org.jspecify.annotations.NullMarked;
