/** Requests at planned times, and how long their answers took. */
@NullMarked
package io.tifl.experiments.benchmark.load;

import org.jspecify.annotations.NullMarked;
