package io.tifl.protocol.task;

import io.tifl.protocol.Settings;
import java.time.Duration;

/**
 * What the coordinator asks one client to do.
 *
 * @param task name of the client's task, such as {@code train}
 * @param settings of that task: epochs, batch size, learning rate of this round
 * @param model the version to start from
 * @param codec name of the codec the change is to be encoded with
 * @param seed of all chance in this task
 * @param timeLimit how long the coordinator waits, from dispatch to reply
 */
public record TaskOrder(
        TaskId id, String task, Settings settings, GlobalModel model, String codec, long seed, Duration timeLimit) {
    public TaskOrder {
        check(task, codec, timeLimit);
    }

    /**
     * What holds of every order, whether its model is there or still on its way.
     *
     * @throws IllegalArgumentException if the task or the codec has no name, or the time limit is not positive
     */
    public static void check(String task, String codec, Duration timeLimit) {
        if (task.isBlank() || codec.isBlank()) {
            throw new IllegalArgumentException(
                    "an order needs a task and a codec, got '" + task + "', '" + codec + "'");
        }
        if (!timeLimit.isPositive()) {
            throw new IllegalArgumentException("the time limit must be positive, got " + timeLimit);
        }
    }
}
