package io.tifl.experiments.sim;

import io.tifl.protocol.task.TaskOrder;
import io.tifl.protocol.task.TaskReply;

/**
 * What a client does with an order, for real. Called by several threads at once.
 *
 * <p>Its result must depend on the order alone.
 */
@FunctionalInterface
public interface ClientProgram {
    /**
     * Carries out one order.
     *
     * @throws Exception if it cannot; the order is then answered with {@link TaskReply.Failed}, the client's fault
     */
    TaskReply run(TaskOrder order) throws Exception;
}
