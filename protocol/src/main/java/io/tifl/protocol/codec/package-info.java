/** How a parameter change becomes bytes and comes back. */
@NullMarked
package io.tifl.protocol.codec;

import org.jspecify.annotations.NullMarked;
