package io.tifl.coordinator.store;

import java.time.Instant;

/**
 * Something that was done, or tried.
 *
 * @param number ascends with time; gaps mean nothing
 * @param who an operator's name, a client's id, or the coordinator itself
 * @param what such as {@code job-created}
 * @param detail for people
 */
public record AuditEntry(long number, Instant at, String who, String what, String detail) {}
