package io.tifl.experiments.sim;

import io.tifl.protocol.ClientId;
import io.tifl.protocol.JobId;
import io.tifl.protocol.Layout;
import io.tifl.protocol.Metrics;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.Settings;
import io.tifl.protocol.task.GlobalModel;
import io.tifl.protocol.task.ModelSpec;
import io.tifl.protocol.task.TaskId;
import io.tifl.protocol.task.TaskOrder;
import io.tifl.protocol.task.TaskReply;
import io.tifl.protocol.transport.Arrival;
import io.tifl.protocol.transport.Replies;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Orders for tests and what comes of them. */
final class Orders {
    static final Roster ROSTER = Roster.numbered(100);

    private Orders() {}

    static TaskOrder order(ClientId client, long round, Duration timeLimit) {
        GlobalModel model = new GlobalModel(ModelSpec.of("cifar10-cnn"), 0, Parameters.zeros(Layout.flat(1000)));
        return new TaskOrder(
                new TaskId(new JobId("job"), round, client), "train", Settings.none(), model, "float32", 1, timeLimit);
    }

    /** One order for each of the first {@code count} clients of {@link #ROSTER}. */
    static List<TaskOrder> orders(int count, long round, Duration timeLimit) {
        return IntStream.range(0, count)
                .mapToObj(i -> order(ROSTER.client(i), round, timeLimit))
                .toList();
    }

    /** A program that does nothing. */
    static TaskReply answer(TaskOrder order) {
        return new TaskReply.Measured(
                order.id(), Metrics.of("round", (double) order.id().round()));
    }

    static List<Arrival> drain(Replies replies, Instant deadline) throws InterruptedException {
        List<Arrival> arrivals = new ArrayList<>();
        for (Optional<Arrival> next = replies.next(deadline); next.isPresent(); next = replies.next(deadline)) {
            arrivals.add(next.get());
        }
        return arrivals;
    }
}
