package io.tifl.coordinator.round;

import io.tifl.tiering.Feedback;

/**
 * What one round yields.
 *
 * @param after the state for the next round
 * @param feedback what the tiering policy was told; replaying it over the first plan gives {@code after.tiers()} again
 */
public record Outcome(Federation after, RoundReport report, Feedback feedback) {}
