package io.tifl.coordinator.round;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class EvaluationScheduleTest {
    private static final Instant ORIGIN = Instant.parse("2000-01-01T00:00:00Z");

    @Test
    void everySoManyRoundsAndAfterTheLast() {
        EvaluationSchedule schedule = EvaluationSchedule.everyRounds(4, 10);

        assertThat(isDue(schedule, 3, 0, 1)).isFalse();
        assertThat(isDue(schedule, 4, 0, 1)).isTrue();
        assertThat(isDue(schedule, 9, 0, 1)).isFalse();
        assertThat(isDue(schedule, 10, 0, 1)).isTrue();
    }

    @Test
    void onceForEachRoundThatEndsInANewInterval() {
        EvaluationSchedule schedule = EvaluationSchedule.everyInterval(ORIGIN, Duration.ofSeconds(10));

        assertThat(isDue(schedule, 1, 0, 9)).isFalse();
        assertThat(isDue(schedule, 2, 9, 10)).isTrue();
        assertThat(isDue(schedule, 3, 10, 19)).isFalse();
        assertThat(isDue(schedule, 4, 19, 57)).isTrue();
        assertThat(isDue(schedule, 5, 57, 59)).isFalse();
    }

    @Test
    void aRoundThatTakesNoTimeIsNotEvaluatedAgain() {
        EvaluationSchedule schedule = EvaluationSchedule.everyInterval(ORIGIN, Duration.ofSeconds(10));

        assertThat(isDue(schedule, 7, 20, 20)).isFalse();
    }

    @Test
    void oneOfTwoIsEnough() {
        EvaluationSchedule schedule = EvaluationSchedule.never().or(EvaluationSchedule.everyRounds(2, 3));

        assertThat(isDue(schedule, 1, 0, 1)).isFalse();
        assertThat(isDue(schedule, 2, 1, 2)).isTrue();
    }

    @Test
    void intervalsOfNothingAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> EvaluationSchedule.everyRounds(0, 10));
        assertThatIllegalArgumentException().isThrownBy(() -> EvaluationSchedule.everyInterval(ORIGIN, Duration.ZERO));
    }

    private static boolean isDue(EvaluationSchedule schedule, long completed, long started, long ended) {
        return schedule.isDue(completed, ORIGIN.plusSeconds(started), ORIGIN.plusSeconds(ended));
    }
}
