/** What a benchmark of a served model asks for, in a few lines of YAML. */
@NullMarked
package io.tifl.experiments.benchmark.spec;

import org.jspecify.annotations.NullMarked;
