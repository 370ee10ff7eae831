/** Jobs from their definition to their last round: profiling, rounds, evaluation, and going on after a crash. */
@NullMarked
package io.tifl.coordinator.job;

import org.jspecify.annotations.NullMarked;
