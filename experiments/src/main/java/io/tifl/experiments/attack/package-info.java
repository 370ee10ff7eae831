/** What bad clients may do, so that rules can be tried against it. */
@NullMarked
package io.tifl.experiments.attack;

import org.jspecify.annotations.NullMarked;
