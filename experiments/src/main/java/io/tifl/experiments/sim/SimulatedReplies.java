package io.tifl.experiments.sim;

import io.tifl.protocol.task.TaskReply;
import io.tifl.protocol.transport.Arrival;
import io.tifl.protocol.transport.Replies;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Hands out the replies of one batch in virtual order and moves the clock. Confined to one thread. */
final class SimulatedReplies implements Replies {
    /** About what names, lengths and checksum of a reply take on the wire. */
    private static final long ENVELOPE_BYTES = 128;

    private static final long METRIC_BYTES = 24;

    private final VirtualClock clock;
    private final List<Expected> expected;
    private final Workplace.Work work;
    private final Instant dispatchedAt;
    private final Instant silentUntil;
    private int position;
    private boolean closed;

    /**
     * @param expected by arrival
     * @param silentUntil when the last order that nobody answers expires; the time of dispatch if there is none
     */
    SimulatedReplies(VirtualClock clock, List<Expected> expected, Workplace.Work work, Instant silentUntil) {
        this.clock = clock;
        this.expected = expected;
        this.work = work;
        this.dispatchedAt = clock.instant();
        this.silentUntil = silentUntil;
    }

    @Override
    public Instant dispatchedAt() {
        return dispatchedAt;
    }

    @Override
    public Optional<Arrival> next(Instant deadline) throws InterruptedException {
        if (closed) {
            throw new IllegalStateException("these replies are closed");
        }
        if (position == expected.size()) {
            awaitSilent(deadline);
            return Optional.empty();
        }
        Instant arrival = expected.get(position).arrival();
        if (arrival.isAfter(deadline)) {
            clock.advanceTo(deadline);
            return Optional.empty();
        }
        Workplace.Finished finished = work.await(position);
        position++;
        clock.advanceTo(arrival);
        return Optional.of(new Arrival(finished.reply(), arrival, wireBytes(finished)));
    }

    // Nobody can know that a silent client stays silent before its time is up.
    private void awaitSilent(Instant deadline) {
        clock.advanceTo(silentUntil.isBefore(deadline) ? silentUntil : deadline);
    }

    @Override
    public void close() {
        closed = true;
        work.cancel();
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
