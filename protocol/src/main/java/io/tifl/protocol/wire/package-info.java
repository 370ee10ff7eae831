/** Orders and replies as bytes: the wire format shared by every networked transport. */
@NullMarked
package io.tifl.protocol.wire;

import org.jspecify.annotations.NullMarked;
