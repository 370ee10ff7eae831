/** What the coordinator and devices need of the rest when they are started from the command line. */
@NullMarked
package io.tifl.experiments.serve;

import org.jspecify.annotations.NullMarked;
