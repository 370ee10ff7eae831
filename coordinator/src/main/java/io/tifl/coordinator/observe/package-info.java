/** What an operator sees of a coordinator from outside: its meters and its traces. Knows none of what it measures. */
@NullMarked
package io.tifl.coordinator.observe;

import org.jspecify.annotations.NullMarked;
