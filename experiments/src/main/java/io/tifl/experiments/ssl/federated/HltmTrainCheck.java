package io.tifl.experiments.ssl.federated;

import io.tifl.coordinator.job.TaskCheck;
import io.tifl.protocol.Settings;
import java.util.List;

/** Refuses jobs of {@code hltm-train} that no client could carry out. */
public final class HltmTrainCheck implements TaskCheck {
    /** For the service loader. */
    public HltmTrainCheck() {}

    @Override
    public String name() {
        return HltmTrainTask.NAME;
    }

    @Override
    public List<String> objections(Settings settings) {
        return Objections.of(name(), settings, HltmTrainTask::check);
    }
}
