/** Numeric kernels: a facade that checks arguments over backends that compute. */
@NullMarked
package io.tifl.kernels;

import org.jspecify.annotations.NullMarked;
