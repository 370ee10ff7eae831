package io.tifl.client.task;

import io.github.resilience4j.timelimiter.TimeLimiter;
import io.github.resilience4j.timelimiter.TimeLimiterConfig;
import io.tifl.client.LocalData;
import io.tifl.client.event.ClientEvent;
import io.tifl.protocol.task.TaskId;
import io.tifl.protocol.task.TaskOrder;
import io.tifl.protocol.task.TaskReply;
import io.tifl.protocol.task.TaskReply.Failed;
import io.tifl.protocol.task.TaskReply.Fault;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where one client's tasks run: on one thread, within the bulkhead, for as long as the order allows. {@link #withdraw} may be
 * called from any thread, the rest belongs to the loop's.
 */
final class Workbench implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Workbench.class);
    private static final Duration LONGEST_TASK = Duration.ofDays(365);
    private static final Duration SHORTEST_TASK = Duration.ofMillis(1);
    private static final long CLEARING_SECONDS = 10;

    private final TaskRunner runner;
    private final LocalData data;
    private final LoopTerms terms;
    private final ExecutorService thread;
    private @Nullable TaskId current;
    private @Nullable TaskId withdrawn;
    private @Nullable Future<TaskReply> underWay;

    Workbench(TaskRunner runner, LocalData data, LoopTerms terms) {
        this.runner = runner;
        this.data = data;
        this.terms = terms;
        this.thread = Executors.newSingleThreadExecutor(terms.taskThreads());
    }

    /**
     * Carries out an order.
     *
     * @return empty if the order was withdrawn meanwhile
     */
    Optional<TaskReply> work(TaskOrder order) throws InterruptedException {
        if (!terms.tasks().tryAcquirePermission()) {
            if (Thread.interrupted()) {
                throw new InterruptedException("interrupted while waiting to work on " + order.id());
            }
            return Optional.of(new Failed(order.id(), Fault.RESOURCES, "this device is busy with other tasks"));
        }
        try {
            return limited(order);
        } finally {
            terms.tasks().onComplete();
        }
    }

    private Optional<TaskReply> limited(TaskOrder order) throws InterruptedException {
        TimeLimiter limiter = TimeLimiter.of(TimeLimiterConfig.custom()
                .timeoutDuration(bounded(order.timeLimit()))
                .cancelRunningFuture(true)
                .build());
        try {
            return Optional.of(limiter.executeFutureSupplier(() -> begin(order)));
        } catch (TimeoutException e) {
            clear(order);
            return Optional.of(new Failed(order.id(), Fault.CANCELLED, "not done within " + order.timeLimit()));
        } catch (CancellationException e) {
            clear(order);
            return Optional.empty();
        } catch (InterruptedException e) {
            cancel();
            throw e;
        } catch (Exception e) { // what the limiter declares; a runner turns every fault into a reply
            throw new IllegalStateException("the task thread failed on " + order.id(), e);
        } finally {
            end();
        }
    }

    private static Duration bounded(Duration limit) {
        if (limit.compareTo(SHORTEST_TASK) < 0) {
            return SHORTEST_TASK;
        }
        return limit.compareTo(LONGEST_TASK) < 0 ? limit : LONGEST_TASK;
    }

    private synchronized Future<TaskReply> begin(TaskOrder order) {
        Future<TaskReply> future = thread.submit(() -> carriedOut(order));
        current = order.id();
        underWay = future;
        if (order.id().equals(withdrawn)) {
            future.cancel(true);
        }
        return future;
    }

    private TaskReply carriedOut(TaskOrder order) throws InterruptedException {
        TaskReply reply = runner.run(
                order, data, fraction -> terms.listener().on(new ClientEvent.Progressed(order.id(), fraction)));
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted while working on " + order.id());
        }
        return reply;
    }

    // The runner and its learner serve one task at a time, so one that was cancelled has to be gone before the next.
    private void clear(TaskOrder order) throws InterruptedException {
        Future<?> gone = thread.submit(() -> {});
        while (true) {
            try {
                gone.get(CLEARING_SECONDS, TimeUnit.SECONDS);
                return;
            } catch (TimeoutException e) {
                LOG.warn("task '{}' of {} was cancelled and does not end", order.task(), order.id());
            } catch (ExecutionException e) {
                throw new IllegalStateException("doing nothing failed", e);
            }
        }
    }

    /** Ends the work on an order, if it is under way. */
    synchronized void withdraw(TaskId id) {
        withdrawn = id;
        if (id.equals(current)) {
            cancel();
        }
    }

    private synchronized void cancel() {
        if (underWay != null) {
            underWay.cancel(true);
        }
    }

    private synchronized void end() {
        current = null;
        underWay = null;
    }

    /** An order that was handed out once more is not the one that was withdrawn. */
    synchronized void expect(TaskId id) {
        if (id.equals(withdrawn)) {
            withdrawn = null;
        }
    }

    /** Cancels what is under way and waits a while for it to end. */
    @Override
    public void close() {
        thread.shutdownNow();
        try {
            if (!thread.awaitTermination(CLEARING_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("a cancelled task does not end; its thread is left behind");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
