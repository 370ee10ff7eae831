/**
 * Variational inference with mixture posteriors: models with named, constrained parameters, the fit of an approximation
 * by gradient steps on a bound, and what is asked of the fitted posterior (Morningstar et al., Automatic Differentiation
 * Variational Inference with Mixtures, AISTATS 2021, arXiv 2003.01687).
 */
@NullMarked
package io.tifl.experiments.advi;

import org.jspecify.annotations.NullMarked;
