package io.tifl.coordinator.round;

import io.tifl.protocol.Settings;
import java.util.List;

/**
 * What every client of a round is asked to do.
 *
 * @param task name of the client's task
 * @param settings of that task, the same in every round
 * @param learningRate per round; sent as the setting {@code learning-rate}
 * @param codec name of the codec that replies are encoded with
 */
public record Work(String task, Settings settings, LearningRateSchedule learningRate, String codec) {
    /** What tells clients, in training, which layers of a model are their own: whoever is to look at the model has to know. */
    private static final List<String> OF_THE_MODEL = List.of("private-layers", "private-seed");

    Settings settingsAt(long round) {
        return settings.with("learning-rate", learningRate.rate(round));
    }

    /** The settings of another task that looks at the model. */
    Settings ofTheModel(Settings other) {
        Settings all = other;
        for (String name : OF_THE_MODEL) {
            all = settings.has(name) ? all.with(name, settings.text(name)) : all;
        }
        return all;
    }
}
