package io.tifl.experiments.ssl.federated;

import io.tifl.coordinator.job.TaskCheck;
import io.tifl.protocol.Settings;
import java.util.List;

/** Refuses jobs of {@code ssl-train} that no client could carry out. */
public final class SslTrainCheck implements TaskCheck {
    /** For the service loader. */
    public SslTrainCheck() {}

    @Override
    public String name() {
        return SslTrainTask.NAME;
    }

    @Override
    public List<String> objections(Settings settings) {
        return Objections.of(name(), settings, SslTrainTask::check);
    }
}
