/** What a client can be asked to do: the task contract and the built-in tasks. */
@NullMarked
package io.tifl.client.task;

import org.jspecify.annotations.NullMarked;
