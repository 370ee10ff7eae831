package io.tifl.coordinator.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.tifl.coordinator.job.Progress.Phase;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PhaseTimesTest {
    private final PhaseTimes times = new PhaseTimes();

    private static Instant at(long seconds) {
        return Instant.EPOCH.plusSeconds(seconds);
    }

    @Test
    void eachPhaseHasItsTimeAndTheRestIsForCombining() {
        times.begin(Phase.QUERY, at(0));
        times.end(Phase.QUERY, at(1));
        times.begin(Phase.TRAIN, at(2));
        times.end(Phase.TRAIN, at(7));
        times.begin(Phase.EVALUATE, at(8));
        times.end(Phase.EVALUATE, at(10));

        assertThat(times.round(at(11)))
                .containsOnly(entry("query", 1.0), entry("train", 5.0), entry("evaluate", 2.0), entry("combine", 3.0));
    }

    @Test
    void evaluationWhileOthersTrainCountsForTheEvaluation() {
        times.begin(Phase.TRAIN, at(0));
        times.begin(Phase.EVALUATE, at(4));
        times.end(Phase.EVALUATE, at(6));

        assertThat(times.round(at(7))).containsEntry("train", 5.0).containsEntry("evaluate", 2.0);
    }

    @Test
    void orderThatIsOutOverTheEndOfARoundCountsForBothRounds() {
        times.begin(Phase.TRAIN, at(0));
        assertThat(times.round(at(3))).containsEntry("train", 3.0);
        assertThat(times.round(at(5))).containsEntry("train", 2.0);
    }

    @Test
    void waitBetweenRoundsCountsForNone() {
        times.begin(Phase.TRAIN, at(0));
        times.end(Phase.TRAIN, at(1));
        assertThat(times.round(at(1))).containsEntry("train", 1.0);

        times.begin(Phase.TRAIN, at(100));
        times.end(Phase.TRAIN, at(102));
        assertThat(times.round(at(102))).containsOnly(entry("train", 2.0), entry("combine", 0.0));
    }

    @Test
    void clockThatGoesBackTakesNothingAway() {
        times.begin(Phase.TRAIN, at(5));
        times.end(Phase.TRAIN, at(3));
        assertThat(times.round(at(3))).doesNotContainKey("train").containsEntry("combine", 0.0);
    }
}
