package io.tifl.client.task;

import io.tifl.client.LocalData;
import io.tifl.protocol.task.TaskOrder;
import io.tifl.protocol.task.TaskReply;
import io.tifl.protocol.transport.ClientTransport;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a device runs: fetch an order, carry it out, send the reply, until told to stop.
 *
 * <p>{@link #run} belongs to one thread; {@link #stop} may be called from any. A coordinator that cannot be reached is asked
 * again after a pause that doubles from 100 ms to 30 s; a reply is sent until it gets through, which is harmless because a
 * reply counts once.
 */
public final class ClientLoop {
    private static final Logger LOG = LoggerFactory.getLogger(ClientLoop.class);
    private static final Duration POLL = Duration.ofSeconds(30);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private final ClientTransport transport;
    private final TaskRunner runner;
    private final LocalData data;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private @Nullable Thread polling;

    /** The transport and the runner stay the caller's to close. */
    public ClientLoop(ClientTransport transport, TaskRunner runner, LocalData data) {
        this.transport = transport;
        this.runner = runner;
        this.data = data;
    }

    /**
     * Serves orders until {@link #stop} is called; an order under way is then finished and answered.
     *
     * @throws InterruptedException if the thread is interrupted, which cancels the order under way: its reply is not sent
     */
    public void run() throws InterruptedException {
        while (!isStopped()) {
            Optional<TaskOrder> order = insisting("fetch an order", this::poll);
            if (order.isPresent()) {
                serve(order.get());
            }
        }
    }

    private void serve(TaskOrder order) throws InterruptedException {
        TaskReply reply = runner.run(order, data);
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted while working on " + order.id());
        }
        insisting("send the reply to " + order.id(), () -> {
            transport.send(reply);
            return Optional.empty();
        });
    }

    // A poll may wait long and is the one thing that stop() interrupts; an order under way is not.
    private Optional<TaskOrder> poll() throws IOException, InterruptedException {
        synchronized (this) {
            if (isStopped()) {
                return Optional.empty();
            }
            polling = Thread.currentThread();
        }
        try {
            return transport.poll(POLL);
        } catch (InterruptedException e) {
            if (isStopped()) {
                return Optional.empty();
            }
            throw e;
        } finally {
            endPoll();
        }
    }

    private synchronized void endPoll() {
        polling = null;
        if (isStopped()) {
            // stop() may have interrupted after the poll had come back: the order it brought is still carried out.
            Thread.interrupted();
        }
    }

    /** Ends {@link #run} at once if it waits for an order, else once the order under way is answered. */
    public synchronized void stop() {
        stopped.countDown();
        if (polling != null) {
            polling.interrupt();
        }
    }

    private boolean isStopped() {
        return stopped.getCount() == 0;
    }

    /** Tries until it works or the loop is stopped, in which case nothing comes back. */
    private Optional<TaskOrder> insisting(String what, Attempt attempt) throws InterruptedException {
        Duration pause = FIRST_PAUSE;
        while (true) {
            try {
                return attempt.run();
            } catch (IOException e) {
                LOG.warn("could not {}, next try in {} ms: {}", what, pause.toMillis(), e.toString());
            }
            if (stopped.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                return Optional.empty();
            }
            pause = longer(pause);
        }
    }

    private static Duration longer(Duration pause) {
        Duration doubled = pause.multipliedBy(2);
        return doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
    }

    @FunctionalInterface
    private interface Attempt {
        Optional<TaskOrder> run() throws IOException, InterruptedException;
    }
}
