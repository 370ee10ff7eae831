/**
 * What may be put around a rule: caps on weights, norms that updates are clipped to, and noise that makes the result
 * differentially private ({@code docs/privacy.md}).
 */
@NullMarked
package io.tifl.aggregation.wrapper;

import org.jspecify.annotations.NullMarked;
