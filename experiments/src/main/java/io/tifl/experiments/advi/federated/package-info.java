/**
 * Variational inference of a fleet (Morningstar et al., arXiv 2003.01687). In global-parameter mode one posterior is fitted to the data of
 * all: clients return log likelihoods and gradients at points that all share, and the sums are exact, so the fit is to the bit that of all
 * data at one place. The same classes serve a simulation and the service.
 */
@NullMarked
package io.tifl.experiments.advi.federated;

import org.jspecify.annotations.NullMarked;
