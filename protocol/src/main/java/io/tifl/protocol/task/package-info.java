/** What a client is asked to do and what it answers. */
@NullMarked
package io.tifl.protocol.task;

import org.jspecify.annotations.NullMarked;
