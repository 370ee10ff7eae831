/**
 * Sums of doubles whose bits do not depend on the order of their terms or on who added which.
 */
@NullMarked
package io.tifl.experiments.advi.sum;

import org.jspecify.annotations.NullMarked;
