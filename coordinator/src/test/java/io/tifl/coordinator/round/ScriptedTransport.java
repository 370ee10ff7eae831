package io.tifl.coordinator.round;

import io.tifl.protocol.task.TaskOrder;
import io.tifl.protocol.task.TaskReply;
import io.tifl.protocol.transport.Arrival;
import io.tifl.protocol.transport.CoordinatorTransport;
import io.tifl.protocol.transport.Replies;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Function;

/** A transport whose clients answer what a script says, after the virtual time it says. Also the clock of its time. */
final class ScriptedTransport implements CoordinatorTransport, InstantSource {
    /** One answer: what and after how long. */
    record Answer(TaskReply reply, Duration after) {}

    private final Function<TaskOrder, List<Answer>> script;
    private Instant now = Instant.EPOCH;
    final List<TaskOrder> sent = new ArrayList<>();
    int withdrawn;

    ScriptedTransport(Function<TaskOrder, List<Answer>> script) {
        this.script = script;
    }

    @Override
    public Instant instant() {
        return now;
    }

    @Override
    public Replies dispatch(List<TaskOrder> orders) {
        sent.addAll(orders);
        Instant started = now;
        Queue<Arrival> arrivals = new ArrayDeque<>(orders.stream()
                .flatMap(order -> script.apply(order).stream())
                .map(answer -> new Arrival(answer.reply(), started.plus(answer.after()), 100))
                .sorted(Comparator.comparing(Arrival::at))
                .toList());
        return new Replies() {
            @Override
            public Instant dispatchedAt() {
                return started;
            }

            @Override
            public Optional<Arrival> next(Instant deadline) {
                Arrival first = arrivals.peek();
                if (first == null || first.at().isAfter(deadline)) {
                    now = deadline;
                    return Optional.empty();
                }
                now = first.at();
                return Optional.of(arrivals.remove());
            }

            @Override
            public void close() {
                withdrawn += arrivals.size();
            }
        };
    }
}
