/**
 * Self-supervised learning on a fleet: tasks that clients carry out, with statistics that add up, so that correlations
 * and operator norms are those of all samples together (arXiv 2010.00578). The same tasks run in an experiment in this
 * process and as jobs of a coordinator.
 */
@NullMarked
package io.tifl.experiments.ssl.federated;

import org.jspecify.annotations.NullMarked;
