package io.tifl.coordinator.round;

import io.tifl.protocol.ClientId;
import io.tifl.protocol.JobId;
import io.tifl.protocol.Metrics;
import io.tifl.protocol.Seed;
import io.tifl.protocol.Settings;
import io.tifl.protocol.task.GlobalModel;
import io.tifl.protocol.task.TaskId;
import io.tifl.protocol.task.TaskOrder;
import io.tifl.protocol.task.TaskReply;
import io.tifl.protocol.transport.Arrival;
import io.tifl.protocol.transport.CoordinatorTransport;
import io.tifl.protocol.transport.Replies;
import io.tifl.tiering.Answers;
import io.tifl.tiering.Query;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Asks clients what a selection wants to know before it draws. The orders are of a job of their own, {@code JOB:query}, of the
 * same round. A bad answer, or none, costs its client nothing but its rank.
 */
public final class Inquiry {
    private Inquiry() {}

    /** What the queries of a job go by on the wire. */
    public static JobId jobOf(JobId whole) {
        return new JobId(whole + ":query");
    }

    /** What came of it, when it began, and what it cost. */
    record Result(Answers answers, Instant started, Toll toll) {}

    /** Asks, and waits until all have answered or the time is up. */
    static Result run(
            Query query,
            Work work,
            Federation before,
            Duration deadline,
            CoordinatorTransport transport,
            InstantSource clock)
            throws InterruptedException {
        Duration limit =
                query.limit().filter(wait -> wait.compareTo(deadline) < 0).orElse(deadline);
        List<TaskOrder> orders = orders(query, work, before, limit);
        SortedMap<ClientId, Metrics> measured = new TreeMap<>();
        Set<TaskId> open = new HashSet<>();
        orders.forEach(order -> open.add(order.id()));
        long uploadBytes = 0;
        int answered = 0;
        try (Replies replies = transport.dispatch(orders)) {
            Instant until = replies.dispatchedAt().plus(limit);
            while (!open.isEmpty()) {
                Optional<Arrival> arrival = replies.next(until);
                if (arrival.isEmpty()) {
                    List<TaskId> givenUp = replies.givenUp();
                    if (givenUp.isEmpty()) {
                        break;
                    }
                    givenUp.forEach(open::remove);
                    continue;
                }
                uploadBytes += arrival.get().wireBytes();
                TaskReply reply = arrival.get().reply();
                if (open.remove(reply.id())) {
                    answered++;
                    if (reply instanceof TaskReply.Measured(TaskId id, Metrics metrics)) {
                        measured.put(id.client(), metrics);
                    }
                }
            }
            long modelBytes = before.model().parameters().values().byteSize();
            return new Result(
                    new Answers(query.clients(), measured, modelBytes),
                    replies.dispatchedAt(),
                    new Toll(
                            orders.size(),
                            answered,
                            Duration.between(replies.dispatchedAt(), clock.instant()),
                            query.needsModel() ? orders.size() * modelBytes : 0,
                            uploadBytes));
        }
    }

    private static List<TaskOrder> orders(Query query, Work work, Federation before, Duration limit) {
        JobId job = jobOf(before.job());
        GlobalModel model = query.needsModel() ? before.model() : before.model().withoutParameters();
        Settings settings = query.needsModel() ? work.ofTheModel(query.settings()) : query.settings();
        Seed seed = before.seed().child("ask").child(before.round());
        List<TaskOrder> orders = new ArrayList<>(query.clients().size());
        for (ClientId client : query.clients()) {
            orders.add(new TaskOrder(
                    new TaskId(job, before.round(), client),
                    query.task(),
                    settings,
                    model,
                    work.codec(),
                    seed.child(client.value()).value(),
                    limit));
        }
        return orders;
    }
}
