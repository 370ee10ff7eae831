package io.tifl.tiering;

import io.tifl.protocol.Settings;
import io.tifl.protocol.plugin.Catalog;
import io.tifl.protocol.plugin.Named;
import java.util.Set;

/** A scheduling policy as users name it ({@code vanilla}, {@code fast}, {@code adaptive}); found in the catalogue. */
public interface SchedulingPolicy extends Named {
    /** One line for people. */
    String summary();

    /** Names of the settings {@link #recipe} knows. */
    Set<String> settings();

    /** @throws IllegalArgumentException for an unknown, missing or bad setting */
    PolicyRecipe recipe(Settings settings);

    /** The policies that the service loader finds. */
    static Catalog<SchedulingPolicy> catalog() {
        return Catalog.load("policy", SchedulingPolicy.class);
    }
}
