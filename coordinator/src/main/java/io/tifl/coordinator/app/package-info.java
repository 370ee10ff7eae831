/** The coordinator as a service: how its parts are put together, started and stopped. */
@NullMarked
package io.tifl.coordinator.app;

import org.jspecify.annotations.NullMarked;
