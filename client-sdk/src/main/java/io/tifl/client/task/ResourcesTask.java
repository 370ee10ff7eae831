package io.tifl.client.task;

import io.tifl.protocol.Metrics;
import io.tifl.protocol.task.TaskOrder;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * {@code resources}: says what this device can do, and does nothing else. It needs no model and has no settings.
 *
 * <p>Metrics: {@code examples} to train on; {@code seconds-per-example} that its last training took, all epochs together;
 * {@code down} and {@code up}, bytes per second of its line as last seen. What it has not seen yet it does not say.
 */
public final class ResourcesTask implements LocalTask {
    @Override
    public String name() {
        return "resources";
    }

    @Override
    public Result run(TaskOrder order, Context context) {
        order.settings().requireOnly(Set.of());
        Experience seen = context.experience();
        Metrics metrics = Metrics.of("examples", context.data().train().size());
        metrics = with(metrics, "seconds-per-example", seen.secondsPerExample());
        metrics = with(metrics, "down", seen.down());
        return new Result.Measurement(with(metrics, "up", seen.up()));
    }

    private static Metrics with(Metrics metrics, String name, OptionalDouble value) {
        return value.isPresent() ? metrics.with(name, value.getAsDouble()) : metrics;
    }
}
