package io.tifl.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class SettingsTest {
    private static final Settings SETTINGS = Settings.of(Map.of(
            "epochs",
            " 5 ",
            "rate",
            "0.5",
            "flag",
            "true",
            "name",
            "x",
            "huge",
            "1e999",
            "nan",
            "NaN",
            "long",
            "99999999999"));

    @Test
    void typedValuesAreRead() {
        assertThat(SETTINGS.integer("epochs", 1)).isEqualTo(5);
        assertThat(SETTINGS.real("rate", 1)).isEqualTo(0.5);
        assertThat(SETTINGS.flag("flag", false)).isTrue();
        assertThat(SETTINGS.with("flag", false).flag("flag", true)).isFalse();
        assertThat(SETTINGS.text("name")).isEqualTo("x");
        assertThat(SETTINGS.text("name", "y")).isEqualTo("x");
        assertThat(SETTINGS.has("name")).isTrue();
    }

    @Test
    void whatIsAbsentHasItsDefault() {
        assertThat(Settings.none().integer("epochs", 1)).isEqualTo(1);
        assertThat(Settings.none().real("rate", Double.POSITIVE_INFINITY)).isInfinite();
        assertThat(Settings.none().flag("flag", true)).isTrue();
        assertThat(Settings.none().text("name", "y")).isEqualTo("y");
        assertThat(Settings.none().has("name")).isFalse();
    }

    @Test
    void aBadValueIsReportedWithItsNameAndWhatWasExpected() {
        assertThatThrownBy(() -> SETTINGS.integer("name", 1))
                .hasMessage("setting 'name' is 'x', expected a whole number");
        assertThatThrownBy(() -> SETTINGS.integer("long", 1)).hasMessageContaining("'99999999999'");
        assertThatThrownBy(() -> SETTINGS.real("name", 1))
                .hasMessage("setting 'name' is 'x', expected a finite number");
        assertThatThrownBy(() -> SETTINGS.real("huge", 1)).hasMessageContaining("'1e999'");
        assertThatThrownBy(() -> SETTINGS.real("nan", 1)).hasMessageContaining("'NaN'");
        assertThatThrownBy(() -> SETTINGS.flag("name", true))
                .hasMessage("setting 'name' is 'x', expected true or false");
        assertThatThrownBy(() -> Settings.none().with("a", 1).text("b"))
                .hasMessage("setting 'b' is missing; given: [a]");
    }

    @Test
    void unknownNamesAreAllListed() {
        Settings settings = Settings.none().with("epoch", 1).with("a", 2).with("rate", 3);

        assertThatThrownBy(() -> settings.requireOnly(Set.of("rate", "epochs")))
                .hasMessage("unknown setting [a, epoch]; known are [epochs, rate]");
        settings.requireOnly(Set.of("a", "epoch", "rate"));
    }

    @Test
    void oneMoreReplacesOneOfTheSameNameAndLeavesTheOriginal() {
        Settings one = Settings.none().with("a", 1);

        assertThat(one.with("a", 2).integer("a", 0)).isEqualTo(2);
        assertThat(one.integer("a", 0)).isEqualTo(1);
        assertThatThrownBy(() -> one.values().put("b", "2")).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void aForeignOrderIsNotTakenOver() {
        SortedMap<String, String> backwards = new TreeMap<>(Comparator.reverseOrder());
        backwards.putAll(Map.of("a", "1", "b", "2"));

        assertThat(new Settings(backwards).values().keySet()).containsExactly("a", "b");
    }
}
