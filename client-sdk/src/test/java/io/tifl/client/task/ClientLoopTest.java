package io.tifl.client.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.tifl.protocol.Metrics;
import io.tifl.protocol.Settings;
import io.tifl.protocol.task.TaskOrder;
import io.tifl.protocol.task.TaskReply;
import io.tifl.protocol.transport.ClientTransport;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ClientLoopTest {
    private final Line line = new Line();

    @Test
    void everyOrderIsAnsweredEvenAfterOneThatFails() throws Exception {
        Thread client = Thread.ofPlatform().start(() -> runQuietly(loop(Orders.runner())));
        line.orders.put(Orders.order("train", Settings.none()));
        line.orders.put(Orders.order("dance", Settings.none()));
        line.orders.put(Orders.order("evaluate", Settings.none()));

        List<TaskReply> replies = List.of(line.replies.take(), line.replies.take(), line.replies.take());

        assertThat(replies.get(0)).isInstanceOf(TaskReply.Updated.class);
        assertThat(replies.get(1)).isInstanceOf(TaskReply.Failed.class);
        assertThat(replies.get(2)).isInstanceOf(TaskReply.Measured.class);
        client.interrupt();
        client.join();
    }

    @Test
    void stopEndsAWaitingLoopAtOnce() throws Exception {
        ClientLoop loop = loop(Orders.runner());
        Thread client = Thread.ofPlatform().start(() -> runQuietly(loop));
        line.polled.await();

        loop.stop();

        client.join(10_000);
        assertThat(client.isAlive()).isFalse();
    }

    @Test
    void stopLetsTheOrderUnderWayFinishAndBeAnswered() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        LocalTask slow = Orders.odd((order, context) -> {
            begun.countDown();
            mayEnd.await();
            return new LocalTask.Result.Measurement(Metrics.of("done", 1));
        });
        ClientLoop loop = loop(Orders.runner(slow));
        Thread client = Thread.ofPlatform().start(() -> runQuietly(loop));
        line.orders.put(Orders.order("odd", Settings.none()));
        begun.await();

        loop.stop();
        mayEnd.countDown();

        client.join(10_000);
        assertThat(client.isAlive()).isFalse();
        assertThat(line.replies.poll()).isInstanceOf(TaskReply.Measured.class);
    }

    @Test
    void stoppedLoopFetchesNothing() throws Exception {
        ClientLoop loop = loop(Orders.runner());
        loop.stop();

        loop.run();

        assertThat(line.polled.getCount()).isEqualTo(1);
    }

    @Test
    void brokenLineIsTriedAgain() throws Exception {
        line.failures.set(3);
        ClientLoop loop = loop(Orders.runner());
        Thread client = Thread.ofPlatform().start(() -> runQuietly(loop));
        line.orders.put(Orders.order("evaluate", Settings.none()));

        assertThat(line.replies.take()).isInstanceOf(TaskReply.Measured.class);

        loop.stop();
        client.join();
        assertThat(line.failures.get()).isNegative();
    }

    @Test
    void interruptionEndsTheLoopWithoutAReply() throws Exception {
        LocalTask stubborn = Orders.odd((order, context) -> {
            Thread.currentThread().interrupt();
            throw new InterruptedException("told to stop");
        });
        line.orders.put(Orders.order("odd", Settings.none()));

        assertThatThrownBy(() -> loop(Orders.runner(stubborn)).run()).isInstanceOf(InterruptedException.class);

        assertThat(line.replies.poll()).isNull();
    }

    @Test
    void aTaskThatTakesLongerThanItsOrderAllowsIsCutOffAndTheNextIsServed() throws Exception {
        LocalTask slow = Orders.odd((order, context) -> {
            Thread.sleep(60_000);
            throw new IllegalStateException("nobody waits that long");
        });
        Thread client = Thread.ofPlatform().start(() -> runQuietly(loop(Orders.runner(slow))));
        TaskOrder order = Orders.order("odd", Settings.none());
        line.orders.put(new TaskOrder(
                order.id(), "odd", order.settings(), order.model(), order.codec(), 1, Duration.ofMillis(100)));
        line.orders.put(Orders.order("evaluate", Settings.none()));

        assertThat(line.replies.take())
                .isInstanceOfSatisfying(
                        TaskReply.Failed.class,
                        failed -> assertThat(failed.fault()).isEqualTo(TaskReply.Fault.CANCELLED));
        assertThat(line.replies.take()).isInstanceOf(TaskReply.Measured.class);
        client.interrupt();
        client.join();
    }

    @Test
    void aDeviceThatIsBusyWithOtherTasksSaysSo() throws Exception {
        Bulkhead tasks = LoopTerms.oneAtATime();
        tasks.acquirePermission();
        LoopTerms terms = LoopTerms.usual().withTasks(tasks, Thread.ofVirtual().factory());
        ClientLoop loop = new ClientLoop(line, Orders.runner(), Orders.data(), terms);
        Thread client = Thread.ofPlatform().start(() -> runQuietly(loop));
        line.orders.put(Orders.order("evaluate", Settings.none()));

        assertThat(line.replies.take())
                .isInstanceOfSatisfying(
                        TaskReply.Failed.class,
                        failed -> assertThat(failed.fault()).isEqualTo(TaskReply.Fault.RESOURCES));
        tasks.onComplete();
        line.orders.put(Orders.order("evaluate", Settings.none()));
        assertThat(line.replies.take()).isInstanceOf(TaskReply.Measured.class);
        loop.stop();
        client.join();
    }

    private ClientLoop loop(TaskRunner runner) {
        return new ClientLoop(line, runner, Orders.data());
    }

    private static void runQuietly(ClientLoop loop) {
        try {
            loop.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Two queues, and a fault that can be set for the next calls. */
    private static final class Line implements ClientTransport {
        final BlockingQueue<TaskOrder> orders = new LinkedBlockingQueue<>();
        final BlockingQueue<TaskReply> replies = new LinkedBlockingQueue<>();
        final CountDownLatch polled = new CountDownLatch(1);
        final AtomicInteger failures = new AtomicInteger();

        @Override
        public Optional<TaskOrder> poll(Duration wait) throws IOException, InterruptedException {
            polled.countDown();
            failIfAsked();
            return Optional.ofNullable(orders.poll(wait.toMillis(), TimeUnit.MILLISECONDS));
        }

        @Override
        public void send(TaskReply reply) throws IOException {
            failIfAsked();
            replies.add(reply);
        }

        private void failIfAsked() throws IOException {
            if (failures.getAndDecrement() > 0) {
                throw new IOException("line is down");
            }
        }

        @Override
        public void close() {}
    }
}
