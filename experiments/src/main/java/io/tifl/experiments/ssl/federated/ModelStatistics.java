package io.tifl.experiments.ssl.federated;

import io.tifl.protocol.Settings;
import java.util.HashSet;
import java.util.Set;

/**
 * What becomes of running statistics of batch normalisation, by the setting {@value #SETTING} of a model.
 *
 * <p>{@code local}: each client keeps its own and sends none. {@code summed}: means of values and of squares travel in
 * the model, and add up to those of all examples; variances would not.
 */
enum ModelStatistics {
    LOCAL,
    SUMMED;

    static final String SETTING = "statistics";

    static ModelStatistics of(Settings model) {
        String name = model.text(SETTING, "local");
        return switch (name) {
            case "local" -> LOCAL;
            case "summed" -> SUMMED;
            default ->
                throw new IllegalArgumentException(
                        "setting '" + SETTING + "' is '" + name + "', expected local or summed");
        };
    }

    /** The settings that are the plan's. */
    static Settings without(Settings model) {
        Set<String> others = new HashSet<>(model.values().keySet());
        others.remove(SETTING);
        return model.only(others);
    }
}
