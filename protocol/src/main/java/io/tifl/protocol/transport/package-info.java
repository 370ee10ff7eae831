/** The two ends of the channel between coordinator and clients. */
@NullMarked
package io.tifl.protocol.transport;

import org.jspecify.annotations.NullMarked;
