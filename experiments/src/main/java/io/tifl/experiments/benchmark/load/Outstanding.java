package io.tifl.experiments.benchmark.load;

import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests and keeps those that are not answered yet. All have the same patience and are sent in the order of their plan, so the
 * oldest is the first to run out of it: no timers are needed. Its methods are confined to the generator's thread; answers come on any.
 */
final class Outstanding {
    private final Timeline time;
    private final Target target;
    private final int batch;
    private final long timeout;
    private final Recording recording;
    private final Thread generator = Thread.currentThread();
    private final ArrayDeque<Request> inOrder = new ArrayDeque<>();
    private final AtomicInteger open = new AtomicInteger();
    /** Only then is there anybody to wake; a generator that sleeps until its next request is left alone. */
    private volatile boolean isWaiting;

    Outstanding(Timeline time, Target target, int batch, long timeout, Recording recording) {
        this.time = time;
        this.target = target;
        this.batch = batch;
        this.timeout = timeout;
        this.recording = recording;
    }

    void send(long number, long planned) {
        giveUpExpired();
        Request request = new Request(planned, time.now());
        recording.sent(planned, request.sent);
        inOrder.add(request);
        open.incrementAndGet();
        try {
            target.send(number, batch).whenComplete((answer, failure) -> request.ended(answer, failure));
        } catch (RuntimeException e) {
            request.ended(null, e);
        }
    }

    /** Waits until fewer than so many are open, giving up those that time out. */
    void awaitFewerThan(int most) throws InterruptedException {
        isWaiting = true;
        while (open.get() >= most) {
            Request oldest = oldestOpen();
            if (oldest != null) {
                time.await(() -> open.get() < most, oldest.planned + timeout);
            }
            giveUpExpired();
        }
        isWaiting = false;
    }

    private void giveUpExpired() {
        long now = time.now();
        for (Request oldest = oldestOpen(); oldest != null && oldest.planned + timeout <= now; oldest = oldestOpen()) {
            oldest.giveUp();
        }
    }

    private @Nullable Request oldestOpen() {
        while (!inOrder.isEmpty() && inOrder.peek().hasEnded.get()) {
            inOrder.remove();
        }
        return inOrder.peek();
    }

    /** One request; the first of its answer and its timeout counts. */
    private final class Request {
        private final long planned;
        private final long sent;
        private final AtomicBoolean hasEnded = new AtomicBoolean();

        Request(long planned, long sent) {
            this.planned = planned;
            this.sent = sent;
        }

        void ended(@Nullable Answer answer, @Nullable Throwable failure) {
            long now = time.now();
            if (hasEnded.compareAndSet(false, true)) {
                recording.answered(
                        answer != null && failure == null ? answer : Answer.error("no answer: " + failure),
                        planned,
                        sent,
                        now);
                close();
            }
        }

        void giveUp() {
            if (hasEnded.compareAndSet(false, true)) {
                recording.timedOut(planned, sent);
                close();
            }
        }

        private void close() {
            open.decrementAndGet();
            if (isWaiting) {
                time.wake(generator);
            }
        }
    }
}
