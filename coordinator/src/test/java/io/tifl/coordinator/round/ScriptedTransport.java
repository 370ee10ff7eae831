package io.tifl.coordinator.round;

import io.tifl.protocol.task.TaskId;
import io.tifl.protocol.task.TaskOrder;
import io.tifl.protocol.task.TaskReply;
import io.tifl.protocol.transport.Arrival;
import io.tifl.protocol.transport.CoordinatorTransport;
import io.tifl.protocol.transport.Replies;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;
import java.util.function.Function;

/** A transport whose clients answer what a script says, after the virtual time it says. Also the clock of its time. */
public final class ScriptedTransport implements CoordinatorTransport, InstantSource {
    /** One answer: what and after how long. */
    public record Answer(TaskReply reply, Duration after) {}

    static final Duration UNTIL_GIVEN_UP = Duration.ofSeconds(4);

    private final Function<TaskOrder, List<Answer>> script;
    private Instant now = Instant.EPOCH;
    final List<TaskOrder> sent = new ArrayList<>();
    final Set<TaskId> vanish = new HashSet<>();
    int withdrawn;

    public ScriptedTransport(Function<TaskOrder, List<Answer>> script) {
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
        Queue<Arrival> arrivals = new PriorityQueue<>(Comparator.comparing(Arrival::at));
        arrivals.addAll(arrivals(orders));
        return new Replies() {
            @Override
            public Instant dispatchedAt() {
                return started;
            }

            @Override
            public Optional<Arrival> next(Instant deadline) {
                Arrival first = arrivals.peek();
                boolean lookFirst =
                        !vanish.isEmpty() && (first == null || first.at().isAfter(started.plus(UNTIL_GIVEN_UP)));
                if (lookFirst) {
                    return Optional.empty();
                }
                if (first == null || first.at().isAfter(deadline)) {
                    now = deadline;
                    return Optional.empty();
                }
                now = first.at();
                return Optional.of(arrivals.remove());
            }

            @Override
            public List<TaskId> givenUp() {
                List<TaskId> gone =
                        sent.stream().map(TaskOrder::id).filter(vanish::remove).toList();
                if (!gone.isEmpty()) {
                    now = started.plus(UNTIL_GIVEN_UP);
                }
                return gone;
            }

            @Override
            public void dispatchMore(List<TaskOrder> more) {
                sent.addAll(more);
                arrivals.addAll(arrivals(more));
            }

            @Override
            public void close() {
                withdrawn += arrivals.size();
            }
        };
    }

    private List<Arrival> arrivals(List<TaskOrder> orders) {
        return orders.stream()
                .flatMap(order -> script.apply(order).stream())
                .map(answer -> new Arrival(answer.reply(), now.plus(answer.after()), 100))
                .toList();
    }
}
