/** What a coordinator does beside its jobs while it leads: works that are kept as documents, and carried on by whoever leads. */
@NullMarked
package io.tifl.experiments.lead;

import org.jspecify.annotations.NullMarked;
