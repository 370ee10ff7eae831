/**
 * How a study is shown: charts as SVG and PNG, a self-contained HTML page, tables as CSV.
 *
 * <p>The same input gives the same bytes: nothing here reads a clock, a locale or a font.
 */
@NullMarked
package io.tifl.experiments.report;

import org.jspecify.annotations.NullMarked;
