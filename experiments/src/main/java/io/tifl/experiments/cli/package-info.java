/** The {@code tifl} command line. The only package that writes to standard output. */
@NullMarked
package io.tifl.experiments.cli;

import org.jspecify.annotations.NullMarked;
