/** Secure aggregation, the coordinator's side: who masks with whom, and how masks come off the sum. */
@NullMarked
package io.tifl.aggregation.secure;

import org.jspecify.annotations.NullMarked;
