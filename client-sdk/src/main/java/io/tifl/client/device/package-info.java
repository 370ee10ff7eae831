/** The client that a device program embeds. */
@NullMarked
package io.tifl.client.device;

import org.jspecify.annotations.NullMarked;
