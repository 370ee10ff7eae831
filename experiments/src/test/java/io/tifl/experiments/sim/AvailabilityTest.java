package io.tifl.experiments.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.tifl.protocol.Seed;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class AvailabilityTest {
    private static final Roster ROSTER = Roster.numbered(2000);
    private static final Duration DAY = Duration.ofDays(1);

    @Test
    void aProbabilityIsTheShareOfRoundsAnswered() {
        Availability availability = Availability.withProbability(0.3, new Seed(1));

        double share = LongStream.range(0, 20_000)
                        .filter(round -> answers(availability, 0, round, VirtualClock.START, Duration.ZERO))
                        .count()
                / 20_000.0;

        assertThat(share).isCloseTo(0.3, within(0.017));
    }

    @Test
    void theEndsOfTheScaleAreCertain() {
        for (int round = 0; round < 1000; round++) {
            assertThat(answers(Availability.withProbability(0, new Seed(1)), 0, round, VirtualClock.START, DAY))
                    .isFalse();
            assertThat(answers(Availability.withProbability(1, new Seed(1)), 0, round, VirtualClock.START, DAY))
                    .isTrue();
            assertThat(answers(
                            Availability.daily(1, DAY, new Seed(1)), round, 0, VirtualClock.START, DAY.multipliedBy(9)))
                    .isTrue();
            assertThat(answers(Availability.daily(0, DAY, new Seed(1)), round, 0, VirtualClock.START, Duration.ZERO))
                    .isFalse();
        }
    }

    @Test
    void atAnyTimeOfDayTheSameShareOfClientsIsOn() {
        Availability availability = Availability.daily(0.4, DAY, new Seed(1));

        for (int hour = 0; hour < 48; hour += 5) {
            Instant now = VirtualClock.START.plus(Duration.ofHours(hour));
            double share = IntStream.range(0, ROSTER.size())
                            .filter(i -> answers(availability, i, 0, now, Duration.ZERO))
                            .count()
                    / (double) ROSTER.size();
            assertThat(share).isCloseTo(0.4, within(0.055));
        }
    }

    @Test
    void aClientIsOnAtTheSameHoursEveryDay() {
        Availability availability = Availability.daily(0.4, DAY, new Seed(1));
        for (int hour = 0; hour < 24; hour++) {
            Instant today = VirtualClock.START.plus(Duration.ofHours(hour));
            boolean on = answers(availability, 3, 0, today, Duration.ZERO);
            assertThat(answers(availability, 3, 0, today.plus(DAY.multipliedBy(6)), Duration.ZERO))
                    .isEqualTo(on);
        }
    }

    @Test
    void aTaskMustFitIntoTheTimeTheDeviceIsOn() {
        Timetable timetable = new Timetable(100, new long[] {10, 40, 40}, new long[] {20, 40, 60});

        assertThat(timetable.covers(at(10), at(20), 0)).isTrue();
        assertThat(timetable.covers(at(10), at(21), 0)).isFalse();
        assertThat(timetable.covers(at(9), at(12), 0)).isFalse();
        assertThat(timetable.covers(at(20), at(20), 0)).isFalse();
        assertThat(timetable.covers(at(40), at(60), 0)).isTrue();
        assertThat(timetable.covers(at(310), at(320), 0)).isTrue();
        assertThat(timetable.covers(at(0), at(10), 10)).isTrue();
        assertThat(timetable.covers(at(0), at(1), 95)).isFalse();
        assertThat(timetable.onShare()).isEqualTo(0.3);
    }

    @Test
    void silentClientsAreSilentWhateverElseHolds() {
        Availability availability = Availability.always().without(ROSTER.client(1)::equals);

        assertThat(answers(availability, 0, 0, VirtualClock.START, DAY)).isTrue();
        assertThat(answers(availability, 1, 0, VirtualClock.START, DAY)).isFalse();
    }

    @Test
    void whoLeavesAnswersWhatWasAskedBefore() {
        Instant leaving = VirtualClock.START.plus(DAY);
        Availability availability = Availability.always().without(ROSTER.client(1)::equals, leaving);

        assertThat(answers(availability, 1, 0, leaving.minusNanos(1), DAY)).isTrue();
        assertThat(answers(availability, 1, 1, leaving, Duration.ZERO)).isFalse();
        assertThat(answers(availability, 1, 9, leaving.plus(DAY), Duration.ZERO))
                .isFalse();
        assertThat(answers(availability, 0, 9, leaving.plus(DAY), DAY)).isTrue();
    }

    @Test
    void bothConditionsMustHold() {
        Availability both =
                Availability.withProbability(0.5, new Seed(1)).and(Availability.withProbability(0.5, new Seed(2)));

        double share = LongStream.range(0, 20_000)
                        .filter(round -> answers(both, 0, round, VirtualClock.START, DAY))
                        .count()
                / 20_000.0;

        assertThat(share).isCloseTo(0.25, within(0.016));
    }

    @Test
    void impossibleSharesAndTimetablesAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> Availability.withProbability(1.1, new Seed(1)));
        assertThatIllegalArgumentException().isThrownBy(() -> Availability.daily(-0.1, DAY, new Seed(1)));
        assertThatIllegalArgumentException().isThrownBy(() -> Fleet.share(Double.NaN, new Seed(1)));
        assertThatIllegalArgumentException().isThrownBy(() -> new Timetable(0, new long[0], new long[0]));
        assertThatIllegalArgumentException().isThrownBy(() -> new Timetable(10, new long[] {0, 3}, new long[] {4, 5}));
        assertThatIllegalArgumentException().isThrownBy(() -> new Timetable(10, new long[] {5}, new long[] {11}));
    }

    @Test
    void theVirtualClockNeverGoesBack() {
        VirtualClock clock = new VirtualClock();
        clock.advanceTo(at(100));
        clock.advanceTo(at(50));

        assertThat(clock.instant()).isEqualTo(at(100));
        assertThat(clock.elapsed()).isEqualTo(Duration.ofNanos(100));
    }

    private static Instant at(long nanos) {
        return VirtualClock.START.plusNanos(nanos);
    }

    private static boolean answers(Availability availability, int client, long round, Instant from, Duration length) {
        return availability.answers(ROSTER.client(client), round, from, from.plus(length));
    }
}
