/** The networks of the noise study: what they are, how they are trained, and where they are kept once they are. */
@NullMarked
package io.tifl.experiments.noise.zoo;

import org.jspecify.annotations.NullMarked;
