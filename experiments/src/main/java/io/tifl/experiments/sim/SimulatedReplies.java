package io.tifl.experiments.sim;

import io.tifl.protocol.task.TaskOrder;
import io.tifl.protocol.task.TaskReply;
import io.tifl.protocol.transport.Arrival;
import io.tifl.protocol.transport.Replies;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.Function;

/** Hands out replies in virtual order and moves the clock. Confined to one thread. */
final class SimulatedReplies implements Replies {
    /** About what names, lengths and checksum of a reply take on the wire. */
    private static final long ENVELOPE_BYTES = 128;

    private static final long METRIC_BYTES = 24;

    private final VirtualClock clock;
    private final Function<List<TaskOrder>, Foreseen> dispatch;
    private final Instant dispatchedAt;
    private final PriorityQueue<Open> open = new PriorityQueue<>(Comparator.comparing(Open::head, Expected.ORDER));
    private final List<Workplace.Work> begun = new ArrayList<>();
    private Instant silentUntil;
    private boolean closed;

    /** @param dispatch sends more orders */
    SimulatedReplies(VirtualClock clock, Function<List<TaskOrder>, Foreseen> dispatch) {
        this.clock = clock;
        this.dispatch = dispatch;
        this.dispatchedAt = clock.instant();
        this.silentUntil = dispatchedAt;
    }

    /**
     * What will come of some orders.
     *
     * @param expected by arrival
     * @param work whose replies are in the same order
     * @param silentUntil when the last order that nobody answers expires; a time long past if there is none
     */
    record Foreseen(List<Expected> expected, Workplace.Work work, Instant silentUntil) {}

    /** What is left of some orders that were sent together. */
    private record Open(Foreseen orders, int next) {
        Expected head() {
            return orders.expected().get(next);
        }
    }

    void add(Foreseen more) {
        silentUntil = more.silentUntil().isAfter(silentUntil) ? more.silentUntil() : silentUntil;
        begun.add(more.work());
        enqueue(new Open(more, 0));
    }

    private void enqueue(Open rest) {
        if (rest.next() < rest.orders().expected().size()) {
            open.add(rest);
        } else {
            begun.remove(rest.orders().work());
        }
    }

    @Override
    public void dispatchMore(List<TaskOrder> orders) {
        requireOpen();
        add(dispatch.apply(orders));
    }

    @Override
    public Instant dispatchedAt() {
        return dispatchedAt;
    }

    @Override
    public Optional<Arrival> next(Instant deadline) throws InterruptedException {
        requireOpen();
        Open first = open.peek();
        if (first == null) {
            awaitSilent(deadline);
            return Optional.empty();
        }
        Instant arrival = first.head().arrival();
        if (arrival.isAfter(deadline)) {
            clock.advanceTo(deadline);
            return Optional.empty();
        }
        Workplace.Finished finished = first.orders().work().await(first.next());
        open.remove();
        enqueue(new Open(first.orders(), first.next() + 1));
        clock.advanceTo(arrival);
        return Optional.of(new Arrival(finished.reply(), arrival, wireBytes(finished)));
    }

    // Nobody can know that a silent client stays silent before its time is up.
    private void awaitSilent(Instant deadline) {
        clock.advanceTo(silentUntil.isBefore(deadline) ? silentUntil : deadline);
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("these replies are closed");
        }
    }

    @Override
    public void close() {
        closed = true;
        begun.forEach(Workplace.Work::cancel);
    }

    private static long wireBytes(Workplace.Finished finished) {
        return ENVELOPE_BYTES
                + switch (finished.reply()) {
                    case TaskReply.Updated updated ->
                        finished.updateBytes()
                                + METRIC_BYTES * updated.metrics().values().size();
                    case TaskReply.Measured measured ->
                        METRIC_BYTES * measured.metrics().values().size();
                    case TaskReply.Failed failed -> failed.message().length();
                };
    }
}
