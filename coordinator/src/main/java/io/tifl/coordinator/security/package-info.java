/** Who may do what: keys, sessions of clients, tokens and roles of operators. */
@NullMarked
package io.tifl.coordinator.security;

import org.jspecify.annotations.NullMarked;
