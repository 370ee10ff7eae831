package io.tifl.experiments.advi.federated;

import io.tifl.coordinator.job.TaskCheck;
import io.tifl.protocol.Settings;
import java.util.List;

/** Refuses jobs of {@code advi-train} that no client could carry out. */
public final class AdviTrainCheck implements TaskCheck {
    /** For the service loader. */
    public AdviTrainCheck() {}

    @Override
    public String name() {
        return AdviTrainTask.NAME;
    }

    @Override
    public List<String> objections(Settings settings) {
        try {
            AdviTrainTask.check(settings);
            return List.of();
        } catch (IllegalArgumentException e) {
            return List.of("task '" + AdviTrainTask.NAME + "': " + e.getMessage());
        }
    }
}
