/** How long a client waits before it asks again. */
@NullMarked
package io.tifl.client.pace;

import org.jspecify.annotations.NullMarked;
