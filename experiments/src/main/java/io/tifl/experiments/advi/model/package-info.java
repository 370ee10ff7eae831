/**
 * Models as log densities over named parameters, with transforms from constrained to unconstrained space.
 */
@NullMarked
package io.tifl.experiments.advi.model;

import org.jspecify.annotations.NullMarked;
