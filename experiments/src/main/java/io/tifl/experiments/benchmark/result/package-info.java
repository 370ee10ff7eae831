/** What a benchmark yields: histograms that can be merged, counts, and what they were taken on. */
@NullMarked
package io.tifl.experiments.benchmark.result;

import org.jspecify.annotations.NullMarked;
