/**
 * Rules that hold out against some bad updates by looking at every one of them. They take each client for one, whatever
 * weight it claims.
 */
@NullMarked
package io.tifl.aggregation.robust;

import org.jspecify.annotations.NullMarked;
