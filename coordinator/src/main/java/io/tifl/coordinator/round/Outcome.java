package io.tifl.coordinator.round;

import io.tifl.tiering.Cohort;
import io.tifl.tiering.Feedback;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/**
 * What one round yields.
 *
 * @param after the state for the next round
 * @param feedback what the tiering policy was told; replaying it over the first plan gives {@code after.tiers()} again
 */
public record Outcome(Federation after, RoundReport report, Feedback feedback) {
    /** Nobody was asked, and the state is what it was. */
    static Outcome nothingDone(Federation before, Cohort cohort, RoundReport.Status why, Instant at) {
        RoundReport report = new RoundReport(
                before.round(),
                before.model().version(),
                why,
                cohort.tier(),
                at,
                Duration.ZERO,
                List.of(),
                Optional.empty(),
                Optional.empty());
        Feedback nothing =
                new Feedback(before.round(), cohort, new LinkedHashMap<>(), new LinkedHashMap<>(), List.of());
        return new Outcome(before, report, nothing);
    }
}
