package io.tifl.coordinator.round;

import io.tifl.protocol.Settings;

/**
 * What every client of a round is asked to do.
 *
 * @param task name of the client's task
 * @param settings of that task, the same in every round
 * @param learningRate per round; sent as the setting {@code learning-rate}
 * @param codec name of the codec that replies are encoded with
 */
public record Work(String task, Settings settings, LearningRateSchedule learningRate, String codec) {
    Settings settingsAt(long round) {
        return settings.with("learning-rate", learningRate.rate(round));
    }
}
