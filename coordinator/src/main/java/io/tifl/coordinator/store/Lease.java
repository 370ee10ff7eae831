package io.tifl.coordinator.store;

/**
 * The lead, as one coordinator got it.
 *
 * @param holder who
 * @param epoch counts how often the lead was taken; of two coordinators the one with the larger epoch leads
 */
public record Lease(String holder, long epoch) {}
