/** Bytes on their way from a request to the store: small ones in memory, large ones in files. */
@NullMarked
package io.tifl.coordinator.content;

import org.jspecify.annotations.NullMarked;
