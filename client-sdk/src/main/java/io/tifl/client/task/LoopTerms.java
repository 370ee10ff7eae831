package io.tifl.client.task;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.tifl.client.event.ClientListener;
import io.tifl.client.pace.Pace;
import io.tifl.protocol.Seed;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.ThreadFactory;
import java.util.function.BooleanSupplier;

/**
 * On what terms a client serves.
 *
 * @param condition asked before each poll and before each order; while it does not hold, the client asks for nothing and
 *     hands back what it got
 * @param askAgain how long to wait before the condition is asked once more
 * @param listener hears what happens
 * @param tasks how many tasks may run at a time: those of this client, and of every other that shares the bulkhead
 * @param pace of attempts that fail
 * @param taskThreads makes the one thread that tasks run on
 * @param beforeSending done after each task and before its reply leaves, such as saving what the reply left out
 */
public record LoopTerms(
        BooleanSupplier condition,
        Duration askAgain,
        ClientListener listener,
        Bulkhead tasks,
        Pace pace,
        ThreadFactory taskThreads,
        Runnable beforeSending) {
    private static final Duration ASK_AGAIN = Duration.ofSeconds(10);

    public LoopTerms {
        if (!askAgain.isPositive()) {
            throw new IllegalArgumentException("conditions are asked again after a while, got " + askAgain);
        }
        listener = listener.harmless();
    }

    /** Always, one task at a time, telling nobody. */
    public static LoopTerms usual() {
        return new LoopTerms(
                () -> true,
                ASK_AGAIN,
                ClientListener.none(),
                oneAtATime(),
                new Pace(new Seed(new SecureRandom().nextLong())),
                Thread.ofPlatform().name("tifl-task").daemon().factory(),
                () -> {});
    }

    /** One task at a time; another is turned away at once. */
    public static Bulkhead oneAtATime() {
        return Bulkhead.of(
                "tasks",
                BulkheadConfig.custom()
                        .maxConcurrentCalls(1)
                        .maxWaitDuration(Duration.ZERO)
                        .build());
    }

    public LoopTerms withCondition(BooleanSupplier condition, Duration askAgain) {
        return new LoopTerms(condition, askAgain, listener, tasks, pace, taskThreads, beforeSending);
    }

    public LoopTerms withListener(ClientListener listener) {
        return new LoopTerms(condition, askAgain, listener, tasks, pace, taskThreads, beforeSending);
    }

    public LoopTerms withTasks(Bulkhead tasks, ThreadFactory taskThreads) {
        return new LoopTerms(condition, askAgain, listener, tasks, pace, taskThreads, beforeSending);
    }

    public LoopTerms withPace(Pace pace) {
        return new LoopTerms(condition, askAgain, listener, tasks, pace, taskThreads, beforeSending);
    }

    public LoopTerms withBeforeSending(Runnable beforeSending) {
        return new LoopTerms(condition, askAgain, listener, tasks, pace, taskThreads, beforeSending);
    }
}
