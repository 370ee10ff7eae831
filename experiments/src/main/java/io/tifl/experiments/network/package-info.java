/**
 * Small networks in double precision whose gradients are written out, with normalisation over a batch in parts.
 */
@NullMarked
package io.tifl.experiments.network;

import org.jspecify.annotations.NullMarked;
