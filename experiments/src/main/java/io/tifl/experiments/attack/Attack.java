package io.tifl.experiments.attack;

import io.tifl.client.Examples;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.Settings;
import io.tifl.protocol.plugin.Catalog;
import io.tifl.protocol.plugin.Named;
import java.util.Optional;
import java.util.Set;

/** What an attacker does instead of training honestly. Stateless and thread-safe. */
public interface Attack extends Named {
    /**
     * This attack with other settings.
     *
     * @throws IllegalArgumentException for an unknown or bad setting
     */
    default Attack configured(Settings settings) {
        settings.requireOnly(Set.of());
        return this;
    }

    /** What an attacker trains on in place of its own examples. */
    default Examples poisoned(Examples train) {
        return train;
    }

    /** What an attacker sends. */
    default Parameters forged(Scene scene) {
        return scene.own();
    }

    /** Whether it depends on what was seen in the round before, so that a run cannot be taken up in the midst. */
    default boolean remembers() {
        return false;
    }

    /**
     * Test examples that show whether the attack succeeded, as the attacker wants them classified; empty if all it wants is
     * to do harm.
     */
    default Optional<Examples> probe(Examples test) {
        return Optional.empty();
    }

    /** The attacks that the service loader finds. */
    static Catalog<Attack> catalog() {
        return Catalog.load("attack", Attack.class);
    }
}
