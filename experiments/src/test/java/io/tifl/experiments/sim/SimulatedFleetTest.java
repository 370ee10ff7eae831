package io.tifl.experiments.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tifl.protocol.ClientId;
import io.tifl.protocol.Metrics;
import io.tifl.protocol.Seed;
import io.tifl.protocol.task.TaskOrder;
import io.tifl.protocol.task.TaskReply;
import io.tifl.protocol.transport.Arrival;
import io.tifl.protocol.transport.Replies;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
final class SimulatedFleetTest {
    private static final Duration LIMIT = Duration.ofHours(1);
    private static final Instant LATE = VirtualClock.START.plus(Duration.ofDays(1));

    private final VirtualClock clock = new VirtualClock();

    @Test
    void repliesAndTimesAreTheSameForAnyNumberOfWorkers() throws InterruptedException {
        List<List<Arrival>> runs = new ArrayList<>();
        for (int workers : new int[] {1, 2, 4}) {
            VirtualClock ownClock = new VirtualClock();
            Availability availability = Availability.withProbability(0.8, new Seed(2));
            try (SimulatedFleet fleet =
                    new SimulatedFleet(ownClock, times(), availability, SimulatedFleetTest::unevenWork, workers)) {
                List<Arrival> arrivals = new ArrayList<>();
                for (long round = 0; round < 5; round++) {
                    try (Replies replies = fleet.dispatch(Orders.orders(100, round, LIMIT))) {
                        arrivals.addAll(Orders.drain(replies, ownClock.instant().plus(LIMIT)));
                    }
                }
                runs.add(arrivals);
            }
        }

        assertThat(runs.get(0)).hasSizeBetween(350, 450);
        assertThat(runs.get(1)).isEqualTo(runs.get(0));
        assertThat(runs.get(2)).isEqualTo(runs.get(0));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void repliesComeInVirtualOrderAndMoveTheClock(int workers) throws InterruptedException {
        try (SimulatedFleet fleet = fleet(Orders::answer, workers);
                Replies replies = fleet.dispatch(Orders.orders(100, 0, LIMIT))) {
            List<Instant> times = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                Arrival arrival = replies.next(LATE).orElseThrow();
                times.add(arrival.at());
                assertThat(clock.instant()).isEqualTo(arrival.at());
            }

            assertThat(times).isSorted().doesNotHaveDuplicates();
            assertThat(times.getFirst()).isAfter(VirtualClock.START);
        }
    }

    @Test
    void repliesOfTheSameInstantComeByClientId() throws InterruptedException {
        ResponseTimes same = ResponseTimes.of(
                Fleet.uniform(Device.cluster(1).withJitter(0)), Workload.constant(new Demand(0, 1, 0)), new Seed(1));
        List<TaskOrder> orders = new ArrayList<>(Orders.orders(50, 0, LIMIT));
        Collections.reverse(orders);

        try (SimulatedFleet fleet = new SimulatedFleet(clock, same, Availability.always(), Orders::answer, 2);
                Replies replies = fleet.dispatch(orders)) {
            List<ClientId> clients = Orders.drain(replies, LATE).stream()
                    .map(arrival -> arrival.reply().id().client())
                    .toList();

            assertThat(clients).hasSize(50).isSortedAccordingTo(Comparator.naturalOrder());
        }
    }

    @Test
    void theDeadlineComesBeforeALaterReply() throws InterruptedException {
        AtomicInteger runs = new AtomicInteger();
        try (SimulatedFleet fleet = fleet(counting(runs), 1);
                Replies replies = fleet.dispatch(Orders.orders(10, 0, LIMIT))) {
            Instant early = VirtualClock.START.plusMillis(1);

            assertThat(replies.next(early)).isEmpty();

            assertThat(clock.instant()).isEqualTo(early);
            assertThat(runs).hasValue(0);
            assertThat(replies.next(LATE)).isPresent();
        }
    }

    @Test
    void onceAllHaveAnsweredNobodyIsWaitedFor() throws InterruptedException {
        try (SimulatedFleet fleet = fleet(Orders::answer, 1);
                Replies replies = fleet.dispatch(Orders.orders(3, 0, LIMIT))) {
            List<Arrival> arrivals = Orders.drain(replies, LATE);

            assertThat(arrivals).hasSize(3);
            assertThat(clock.instant()).isEqualTo(arrivals.getLast().at());
        }
    }

    @Test
    void aSilentClientIsWaitedForUntilItsTimeIsUp() throws InterruptedException {
        ClientId silent = Orders.ROSTER.client(1);
        Availability availability = Availability.always().without(silent::equals);
        try (SimulatedFleet fleet = new SimulatedFleet(clock, times(), availability, Orders::answer, 2);
                Replies replies = fleet.dispatch(Orders.orders(3, 0, LIMIT))) {
            assertThat(Orders.drain(replies, LATE))
                    .extracting(arrival -> arrival.reply().id().client())
                    .containsExactlyInAnyOrder(Orders.ROSTER.client(0), Orders.ROSTER.client(2));
            assertThat(clock.elapsed()).isEqualTo(LIMIT);
        }
    }

    @Test
    void workThatWouldBeTooLateIsNotDone() throws InterruptedException {
        AtomicInteger runs = new AtomicInteger();
        Duration limit = Duration.ofSeconds(10);
        try (SimulatedFleet fleet = fleet(counting(runs), 2);
                Replies replies = fleet.dispatch(Orders.orders(100, 0, limit))) {
            List<Arrival> arrivals = Orders.drain(replies, LATE);

            assertThat(arrivals)
                    .hasSizeBetween(20, 80)
                    .allSatisfy(arrival -> assertThat(arrival.at()).isBeforeOrEqualTo(VirtualClock.START.plus(limit)));
            assertThat(runs).hasValue(arrivals.size());
            assertThat(clock.elapsed()).isEqualTo(limit);
        }
    }

    @Test
    void workThatWouldBeTooLateIsDoneOnRequest() throws InterruptedException {
        Duration limit = Duration.ofSeconds(10);
        try (SimulatedFleet fleet = new SimulatedFleet(
                        clock, times(), Availability.always(), Orders::answer, 1, SimulatedFleet.LateWork.DONE);
                Replies replies = fleet.dispatch(Orders.orders(100, 0, limit))) {
            assertThat(Orders.drain(replies, LATE)).hasSize(100);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void aThrowingProgramIsAFailedReply(int workers) throws InterruptedException {
        ClientProgram throwing = order -> {
            throw new IllegalStateException("disk full");
        };
        try (SimulatedFleet fleet = fleet(throwing, workers);
                Replies replies = fleet.dispatch(Orders.orders(20, 0, LIMIT))) {
            assertThat(Orders.drain(replies, LATE))
                    .hasSize(20)
                    .extracting(Arrival::reply)
                    .allSatisfy(reply -> assertThat(reply)
                            .isEqualTo(new TaskReply.Failed(
                                    reply.id(), TaskReply.Fault.CLIENT, "java.lang.IllegalStateException: disk full")));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void anErrorIsAFailedReplyAndTheWorkersLiveOn(int workers) throws InterruptedException {
        ClientProgram dying = order -> {
            if (order.id().round() == 0) {
                throw new OutOfMemoryError("made up");
            }
            return Orders.answer(order);
        };
        try (SimulatedFleet fleet = fleet(dying, workers)) {
            try (Replies replies = fleet.dispatch(Orders.orders(20, 0, LIMIT))) {
                assertThat(Orders.drain(replies, LATE))
                        .hasSize(20)
                        .allMatch(arrival -> arrival.reply() instanceof TaskReply.Failed failed
                                && failed.fault() == TaskReply.Fault.RESOURCES);
            }
            try (Replies replies = fleet.dispatch(Orders.orders(20, 1, LIMIT))) {
                assertThat(Orders.drain(replies, LATE))
                        .hasSize(20)
                        .allMatch(arrival -> arrival.reply() instanceof TaskReply.Measured);
            }
        }
    }

    @Test
    void closingTheRepliesInterruptsWhatRunsAndWaitsForIt() throws InterruptedException {
        CountDownLatch started = new CountDownLatch(1);
        AtomicInteger running = new AtomicInteger();
        ClientProgram endless = order -> {
            running.incrementAndGet();
            started.countDown();
            try {
                new CountDownLatch(1).await();
                return Orders.answer(order);
            } finally {
                running.decrementAndGet();
            }
        };
        try (SimulatedFleet fleet = fleet(endless, 3)) {
            Replies replies = fleet.dispatch(Orders.orders(10, 0, LIMIT));
            started.await();

            replies.close();

            assertThat(running).hasValue(0);
            assertThatIllegalStateException().isThrownBy(() -> replies.next(LATE));
        }
    }

    @Test
    void workAfterACancelledDispatchIsNotInterrupted() throws InterruptedException {
        AtomicBoolean disturbed = new AtomicBoolean();
        ClientProgram sleepy = order -> {
            if (Thread.interrupted() && order.id().round() % 2 == 1) {
                disturbed.set(true);
            }
            Thread.sleep(order.id().round() % 2 == 0 ? 20 : 0, 1000);
            return Orders.answer(order);
        };
        try (SimulatedFleet fleet = fleet(sleepy, 3)) {
            for (long round = 0; round < 50; round += 2) {
                fleet.dispatch(Orders.orders(10, round, LIMIT)).close();
                try (Replies replies = fleet.dispatch(Orders.orders(10, round + 1, LIMIT))) {
                    assertThat(Orders.drain(replies, clock.instant().plus(LIMIT)))
                            .hasSize(10)
                            .allMatch(arrival -> arrival.reply() instanceof TaskReply.Measured);
                }
            }
        }
        assertThat(disturbed).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void anInterruptedReaderStopsWaiting(int workers) throws InterruptedException {
        CountDownLatch started = new CountDownLatch(1);
        ClientProgram endless = order -> {
            started.countDown();
            new CountDownLatch(1).await();
            return Orders.answer(order);
        };
        Thread reader = Thread.currentThread();
        Thread.ofVirtual().start(() -> {
            try {
                started.await();
                Thread.sleep(20);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            reader.interrupt();
        });

        try (SimulatedFleet fleet = fleet(endless, workers);
                Replies replies = fleet.dispatch(Orders.orders(1, 0, LIMIT))) {
            assertThatThrownBy(() -> replies.next(LATE)).isInstanceOf(InterruptedException.class);
        }
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void closingTheFleetEndsItsThreads() {
        Set<Thread> workers = ConcurrentHashMap.newKeySet();
        CountDownLatch started = new CountDownLatch(2);
        SimulatedFleet fleet = fleet(
                order -> {
                    workers.add(Thread.currentThread());
                    started.countDown();
                    new CountDownLatch(1).await();
                    return Orders.answer(order);
                },
                3);
        Replies replies = fleet.dispatch(Orders.orders(5, 0, LIMIT));
        awaitQuietly(started);

        fleet.close();

        assertThat(workers).hasSize(2).noneMatch(Thread::isAlive);
        assertThatIllegalStateException().isThrownBy(() -> fleet.dispatch(Orders.orders(1, 0, LIMIT)));
        assertThatIllegalStateException().isThrownBy(() -> replies.next(LATE));
    }

    @Test
    void severalDispatchesMayBeOpenAtOnce() throws InterruptedException {
        try (SimulatedFleet fleet = fleet(SimulatedFleetTest::unevenWork, 3);
                Replies first = fleet.dispatch(Orders.orders(100, 0, LIMIT));
                Replies second = fleet.dispatch(Orders.orders(100, 1, LIMIT))) {
            assertThat(Orders.drain(second, LATE)).hasSize(100);
            assertThat(Orders.drain(first, LATE)).hasSize(100);
        }
    }

    @Test
    void workersDoNotRunFarAheadOfTheReader() throws InterruptedException {
        AtomicInteger runs = new AtomicInteger();
        Roster roster = Roster.numbered(5000);
        ResponseTimes times =
                ResponseTimes.of(Fleet.uniform(Device.cluster(1)), Workload.constant(new Demand(0, 1, 0)), new Seed(1));
        List<TaskOrder> orders = new ArrayList<>();
        for (int i = 0; i < roster.size(); i++) {
            orders.add(Orders.order(roster.client(i), 0, LIMIT));
        }
        try (SimulatedFleet fleet = new SimulatedFleet(clock, times, Availability.always(), counting(runs), 3);
                Replies replies = fleet.dispatch(orders)) {
            replies.next(LATE);
            Thread.sleep(100);

            assertThat(runs.get()).isBetween(2, 100);
            assertThat(Orders.drain(replies, LATE)).hasSize(4999);
            assertThat(runs).hasValue(5000);
        }
    }

    @Test
    void nobodyToAskIsAnsweredAtOnce() throws InterruptedException {
        try (SimulatedFleet fleet = fleet(Orders::answer, 2);
                Replies replies = fleet.dispatch(List.of())) {
            assertThat(replies.next(LATE)).isEmpty();
            assertThat(clock.elapsed()).isZero();
        }
    }

    @Test
    void aFleetNeedsAWorker() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> fleet(Orders::answer, 0))
                .withMessageContaining("got 0");
    }

    private SimulatedFleet fleet(ClientProgram program, int workers) {
        return new SimulatedFleet(clock, times(), Availability.always(), program, workers);
    }

    private static ResponseTimes times() {
        return ResponseTimes.of(
                Fleet.grouped(CpuGroups.named("tifl-cifar"), Grouping.contiguous(), Orders.ROSTER),
                Workload.training(CostPerSample.paper(), client -> 1000),
                new Seed(7));
    }

    private static ClientProgram counting(AtomicInteger runs) {
        return order -> {
            runs.incrementAndGet();
            return Orders.answer(order);
        };
    }

    /** Takes longer for some clients, and most for the first to arrive. */
    private static TaskReply unevenWork(TaskOrder order) {
        int index = Orders.ROSTER.indexOf(order.id().client());
        double sum = 0;
        for (int i = 0; i < (index % 7) * 20_000; i++) {
            sum += Math.sqrt(i);
        }
        return new TaskReply.Measured(
                order.id(), Metrics.of("sum", sum + order.id().round()));
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
