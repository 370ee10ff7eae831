/** Rules that reduce client updates to one change, and the server optimisers that apply it. */
@NullMarked
package io.tifl.aggregation;

import org.jspecify.annotations.NullMarked;
