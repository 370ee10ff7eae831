package io.tifl.experiments.study;

import io.tifl.experiments.sim.Device;
import io.tifl.experiments.sim.ResponseTimes;
import io.tifl.experiments.sim.Workplace;
import io.tifl.protocol.Metrics;
import io.tifl.protocol.Settings;
import io.tifl.protocol.task.GlobalModel;
import io.tifl.protocol.task.TaskId;
import io.tifl.protocol.task.TaskOrder;
import io.tifl.protocol.task.TaskReply;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * A workplace whose clients are asked in vain what they can do: they run on simulated devices, of which only this side knows. So
 * orders to say so are answered here, with what the device is in that round; all others go on. Thread-safe.
 */
final class SimulatedResources implements Workplace {
    private static final String TASK = "resources";

    private final Workplace others;
    private final InstantSource clock;
    private final ResponseTimes times;
    private final GlobalModel model;
    private final Settings training;
    private final ToLongFunction<TaskOrder> examples;

    /**
     * @param others closed with this one
     * @param clock of dispatches
     * @param training settings of the task to train
     * @param examples that the client of an order trains on
     */
    SimulatedResources(
            Workplace others,
            InstantSource clock,
            ResponseTimes times,
            GlobalModel model,
            Settings training,
            ToLongFunction<TaskOrder> examples) {
        this.others = others;
        this.clock = clock;
        this.times = times;
        this.model = model;
        this.training = training;
        this.examples = examples;
    }

    @Override
    public Work begin(List<TaskOrder> orders) {
        if (orders.isEmpty() || !orders.getFirst().task().equals(TASK)) {
            return others.begin(orders);
        }
        Instant dispatched = clock.instant();
        return new Work() {
            @Override
            public Finished await(int index) {
                return Finished.of(answer(orders.get(index), dispatched));
            }

            @Override
            public void cancel() {}
        };
    }

    private TaskReply answer(TaskOrder order, Instant dispatched) {
        TaskId id = order.id();
        Device device = times.fleet().device(id.client(), id.round(), dispatched);
        long held = examples.applyAsLong(order);
        Metrics metrics = Metrics.of("examples", (double) held)
                .with("down", device.downBytesPerSecond())
                .with("up", device.upBytesPerSecond());
        return new TaskReply.Measured(
                id,
                held == 0
                        ? metrics
                        : metrics.with("seconds-per-example", trainingSeconds(order) / device.cpuShare() / held));
    }

    private double trainingSeconds(TaskOrder order) {
        TaskOrder toTrain =
                new TaskOrder(order.id(), "train", training, model, order.codec(), order.seed(), order.timeLimit());
        return times.workload().demand(toTrain).cpuSeconds();
    }

    @Override
    public void close() {
        others.close();
    }
}
