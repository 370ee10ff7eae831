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

    static Optional<Integer> concurrency(Settings settings) {
        return settings.has("concurrency") ? Optional.of(settings.integer("concurrency", 1)) : Optional.empty();
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
