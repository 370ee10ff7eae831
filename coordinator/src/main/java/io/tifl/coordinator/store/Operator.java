package io.tifl.coordinator.store;

import java.time.Instant;
import java.util.Optional;

/**
 * Someone who may use the coordinator, and the token by which they are known.
 *
 * @param tokenHash SHA-256 of the token, in lower-case hexadecimal
 * @param expires empty if it does not
 */
public record Operator(String tokenHash, String name, Role role, Instant created, Optional<Instant> expires) {}
