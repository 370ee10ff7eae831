package io.tifl.experiments.sim;

import io.tifl.protocol.task.TaskOrder;
import io.tifl.protocol.transport.CoordinatorTransport;
import io.tifl.protocol.transport.Replies;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Clients that live in this process: their work is real, their time is virtual. Thread-safe.
 *
 * <p>A dispatch first works out, from the models alone, who answers and when. The work itself is done by the worker threads,
 * earliest reply first, while {@link Replies#next} hands out the replies in virtual order (ties by client id) and advances
 * the clock to each. So replies, their order and their times are the same for any number of workers; only the waiting is
 * shorter. The thread that waits in {@code next} works too: with one worker nothing is handed to another thread, and nothing
 * is computed that nobody asks for.
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
    private final ClientProgram program;
    private final LateWork lateWork;
    private final Workers workers;

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
        if (workers < 1) {
            throw new IllegalArgumentException("a fleet needs at least 1 worker, got " + workers);
        }
        this.clock = clock;
        this.times = times;
        this.availability = availability;
        this.program = program;
        this.lateWork = lateWork;
        this.workers = new Workers(workers - 1);
    }

    @Override
    public Replies dispatch(List<TaskOrder> orders) {
        Instant now = clock.instant();
        List<Expected> expected = new ArrayList<>(orders.size());
        Instant silentUntil = now;
        for (TaskOrder order : orders) {
            Duration responseTime = times.responseTime(order);
            Instant arrival = now.plus(responseTime);
            if (arrives(order, now, responseTime, arrival)) {
                expected.add(new Expected(order, arrival));
            } else {
                silentUntil = later(silentUntil, now.plus(order.timeLimit()));
            }
        }
        expected.sort(Expected.ORDER);
        Batch batch = new Batch(expected, program);
        workers.offer(batch);
        return new SimulatedReplies(clock, expected, batch, silentUntil);
    }

    /**
     * Ends the workers; what they are at is interrupted and awaited.
     *
     * <p>Replies that are still open may then refuse to be read with an {@link IllegalStateException}.
     */
    @Override
    public void close() {
        workers.close();
    }

    private boolean arrives(TaskOrder order, Instant now, Duration responseTime, Instant arrival) {
        boolean inTime = lateWork == LateWork.DONE || responseTime.compareTo(order.timeLimit()) <= 0;
        return inTime && availability.answers(order.id().client(), order.id().round(), now, arrival);
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
