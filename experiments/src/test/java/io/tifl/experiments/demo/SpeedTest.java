package io.tifl.experiments.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tifl.protocol.Seed;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SpeedTest {
    private static Speed of(int client) {
        return new Speed(client, 5, 60, new Seed(1));
    }

    @Test
    void theLastClientIsTheSlowest() {
        assertThat(of(0).usualSeconds()).isCloseTo(0.4, within(1e-9));
        assertThat(of(4).usualSeconds()).isCloseTo(2.2, within(1e-9));
        assertThat(of(2).usualSeconds()).isBetween(of(1).usualSeconds(), of(3).usualSeconds());
    }

    @Test
    void roundsDifferByATenthAtMost() {
        for (int round = 0; round < 60; round++) {
            assertThat(seconds(of(4).in(round))).isBetween(2.2 * 0.9, 2.2 * 1.1);
        }
        assertThat(of(4).in(0)).isNotEqualTo(of(4).in(1)).isEqualTo(of(4).in(0));
    }

    @Test
    void theFirstClientIsBusyInTheMiddleThird() {
        assertThat(seconds(of(0).in(19))).isLessThan(0.45);
        assertThat(seconds(of(0).in(20))).isGreaterThan(1.4);
        assertThat(seconds(of(0).in(39))).isGreaterThan(1.4);
        assertThat(seconds(of(0).in(40))).isLessThan(0.45);
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }
}
