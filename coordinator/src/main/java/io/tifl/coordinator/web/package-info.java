/** What operators see and do: the REST interface under {@code /v1}. */
@NullMarked
package io.tifl.coordinator.web;

import org.jspecify.annotations.NullMarked;
