package io.tifl.client.task;

import io.tifl.client.event.ClientEvent;
import io.tifl.client.event.ClientListener;
import java.util.OptionalDouble;
import java.util.function.LongSupplier;

/**
 * What a device has seen of itself since its program began: how fast it trains, and how fast its line is both ways. A listener,
 * since it is told of transfers by what the client hears; thread-safe.
 *
 * <p>The time of a transfer is mostly that of the first byte if it is small: one that is less than half as large as another one
 * before tells nothing.
 */
public final class Experience implements ClientListener {
    private final LongSupplier nanos;
    private OptionalDouble secondsPerExample = OptionalDouble.empty();
    private Line down = Line.UNKNOWN;
    private Line up = Line.UNKNOWN;
    private long orderedAt;
    private long sendingSince;

    /**
     * @param bytes of the largest transfer
     * @param speed in bytes per second, as last seen
     */
    private record Line(long bytes, OptionalDouble speed) {
        static final Line UNKNOWN = new Line(1, OptionalDouble.empty());

        Line after(long more, long nanos) {
            return more < bytes / 2 || more == 0
                    ? this
                    : new Line(Math.max(bytes, more), OptionalDouble.of(more * 1e9 / Math.max(1, nanos)));
        }
    }

    public Experience() {
        this(System::nanoTime);
    }

    /** @param nanos a clock that may begin anywhere */
    Experience(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** A task trained. */
    synchronized void trained(long examples, long tookNanos) {
        secondsPerExample = OptionalDouble.of(Math.max(1, tookNanos) / 1e9 / examples);
    }

    /** A reply is about to be sent. */
    public synchronized void sending() {
        sendingSince = nanos.getAsLong();
    }

    @Override
    public synchronized void on(ClientEvent event) {
        if (event instanceof ClientEvent.OrderReceived) {
            orderedAt = nanos.getAsLong();
        } else if (event instanceof ClientEvent.ModelFetched fetched) {
            down = down.after(fetched.bytes(), nanos.getAsLong() - orderedAt);
        } else if (event instanceof ClientEvent.ReplyCounted counted && !counted.again()) {
            up = up.after(counted.bytes(), nanos.getAsLong() - sendingSince);
        }
    }

    /** Of the last training, all its epochs together; empty before the first. */
    synchronized OptionalDouble secondsPerExample() {
        return secondsPerExample;
    }

    /** From coordinator to client, in bytes per second. */
    synchronized OptionalDouble down() {
        return down.speed();
    }

    /** From client to coordinator, in bytes per second. */
    synchronized OptionalDouble up() {
        return up.speed();
    }
}
