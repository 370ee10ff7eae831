package io.tifl.tiering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tifl.protocol.ClientId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProfilingTest {
    private static final ClientId QUICK = new ClientId("quick");
    private static final ClientId FLAKY = new ClientId("flaky");
    private static final ClientId SILENT = new ClientId("silent");
    private static final Duration WAIT = Duration.ofSeconds(10);

    private static Profiling profiling(int rounds) {
        return Profiling.of(List.of(SILENT, FLAKY, QUICK), rounds, WAIT);
    }

    @Test
    void clientThatNeverRepliesIsADropOutAndOneThatSometimesDoesIsNot() {
        Profiles profiles = profiling(3)
                .after(Map.of(QUICK, Duration.ofSeconds(1)))
                .after(Map.of(QUICK, Duration.ofSeconds(2), FLAKY, Duration.ofSeconds(4)))
                .after(Map.of(QUICK, Duration.ofSeconds(3)))
                .profiles();

        assertThat(profiles.survivors()).containsExactly(QUICK, FLAKY);
        assertThat(profiles.latency(0)).isEqualTo(Duration.ofSeconds(2));
        assertThat(profiles.latency(1)).isEqualTo(Duration.ofSeconds(8)); // (10 + 4 + 10) / 3
        assertThat(profiles.dropOuts()).containsExactly(SILENT);
    }

    @Test
    void replyAfterTheLongestWaitCountsAsTheLongestWait() {
        Profiles profiles = profiling(1)
                .after(Map.of(QUICK, Duration.ofMillis(9_999), FLAKY, Duration.ofDays(9), SILENT, WAIT))
                .profiles();

        assertThat(profiles.survivors()).containsExactly(QUICK);
        assertThat(profiles.dropOuts()).containsExactly(FLAKY, SILENT);
    }

    @Test
    void strangersAndClocksSetBackDoNoHarm() {
        Profiles profiles = profiling(1)
                .after(Map.of(new ClientId("stranger"), WAIT, QUICK, Duration.ofSeconds(-5)))
                .profiles();

        assertThat(profiles.survivors()).containsExactly(QUICK);
        assertThat(profiles.latency(0)).isZero();
        assertThat(profiles.dropOuts()).containsExactly(FLAKY, SILENT);
    }

    @Test
    void aRoundLeavesTheProfilingBeforeItUnchanged() {
        Profiling before = profiling(1);

        before.after(Map.of(QUICK, Duration.ofSeconds(1)));

        assertThat(before.isComplete()).isFalse();
        assertThat(before.after(Map.of()).profiles().survivors()).isEmpty();
    }

    @Test
    void profilesNeedAllRoundsAndNoMore() {
        assertThatThrownBy(() -> profiling(2).after(Map.of()).profiles())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("1 of 2 profiling rounds are done");
        assertThatThrownBy(() -> profiling(1).after(Map.of()).after(Map.of()))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void badArgumentsAreRefused() {
        assertThatThrownBy(() -> profiling(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Profiling.of(List.of(QUICK), 1, Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Profiling.of(List.of(QUICK, QUICK), 1, WAIT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("twice");
    }

    @Test
    void noClientsMakeEmptyProfiles() {
        Profiles profiles = Profiling.of(List.of(), 1, WAIT).after(Map.of()).profiles();

        assertThat(profiles.survivors()).isEmpty();
        assertThat(profiles.dropOuts()).isEmpty();
    }
}
