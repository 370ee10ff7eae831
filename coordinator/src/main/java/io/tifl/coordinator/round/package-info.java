/** The round engine: plain Java, any clock, any transport. */
@NullMarked
package io.tifl.coordinator.round;

import org.jspecify.annotations.NullMarked;
