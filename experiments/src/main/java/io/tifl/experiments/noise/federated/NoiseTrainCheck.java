package io.tifl.experiments.noise.federated;

import io.tifl.coordinator.job.TaskCheck;
import io.tifl.experiments.noise.NoiseTrainTask;
import io.tifl.protocol.Settings;
import java.util.List;

/** Refuses jobs of {@code noise-train} that no client could carry out. */
public final class NoiseTrainCheck implements TaskCheck {
    /** For the service loader. */
    public NoiseTrainCheck() {}

    @Override
    public String name() {
        return NoiseTrainTask.NAME;
    }

    @Override
    public List<String> objections(Settings settings) {
        try {
            NoiseTrainTask.check(settings);
            return List.of();
        } catch (IllegalArgumentException e) {
            return List.of("task '" + NoiseTrainTask.NAME + "': " + e.getMessage());
        }
    }
}
