/** What a coordinator keeps over a restart: jobs, federations, replies, clients, operators and who leads. */
@NullMarked
package io.tifl.coordinator.store;

import org.jspecify.annotations.NullMarked;
