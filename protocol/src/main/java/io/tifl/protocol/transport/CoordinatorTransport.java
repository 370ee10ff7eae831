package io.tifl.protocol.transport;

import io.tifl.protocol.task.TaskOrder;
import java.time.Instant;
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

    /**
     * An order that went out before.
     *
     * @param at when, on the coordinator's clock
     */
    record Sent(TaskOrder order, Instant at) {}

    /**
     * Takes up orders that are still to be answered, after whoever waited for them was cut short. What the transport knows to
     * be on its way is not sent again; as it is here, everything is.
     *
     * @throws IllegalArgumentException as {@link #dispatch} does
     */
    default Replies takeUp(List<Sent> sent) {
        return dispatch(sent.stream().map(Sent::order).toList());
    }
}
