/** Meters, spans and log fields of jobs and their rounds. */
@NullMarked
package io.tifl.coordinator.observe.job;

import org.jspecify.annotations.NullMarked;
