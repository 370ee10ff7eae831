/** The coordinator's end of HTTP: what devices fetch and send, as {@code docs/http-api.md} says. */
@NullMarked
package io.tifl.coordinator.http;

import org.jspecify.annotations.NullMarked;
