package io.tifl.tiering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tifl.protocol.Settings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConcurrencyTest {
    @ParameterizedTest
    @CsvSource({"7, 7", "round, 10", "tiers, 50"})
    void isANumberOrAsManyAsARoundAsksOnceOrInEveryTier(String said, int clients) {
        Settings settings = Settings.none().with("concurrency", said);

        assertThat(Concurrency.from(settings, new Concurrency.OfARound()).clients(10, 5))
                .isEqualTo(clients);
    }

    @Test
    void isThePolicysUnlessSomebodySays() {
        Concurrency usual = new Concurrency.OfEachTier();

        assertThat(Concurrency.from(Settings.none(), usual)).isSameAs(usual);
        assertThat(usual.clients(10, 0)).as("nobody is in a tier yet").isEqualTo(10);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "many", "1.5", "99999999999"})
    void whatCannotBeIsRefusedWithWhatCan(String said) {
        Settings settings = Settings.none().with("concurrency", said);

        assertThatThrownBy(() -> Concurrency.from(settings, new Concurrency.OfARound()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(said)
                .hasMessageContaining("'tiers'");
    }
}
