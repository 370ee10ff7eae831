package io.tifl.experiments.noise;

import io.tifl.protocol.Settings;

/** When noise is drawn. */
enum Occasion {
    /** Once, when the chip is programmed. */
    CHIP,
    /** Anew with every reading of the weights. */
    READING;

    /** Reads {@code per}: {@code chip}, unless it says {@code reading}. */
    static Occasion of(Settings settings) {
        String wanted = settings.text("per", "chip");
        return switch (wanted) {
            case "chip" -> CHIP;
            case "reading" -> READING;
            default ->
                throw new IllegalArgumentException("setting 'per' is '" + wanted + "', expected chip or reading");
        };
    }

    NoiseStream from(Chance chance) {
        return this == CHIP ? chance.chip() : chance.reading();
    }

    /** For names of models: nothing, or that it is drawn at every reading. */
    String suffix() {
        return this == CHIP ? "" : ", per reading";
    }
}
