package io.tifl.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ClientIdTest {
    @ParameterizedTest
    @ValueSource(strings = {"a", "Z", "0", "_x", ":1", "device-7.lab:eu_West"})
    void lettersDigitsAndFourMarksMakeAnId(String id) {
        assertThat(new ClientId(id)).hasToString(id);
        assertThat(new JobId(id)).hasToString(id);
    }

    @Test
    void exactlyTheAllowedCharactersPass() {
        String allowed = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._:-";
        for (int c = 0; c <= Character.MAX_VALUE; c++) {
            String id = "x" + (char) c;
            if (allowed.indexOf(c) >= 0) {
                assertThat(new ClientId(id).value()).isEqualTo(id);
            } else {
                assertThatThrownBy(() -> new ClientId(id)).isInstanceOf(IllegalArgumentException.class);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {".", "..", ".hidden", "-rf", "../x", "a/b", "a b", "a\n", "ä", ""})
    void whatCouldHurtInAFileNameOrACommandIsRefused(String id) {
        assertThatThrownBy(() -> new ClientId(id))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("client id ");
        assertThatThrownBy(() -> new JobId(id))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("job id");
    }

    @Test
    void anIdHasUpTo128Characters() {
        assertThat(new ClientId("x".repeat(128)).value()).hasSize(128);
        assertThatThrownBy(() -> new ClientId("x".repeat(129)))
                .hasMessage("client id must have 1 to 128 characters, got 129");
    }

    @Test
    void idsSortByTheirText() {
        assertThat(new ClientId("a")).isLessThan(new ClientId("b")).isEqualByComparingTo(new ClientId("a"));
    }
}
