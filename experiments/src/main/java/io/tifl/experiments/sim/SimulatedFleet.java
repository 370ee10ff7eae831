package io.tifl.experiments.sim;

import io.tifl.protocol.task.TaskOrder;
import io.tifl.protocol.transport.CoordinatorTransport;
import io.tifl.protocol.transport.Replies;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Clients whose work is real and whose time is virtual. Thread-safe.
 *
 * <p>A dispatch first works out, from the models alone, who answers and when. The work itself is done at a {@link Workplace},
 * earliest reply first, while {@link Replies#next} hands out the replies in virtual order (ties by client id) and advances
 * the clock to each. So replies, their order and their times are the same for any number of workers; only the waiting is
 * shorter. Whoever answers a query about a model has it, and need not fetch it again to train on it in the same round. In process the thread that waits in {@code next} works too: with one worker nothing is handed to another
 * thread, and nothing is computed that nobody asks for.
 */
public final class SimulatedFleet implements CoordinatorTransport, AutoCloseable {
    /** What becomes of work whose reply would come after its order's time limit. */
    public enum LateWork {
        /** It is not done: no synchronous round would wait for it. */
        SKIPPED,
        /** It is done and arrives, for whoever waits longer than the limit says. */
        DONE
    }

    private final VirtualClock clock;
    private final ResponseTimes times;
    private final Availability availability;
    private final LateWork lateWork;
    private final Workplace workplace;
    private final AtomicReference<Holders> holders = new AtomicReference<>(Holders.none());

    /**
     * A fleet that skips late work.
     *
     * @param workers threads that work at once, the dispatching one included; at least 1
     */
    public SimulatedFleet(
            VirtualClock clock, ResponseTimes times, Availability availability, ClientProgram program, int workers) {
        this(clock, times, availability, program, workers, LateWork.SKIPPED);
    }

    public SimulatedFleet(
            VirtualClock clock,
            ResponseTimes times,
            Availability availability,
            ClientProgram program,
            int workers,
            LateWork lateWork) {
        this(clock, times, availability, Workplace.inProcess(program, workers), lateWork);
    }

    /** @param workplace where the work is done; closed with the fleet */
    public SimulatedFleet(
            VirtualClock clock,
            ResponseTimes times,
            Availability availability,
            Workplace workplace,
            LateWork lateWork) {
        this.clock = clock;
        this.times = times;
        this.availability = availability;
        this.lateWork = lateWork;
        this.workplace = workplace;
    }

    @Override
    public Replies dispatch(List<TaskOrder> orders) {
        return takeUp(sentNow(orders));
    }

    /** Nothing is lost of orders that were out already: they are answered when they would have been. */
    @Override
    public Replies takeUp(List<Sent> sent) {
        SimulatedReplies replies = new SimulatedReplies(clock, more -> foresee(sentNow(more)));
        replies.add(foresee(sent));
        return replies;
    }

    private List<Sent> sentNow(List<TaskOrder> orders) {
        Instant now = clock.instant();
        return orders.stream().map(order -> new Sent(order, now)).toList();
    }

    private SimulatedReplies.Foreseen foresee(List<Sent> all) {
        List<Expected> expected = new ArrayList<>(all.size());
        Instant silentUntil = VirtualClock.START;
        for (Sent sent : all) {
            TaskOrder order = sent.order();
            Duration responseTime = holders.get().have(order)
                    ? times.responseTimeOfHolder(order, sent.at())
                    : times.responseTime(order, sent.at());
            Instant arrival = sent.at().plus(responseTime);
            if (arrives(order, sent.at(), responseTime, arrival)) {
                expected.add(new Expected(order, arrival));
            } else {
                silentUntil = later(silentUntil, sent.at().plus(order.timeLimit()));
            }
        }
        Holders.of(expected).ifPresent(holders::set);
        expected.sort(Expected.ORDER);
        Workplace.Work work =
                workplace.begin(expected.stream().map(Expected::order).toList());
        return new SimulatedReplies.Foreseen(expected, work, silentUntil);
    }

    /**
     * Ends the workers; what they are at is interrupted and awaited.
     *
     * <p>Replies that are still open may then refuse to be read with an {@link IllegalStateException}.
     */
    @Override
    public void close() {
        workplace.close();
    }

    private boolean arrives(TaskOrder order, Instant now, Duration responseTime, Instant arrival) {
        boolean inTime = lateWork == LateWork.DONE || responseTime.compareTo(order.timeLimit()) <= 0;
        return inTime && availability.answers(order.id().client(), order.id().round(), now, arrival);
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
