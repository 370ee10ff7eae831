/** The coordinator's end of docs/kafka.md: a bridge onto the desk that HTTP devices come to as well. */
@NullMarked
package io.tifl.coordinator.kafka;

import org.jspecify.annotations.NullMarked;
