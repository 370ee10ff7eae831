package io.tifl.tiering;

import io.tifl.protocol.Settings;
import java.util.Optional;

/** Settings that asynchronous policies share. */
final class Asynchrony {
    private Asynchrony() {}

    /** Tiers are kept and not looked at. */
    static TieringPolicy untiered(String name, Settings settings) {
        return Retiering.from(settings).around(new StaticTiering(name, new StaticPolicy.Uniform()::probabilities));
    }

    /** A number that may be left to others. */
    static Optional<Integer> whole(Settings settings, String name) {
        return settings.has(name) ? Optional.of(settings.integer(name, 1)) : Optional.empty();
    }

    static boolean countsClients(Settings settings, boolean usual) {
        String weights = settings.text("weights", usual ? "clients" : "examples");
        return switch (weights) {
            case "clients" -> true;
            case "examples" -> false;
            default ->
                throw new IllegalArgumentException(
                        "setting 'weights' is '" + weights + "', expected one of [clients, examples]");
        };
    }
}
