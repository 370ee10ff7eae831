package io.tifl.experiments.ssl.federated;

import io.tifl.client.Examples;
import io.tifl.client.LocalData;
import io.tifl.client.task.LocalTask;
import io.tifl.experiments.ssl.hltm.TreeShape;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.JobId;
import io.tifl.protocol.Settings;
import io.tifl.protocol.task.GlobalModel;
import io.tifl.protocol.task.ModelSpec;
import io.tifl.protocol.task.TaskId;
import io.tifl.protocol.task.TaskOrder;
import java.time.Duration;
import java.util.List;

/** Small models and orders for tests. */
final class Hltm {
    static final TreeShape SHAPE = new TreeShape(3, 2);
    static final int WIDTH = 4;
    static final LocalData NO_DATA = new LocalData(
            Examples.dense(List.of(1), 1, new float[0], new int[0]),
            Examples.dense(List.of(1), 1, new float[0], new int[0]));

    private Hltm() {}

    static GlobalModel model() {
        ModelSpec spec = HltmModel.spec(SHAPE, WIDTH);
        return new GlobalModel(spec, 0, new HltmModel().initial(spec.settings(), 7));
    }

    static TaskOrder order(LocalTask task, String client, GlobalModel model, Settings settings, long seed) {
        return new TaskOrder(
                new TaskId(new JobId("job"), 0, new ClientId(client)),
                task.name(),
                settings,
                model,
                "float32",
                seed,
                Duration.ofMinutes(1));
    }

    static LocalTask.Context context() {
        return new LocalTask.Context(
                () -> {
                    throw new IllegalStateException("no learner is needed");
                },
                NO_DATA);
    }
}
