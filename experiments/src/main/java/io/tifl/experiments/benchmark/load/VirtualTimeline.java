package io.tifl.experiments.benchmark.load;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.BooleanSupplier;

/**
 * Time that moves only when somebody waits: what is due happens at exactly its time, in order, and hours pass in milliseconds. The
 * same generator that measures real servers runs on it. Confined to one thread.
 */
public final class VirtualTimeline implements Timeline {
    private record Event(long time, long order, Runnable action) {}

    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingLong(Event::time).thenComparingLong(Event::order));
    private long now;
    private long scheduled;

    /** Lets something happen at a time; what is already past happens next. */
    public void at(long time, Runnable action) {
        events.add(new Event(Math.max(time, now), scheduled++, action));
    }

    @Override
    public long now() {
        return now;
    }

    @Override
    public void sleepUntil(long time) throws InterruptedException {
        await(() -> false, time);
    }

    @Override
    public void await(BooleanSupplier condition, long time) throws InterruptedException {
        while (!condition.getAsBoolean()) {
            Event next = events.peek();
            if (next == null || next.time() > time) {
                now = Math.max(now, time);
                break;
            }
            events.remove();
            now = next.time();
            next.action().run();
        }
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    @Override
    public void wake(Thread waiting) {
        // It is this thread, and it looks again after each event.
    }
}
