/** What noise does to the networks of the zoo, and which claims about it hold: {@code docs/reproduce/analog-noise.md}. */
@NullMarked
package io.tifl.experiments.noise.study;

import org.jspecify.annotations.NullMarked;
