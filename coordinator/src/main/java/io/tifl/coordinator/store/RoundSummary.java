package io.tifl.coordinator.store;

import io.tifl.coordinator.round.RoundReport;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * What a round did, without its clients one by one: enough for a chart over thousands of rounds.
 *
 * @param tier the cohort was drawn from, 0 the fastest; empty if the policy ignores tiers
 * @param started when the orders went out, to the millisecond
 * @param asked how many clients
 * @param counted how many updates are in the model
 * @param uploadBytes of all replies
 * @param accuracy 0 to 1; empty if the model was not evaluated
 * @param loss empty if the model was not evaluated, or the loss is not a number
 */
public record RoundSummary(
        long round,
        RoundReport.Status status,
        long modelVersion,
        OptionalInt tier,
        Instant started,
        Duration elapsed,
        int asked,
        int counted,
        long uploadBytes,
        OptionalDouble accuracy,
        OptionalDouble loss) {}
