/**
 * Secure aggregation, what clients and coordinator share: keys, masks, secret sharing, the messages of each stage, and the
 * client's side of the protocol. {@code docs/secure-aggregation.md} says what it protects against.
 */
@NullMarked
package io.tifl.protocol.secure;

import org.jspecify.annotations.NullMarked;
