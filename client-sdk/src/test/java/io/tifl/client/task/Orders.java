package io.tifl.client.task;

import io.tifl.client.Examples;
import io.tifl.client.LocalData;
import io.tifl.client.dl4j.Dl4jLearnerFactory;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.JobId;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.Settings;
import io.tifl.protocol.plugin.Catalog;
import io.tifl.protocol.task.GlobalModel;
import io.tifl.protocol.task.ModelSpec;
import io.tifl.protocol.task.TaskId;
import io.tifl.protocol.task.TaskOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Orders for a classifier of two inputs, and a client that can carry them out. */
final class Orders {
    static final ModelSpec SPEC =
            new ModelSpec("logistic", Settings.none().with("inputs", 2).with("classes", 2));

    private Orders() {}

    static TaskOrder order(String task, Settings settings) {
        TaskId id = new TaskId(new JobId("job"), 3, new ClientId("device"));
        return new TaskOrder(id, task, settings, model(SPEC), "plain", 11, Duration.ofMinutes(1));
    }

    static TaskOrder withCodec(TaskOrder order, String codec) {
        return new TaskOrder(
                order.id(), order.task(), order.settings(), order.model(), codec, order.seed(), order.timeLimit());
    }

    static TaskOrder withModel(TaskOrder order, ModelSpec spec) {
        GlobalModel model = new GlobalModel(spec, 0, order.model().parameters());
        return new TaskOrder(
                order.id(), order.task(), order.settings(), model, order.codec(), order.seed(), order.timeLimit());
    }

    private static GlobalModel model(ModelSpec spec) {
        try (var learner = new Dl4jLearnerFactory().open(spec)) {
            return new GlobalModel(spec, 0, Parameters.zeros(learner.layout()));
        }
    }

    /** Left and right of zero: 8 examples to train on, 2 to test on. */
    static LocalData data() {
        Examples train = Examples.dense(
                List.of(2), 2, new float[] {-1, 0, -2, 0, -1, 1, -2, 1, 1, 0, 2, 0, 1, 1, 2, 1}, new int[] {
                    0, 0, 0, 0, 1, 1, 1, 1
                });
        Examples test = Examples.dense(List.of(2), 2, new float[] {-3, 0, 3, 0}, new int[] {0, 1});
        return new LocalData(train, test);
    }

    static TaskRunner runner(LocalTask... more) {
        List<LocalTask> tasks = new ArrayList<>(List.of(more));
        tasks.add(new TrainTask());
        tasks.add(new EvaluateTask());
        return new TaskRunner(
                new Dl4jLearnerFactory(), Catalog.of("task", tasks), Catalog.of("codec", List.of(new PlainCodec())));
    }

    /** A task called {@code odd} that does this. */
    static LocalTask odd(Act act) {
        return new LocalTask() {
            @Override
            public String name() {
                return "odd";
            }

            @Override
            public Result run(TaskOrder order, Context context) throws InterruptedException {
                return act.run(order, context);
            }
        };
    }

    @FunctionalInterface
    interface Act {
        LocalTask.Result run(TaskOrder order, LocalTask.Context context) throws InterruptedException;
    }
}
