/** What results of benchmarks say: tables, charts, a page, comparisons and recommendations. */
@NullMarked
package io.tifl.experiments.benchmark.report;

import org.jspecify.annotations.NullMarked;
