package io.tifl.client.pace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tifl.protocol.Seed;
import io.tifl.protocol.transport.RefusedException;
import io.tifl.protocol.transport.RefusedException.Advice;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PaceTest {
    private final IOException broken = new IOException("broken");

    @Test
    void pausesDoubleFromHalfASecondToAMinuteLessUpToOneHalf() {
        Pace.Failures failures = new Pace(new Seed(1)).failures();
        long whole = 500;

        for (int i = 0; i < 20; i++) {
            assertThat(failures.next(broken).toMillis()).isBetween(whole / 2, whole);
            whole = Math.min(2 * whole, 60_000);
        }
    }

    @Test
    void whatTheCoordinatorAskedForIsWaitedAndUpToHalfAsMuchAgain() {
        Pace.Failures failures = new Pace(new Seed(1)).failures();
        IOException busy = new RefusedException("unavailable", "busy", Advice.WAIT, Duration.ofSeconds(10));

        for (int i = 0; i < 20; i++) {
            assertThat(failures.next(busy)).isBetween(Duration.ofSeconds(10), Duration.ofSeconds(15));
        }
    }

    @Test
    void nobodyIsSentAwayForMoreThanAnHourAndAHalf() {
        Pace.Failures failures = new Pace(new Seed(1)).failures();
        IOException absurd = new RefusedException("unavailable", "busy", Advice.WAIT, Duration.ofDays(100));

        assertThat(failures.next(absurd)).isBetween(Duration.ofMinutes(60), Duration.ofMinutes(90));
    }

    @Test
    void aNewRowOfFailuresBeginsShort() {
        Pace pace = new Pace(new Seed(1));
        Pace.Failures failures = pace.failures();
        for (int i = 0; i < 9; i++) {
            failures.next(broken);
        }

        assertThat(pace.failures().next(broken)).isLessThanOrEqualTo(Duration.ofMillis(500));
    }

    @Test
    void clientsWithSeedsOfTheirOwnDoNotComeBackTogether() {
        Set<Duration> pauses = new HashSet<>();
        for (int client = 0; client < 100; client++) {
            pauses.add(new Pace(new Seed(client)).failures().next(broken));
        }

        assertThat(pauses).hasSizeGreaterThan(60);
    }

    @Test
    void pausesThatShrinkAreRefused() {
        Seed seed = new Seed(1);

        assertThatThrownBy(() -> new Pace(seed, Duration.ofSeconds(2), Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Pace(seed, Duration.ZERO, Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
