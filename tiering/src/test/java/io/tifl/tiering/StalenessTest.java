package io.tifl.tiering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tifl.protocol.Settings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StalenessTest {
    @ParameterizedTest
    @CsvSource({
        "constant, 0.5, 4, 100, 1",
        "polynomial, 0.5, 4, 0, 1",
        "polynomial, 0.5, 4, 3, 0.5",
        "polynomial, 1, 4, 9, 0.1",
        "hinge, 10, 4, 4, 1",
        "hinge, 10, 4, 5, 0.0909090909",
    })
    void worthFallsAsThePapersSay(String decay, double exponent, int hinge, long steps, double worth) {
        Settings settings = Settings.none()
                .with("staleness", decay)
                .with("staleness-exponent", exponent)
                .with("staleness-hinge", hinge);

        assertThat(Staleness.from(settings, 1).discount(steps)).isCloseTo(worth, within(1e-9));
        assertThat(Staleness.from(settings, 0.5).discount(steps)).isCloseTo(worth / 2, within(1e-9));
    }

    @Test
    void worthIsNeverNothing() {
        Settings settings = Settings.none().with("staleness-exponent", 100);

        assertThat(Staleness.from(settings, 1).discount(Long.MAX_VALUE)).isPositive();
    }

    @ParameterizedTest
    @CsvSource({"staleness, linear", "staleness-exponent, -1", "staleness-hinge, -1", "most-stale, -1"})
    void whatCannotBeIsRefusedByItsName(String name, String value) {
        assertThatThrownBy(() -> Staleness.from(Settings.none().with(name, value), 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(name);
    }
}
