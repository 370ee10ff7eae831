package io.tifl.tiering;

import io.tifl.protocol.Settings;

/** What happens when no tier has credit left; TiFL's Algorithm 2 does not say and would draw for ever. */
public enum WhenSpent {
    /** Nobody is selected: the cohort is empty and the job ends. */
    STOP,
    /** Tiers are drawn as if credits had no limit. */
    IGNORE;

    static WhenSpent from(Settings settings) {
        String text = settings.text("when-spent", "ignore");
        return switch (text) {
            case "stop" -> STOP;
            case "ignore" -> IGNORE;
            default ->
                throw new IllegalArgumentException(
                        "setting 'when-spent' is '" + text + "', expected one of [ignore, stop]");
        };
    }
}
