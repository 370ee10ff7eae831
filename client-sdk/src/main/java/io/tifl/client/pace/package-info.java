/** How long a client waits before it asks again, and when it does not ask at all. */
@NullMarked
package io.tifl.client.pace;

import org.jspecify.annotations.NullMarked;
