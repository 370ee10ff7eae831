package io.tifl.coordinator.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tifl.protocol.ClientId;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RequestLimitsTest {
    // Longer than any test: what is used up stays so.
    private static final Duration LONG = Duration.ofHours(1);
    private static final ClientId ANN = new ClientId("ann");
    private static final ClientId BEN = new ClientId("ben");
    private static final ClientId CLO = new ClientId("clo");
    private static final ClientId DAN = new ClientId("dan");

    private static void assertRefused(RequestLimits limits, ClientId client) {
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> limits.admit(client))
                .satisfies(refusal -> {
                    assertThat(refusal.status()).isEqualTo(429);
                    assertThat(refusal.code()).isEqualTo("too-many-requests");
                    assertThat(refusal.headers()).containsEntry("Retry-After", "3600");
                });
    }

    @Test
    void whoAsksTooOftenIsPutOffAndOthersAreNot() throws Exception {
        RequestLimits limits = new RequestLimits(2, LONG, 10, Origin.connection());

        limits.admit(ANN);
        limits.admit(ANN);

        assertRefused(limits, ANN);
        assertThatCode(() -> limits.admit(BEN)).doesNotThrowAnyException();
    }

    @Test
    void whatIsAskedByAnotherWayThanHttpCountsWithTheRest() throws Exception {
        RequestLimits limits = new RequestLimits(2, LONG, 10, Origin.connection());

        limits.admit(ANN);
        assertThat(limits.keptBack(ANN)).isEmpty();

        assertThat(limits.keptBack(ANN)).contains(LONG);
        assertRefused(limits, ANN);
        assertThat(limits.keptBack(BEN)).isEmpty();
    }

    @Test
    void thoseWhoComeTooLateForOneOfTheirOwnShareALimit() throws Exception {
        RequestLimits limits = new RequestLimits(1, LONG, 2, Origin.connection());

        limits.admit(ANN);
        limits.admit(BEN);
        limits.admit(CLO);

        assertRefused(limits, DAN);
        assertThat(limits.size()).isEqualTo(2);
    }

    @Test
    void sweepingKeepsWhoAskedAndForgetsWhoDidNot() throws Exception {
        RequestLimits limits = new RequestLimits(1, LONG, 10, Origin.connection());
        RequestLimits brief = new RequestLimits(1, Duration.ofMillis(1), 10, Origin.connection());
        limits.admit(ANN);
        brief.admit(ANN);

        limits.sweep();
        while (brief.size() > 0) {
            brief.sweep();
        }

        assertThat(limits.size()).isOne();
        assertRefused(limits, ANN);
    }
}
