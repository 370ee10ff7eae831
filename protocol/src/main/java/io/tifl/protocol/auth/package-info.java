/** How a client shows who it is, and who sent a reply: the same over every transport. */
@NullMarked
package io.tifl.protocol.auth;

import org.jspecify.annotations.NullMarked;
