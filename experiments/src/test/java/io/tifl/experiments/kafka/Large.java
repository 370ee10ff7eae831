package io.tifl.experiments.kafka;

import io.tifl.protocol.ClientId;
import io.tifl.protocol.JobId;
import io.tifl.protocol.Layout;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.Settings;
import io.tifl.protocol.task.GlobalModel;
import io.tifl.protocol.task.ModelSpec;
import io.tifl.protocol.task.TaskId;
import io.tifl.protocol.task.TaskOrder;
import java.time.Duration;

/** Orders for a model of 64 MiB, which travels in many pieces. */
final class Large {
    static final int FLOATS = 16 << 20;

    private Large() {}

    static TaskOrder order(ClientId client, long round) {
        float[] values = new float[FLOATS];
        for (int i = 0; i < values.length; i++) {
            values[i] = i * 0.5f;
        }
        GlobalModel model = new GlobalModel(
                new ModelSpec("flat", Settings.none()), 7, Parameters.copyOf(Layout.flat(FLOATS), values));
        return new TaskOrder(
                new TaskId(new JobId("large"), round, client),
                "train",
                Settings.none(),
                model,
                "float32",
                1,
                Duration.ofSeconds(90));
    }
}
