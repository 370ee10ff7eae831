package io.tifl.experiments.advi.federated;

import io.tifl.protocol.task.TaskId;
import io.tifl.protocol.task.TaskOrder;
import io.tifl.protocol.task.TaskReply;
import io.tifl.protocol.transport.Arrival;
import io.tifl.protocol.transport.CoordinatorTransport;
import io.tifl.protocol.transport.Replies;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Sends orders and takes what comes of them. */
final class Gathering {
    private Gathering() {}

    /**
     * The replies to orders of one round, in the order in which they come, until all are there, the others are given up, or the deadline
     * has passed.
     *
     * @param sent told once orders are out
     */
    static List<TaskReply> replies(
            CoordinatorTransport transport, List<TaskOrder> orders, Duration deadline, Runnable sent)
            throws InterruptedException {
        List<TaskReply> all = new ArrayList<>();
        Set<TaskId> open = new HashSet<>();
        orders.forEach(order -> open.add(order.id()));
        try (Replies replies = transport.dispatch(orders)) {
            sent.run();
            Instant until = replies.dispatchedAt().plus(deadline);
            while (!open.isEmpty()) {
                Optional<Arrival> arrival = replies.next(until);
                if (arrival.isPresent()) {
                    TaskReply reply = arrival.get().reply();
                    if (open.remove(reply.id())) {
                        all.add(reply);
                    }
                    continue;
                }
                List<TaskId> givenUp = replies.givenUp();
                if (givenUp.isEmpty()) {
                    return all;
                }
                givenUp.forEach(open::remove);
            }
            return all;
        }
    }
}
