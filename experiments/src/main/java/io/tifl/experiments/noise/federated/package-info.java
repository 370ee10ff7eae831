/**
 * The noise task of a fleet: every client is a population of analog chips that judge a model on its examples; what they count is pooled
 * into curves, round by round, for one model, for a job that runs, or for several against each other (arXiv 2011.11840). The same classes
 * serve a simulation and the service.
 */
@NullMarked
package io.tifl.experiments.noise.federated;

import org.jspecify.annotations.NullMarked;
