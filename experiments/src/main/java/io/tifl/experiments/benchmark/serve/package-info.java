/** Servers of models, with dynamic batching, and ways to reach them. */
@NullMarked
package io.tifl.experiments.benchmark.serve;

import org.jspecify.annotations.NullMarked;
