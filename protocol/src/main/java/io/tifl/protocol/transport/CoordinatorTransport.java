package io.tifl.protocol.transport;

import io.tifl.protocol.task.TaskOrder;
import java.util.List;

/** The coordinator's end: sends orders, hands back replies. Thread-safe; each dispatch has its own replies. */
public interface CoordinatorTransport {
    /**
     * Sends the orders to their clients.
     *
     * <p>An unreachable client is not an error: its reply does not come.
     *
     * @throws IllegalArgumentException if a task is ordered twice, in this dispatch or in one that is still open
     */
    Replies dispatch(List<TaskOrder> orders);
}
