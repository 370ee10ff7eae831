/**
 * Experiments with mixture posteriors whose answers are known.
 */
@NullMarked
package io.tifl.experiments.advi.study;

import org.jspecify.annotations.NullMarked;
