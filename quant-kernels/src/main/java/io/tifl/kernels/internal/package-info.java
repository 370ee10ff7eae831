/** The backends behind the facade: arguments unchecked, results the same in all of them. */
@NullMarked
package io.tifl.kernels.internal;

import org.jspecify.annotations.NullMarked;
