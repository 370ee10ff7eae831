package io.tifl.experiments.demo;

import io.tifl.client.DivergedException;
import io.tifl.client.task.LocalTask;
import io.tifl.client.task.TrainTask;
import io.tifl.protocol.task.TaskOrder;
import java.time.Duration;
import java.util.function.LongFunction;

/** Trains as ever and then rests until the time is over that a device of its kind would have taken. */
record PacedTraining(LongFunction<Duration> pace) implements LocalTask {
    private static final int STEPS = 10;

    private static final TrainTask TRAINING = new TrainTask();

    @Override
    public String name() {
        return TRAINING.name();
    }

    @Override
    public Result run(TaskOrder order, Context context) throws InterruptedException, DivergedException {
        long end = System.nanoTime() + pace.apply(order.id().round()).toNanos();
        Result result = TRAINING.run(order, context);
        long left = end - System.nanoTime();
        for (int step = 1; step <= STEPS && left > 0; step++) {
            Thread.sleep(Duration.ofNanos(left / STEPS));
            context.progress().accept((double) step / STEPS);
        }
        return result;
    }
}
