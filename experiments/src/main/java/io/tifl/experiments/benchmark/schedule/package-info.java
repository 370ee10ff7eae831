/** Where benchmarks run and in which order; the same policies for followers and for the simulation. */
@NullMarked
package io.tifl.experiments.benchmark.schedule;

import org.jspecify.annotations.NullMarked;
