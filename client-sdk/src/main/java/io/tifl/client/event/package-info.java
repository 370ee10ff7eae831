/** What a client tells the program around it. */
@NullMarked
package io.tifl.client.event;

import org.jspecify.annotations.NullMarked;
