/**
 * Learning without negatives from a slowly following target (Grill et al., Bootstrap Your Own Latent, arXiv 2006.07733).
 */
@NullMarked
package io.tifl.experiments.ssl.byol;

import org.jspecify.annotations.NullMarked;
