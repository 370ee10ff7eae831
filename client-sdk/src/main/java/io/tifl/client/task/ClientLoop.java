package io.tifl.client.task;

import io.tifl.client.LocalData;
import io.tifl.client.event.ClientEvent;
import io.tifl.client.pace.Pace;
import io.tifl.protocol.task.TaskId;
import io.tifl.protocol.task.TaskOrder;
import io.tifl.protocol.task.TaskReply;
import io.tifl.protocol.task.TaskReply.Failed;
import io.tifl.protocol.task.TaskReply.Fault;
import io.tifl.protocol.transport.ClientTransport;
import io.tifl.protocol.transport.RefusedException;
import io.tifl.protocol.transport.RefusedException.Advice;
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
 * <p>{@link #run} belongs to one thread; {@link #stop} and {@link #withdraw} may be called from any. A coordinator that cannot
 * be reached is asked again after the pauses of {@link Pace}; a reply is sent until it gets through, which is harmless because
 * a reply counts once. A reply the coordinator refuses is given up, and a coordinator that refuses the client ends the loop.
 */
public final class ClientLoop {
    private static final Logger LOG = LoggerFactory.getLogger(ClientLoop.class);
    private static final Duration POLL = Duration.ofSeconds(30);

    private final ClientTransport transport;
    private final TaskRunner runner;
    private final LocalData data;
    private final LoopTerms terms;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private String reason = "it was told to";
    private @Nullable Thread polling;
    private @Nullable Workbench bench;

    /** Serves on the usual terms. The transport and the runner stay the caller's to close. */
    public ClientLoop(ClientTransport transport, TaskRunner runner, LocalData data) {
        this(transport, runner, data, LoopTerms.usual());
    }

    /** The transport and the runner stay the caller's to close. */
    public ClientLoop(ClientTransport transport, TaskRunner runner, LocalData data, LoopTerms terms) {
        this.transport = transport;
        this.runner = runner;
        this.data = data;
        this.terms = terms;
    }

    /**
     * Serves orders until {@link #stop} is called, or the coordinator bars this client; an order under way when it is told to
     * stop is finished and answered.
     *
     * @throws InterruptedException if the thread is interrupted, which cancels the order under way: its reply is not sent
     */
    public void run() throws InterruptedException {
        try (Workbench own = new Workbench(runner, data, terms)) {
            useBench(own);
            while (!isStopped()) {
                if (terms.condition().getAsBoolean()) {
                    serveNext(own);
                } else {
                    terms.listener().on(new ClientEvent.Paused(terms.askAgain()));
                    pause(terms.askAgain());
                }
            }
        } finally {
            useBench(null);
        }
    }

    private synchronized void useBench(@Nullable Workbench own) {
        bench = own;
    }

    private void serveNext(Workbench own) throws InterruptedException {
        Optional<TaskOrder> order = insisting("fetch an order", this::poll);
        if (order.isPresent()) {
            own.expect(order.get().id());
            serve(order.get(), own);
        }
    }

    private void serve(TaskOrder order, Workbench own) throws InterruptedException {
        if (!terms.condition().getAsBoolean()) {
            send(new Failed(order.id(), Fault.CANCELLED, "the device cannot work on it now"));
            return;
        }
        Optional<TaskReply> reply = own.work(order);
        if (reply.isPresent()) {
            terms.beforeSending().run();
            send(reply.get());
        }
    }

    private void send(TaskReply reply) throws InterruptedException {
        insisting("send the reply to " + reply.id(), () -> {
            try {
                transport.send(reply);
            } catch (RefusedException e) {
                if (e.advice() != Advice.FORGET) {
                    throw e;
                }
                LOG.warn("the reply to {} is given up: {}", reply.id(), e.getMessage());
                terms.listener().on(new ClientEvent.ReplyRefused(reply.id(), e.code(), String.valueOf(e.getMessage())));
            }
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

    /** Nobody waits for this order any more: work on it ends, and it is not answered. */
    public synchronized void withdraw(TaskId id) {
        if (bench != null) {
            bench.withdraw(id);
        }
    }

    /** Why {@link #run} ended, for people. */
    public synchronized String reason() {
        return reason;
    }

    private synchronized void stop(RefusedException refusal) {
        reason = String.valueOf(refusal.getMessage());
        stopped.countDown();
    }

    private boolean isStopped() {
        return stopped.getCount() == 0;
    }

    private void pause(Duration pause) throws InterruptedException {
        stopped.await(pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Tries until it works or the loop is stopped, in which case nothing comes back. */
    private Optional<TaskOrder> insisting(String what, Attempt attempt) throws InterruptedException {
        Pace.Failures failures = terms.pace().failures();
        while (true) {
            try {
                return attempt.run();
            } catch (IOException e) {
                if (e instanceof RefusedException refusal && refusal.advice() == Advice.STOP) {
                    LOG.error("this client ends: {}", e.getMessage());
                    stop(refusal);
                    return Optional.empty();
                }
                Duration pause = failures.next(e);
                LOG.warn("could not {}, next try in {} ms: {}", what, pause.toMillis(), e.toString());
                terms.listener().on(new ClientEvent.Retrying(what, pause, String.valueOf(e.getMessage())));
                pause(pause);
            }
            if (isStopped()) {
                return Optional.empty();
            }
        }
    }

    @FunctionalInterface
    private interface Attempt {
        Optional<TaskOrder> run() throws IOException, InterruptedException;
    }
}
