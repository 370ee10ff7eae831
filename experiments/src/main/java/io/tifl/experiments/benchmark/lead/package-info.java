/** The leader: keeps benchmarks, places them on followers, and runs each until it has a result or has failed for good. */
@NullMarked
package io.tifl.experiments.benchmark.lead;

import org.jspecify.annotations.NullMarked;
