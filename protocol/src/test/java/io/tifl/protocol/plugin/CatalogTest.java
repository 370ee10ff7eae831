package io.tifl.protocol.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tifl.protocol.codec.UpdateCodec;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CatalogTest {
    private record Fruit(String name) implements Named {}

    @Test
    void aPluginIsFoundByItsName() {
        Catalog<Fruit> fruits = Catalog.of("fruit", List.of(new Fruit("plum"), new Fruit("apple")));

        assertThat(fruits.get("plum")).isEqualTo(new Fruit("plum"));
        assertThat(fruits.has("plum")).isTrue();
        assertThat(fruits.has("pear")).isFalse();
        assertThat(fruits.names()).containsExactly("apple", "plum");
    }

    @Test
    void anUnknownNameIsAnsweredWithWhatThereIs() {
        Catalog<Fruit> fruits = Catalog.of("fruit", List.of(new Fruit("plum"), new Fruit("apple")));

        assertThatThrownBy(() -> fruits.get("plumb"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no fruit 'plumb' among [apple, plum]");
        assertThatThrownBy(() -> Catalog.of("fruit", List.<Fruit>of()).get("x")).hasMessage("no fruit 'x' among []");
    }

    @Test
    void twoOfOneNameAreRefusedWithBothClasses() {
        assertThatThrownBy(() -> Catalog.of("fruit", List.of(new Fruit("plum"), new Fruit("plum"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("two fruit plug-ins are named 'plum': " + Fruit.class.getName());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Plum", "a b", "-a", "a-", "a--b", "a_b", "ä"})
    void namesThatWouldNotTravelAreRefused(String name) {
        assertThatThrownBy(() -> Catalog.of("fruit", List.of(new Fruit(name))))
                .hasMessageContaining("is named '" + name + "'");
    }

    @Test
    void namesCannotBeTakenAway() {
        Catalog<Fruit> fruits = Catalog.of("fruit", List.of(new Fruit("plum")));

        assertThatThrownBy(() -> fruits.names().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void registeredPluginsAreLoaded() {
        assertThat(Catalog.load("codec", UpdateCodec.class).names()).contains("float32");
    }
}
