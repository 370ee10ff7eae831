/** How much the coordinator bears: load on the real service, in a process of its own, over loopback HTTP. */
@NullMarked
package io.tifl.coordinator.load;

import org.jspecify.annotations.NullMarked;
