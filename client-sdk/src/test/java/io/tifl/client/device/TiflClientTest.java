package io.tifl.client.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.tifl.client.Examples;
import io.tifl.client.LocalData;
import io.tifl.client.event.ClientEvent;
import io.tifl.client.http.FakeSite;
import io.tifl.client.pace.Pace;
import io.tifl.client.state.DamagedStateException;
import io.tifl.client.task.LocalTask;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.JobId;
import io.tifl.protocol.Layout;
import io.tifl.protocol.Metrics;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.Seed;
import io.tifl.protocol.Settings;
import io.tifl.protocol.task.GlobalModel;
import io.tifl.protocol.task.ModelSpec;
import io.tifl.protocol.task.TaskId;
import io.tifl.protocol.task.TaskOrder;
import io.tifl.protocol.task.TaskReply;
import io.tifl.protocol.transport.Arrival;
import io.tifl.protocol.transport.Replies;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class TiflClientTest {
    private static final ClientId PHONE = new ClientId("phone");
    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    private final List<ClientEvent> events = new CopyOnWriteArrayList<>();
    private FakeSite site;

    @BeforeEach
    void start() throws Exception {
        site = new FakeSite();
    }

    @AfterEach
    void stop() {
        site.close();
    }

    @Test
    void aClientEnrolsTrainsAndLeaves() throws Exception {
        try (TiflClient client = builder()
                        .enrolment(site.token())
                        .attribute("os", "test")
                        .data(data())
                        .build();
                Replies replies = site.dispatch(List.of(order(0, "train"), order(1, "evaluate")))) {
            client.start();

            assertThat(next(replies)).isInstanceOf(TaskReply.Updated.class);
            assertThat(next(replies)).isInstanceOf(TaskReply.Measured.class);
            assertThatThrownBy(client::start).isInstanceOf(IllegalStateException.class);
        }

        assertThat(events.getFirst()).isEqualTo(new ClientEvent.Enrolled(PHONE));
        assertThat(events).hasAtLeastOneElementOfType(ClientEvent.SessionOpened.class);
        assertThat(events).hasAtLeastOneElementOfType(ClientEvent.OrderReceived.class);
        assertThat(events).hasAtLeastOneElementOfType(ClientEvent.ReplyCounted.class);
        assertThat(events.getLast()).isInstanceOf(ClientEvent.Stopped.class);
        assertThat(site.sessionCount()).isZero();
    }

    @Test
    void aRestartedClientIsWhoItWasAndNeedsNoToken() throws Exception {
        try (TiflClient client = builder().enrolment(site.token()).data(data()).build()) {
            client.start();
            waitFor(ClientEvent.SessionOpened.class);
        }
        events.clear();

        try (TiflClient client = builder().data(data()).build();
                Replies replies = site.dispatch(List.of(order(0, "train")))) {
            client.start();

            assertThat(next(replies).id().client()).isEqualTo(PHONE);
        }

        assertThat(events).doesNotHaveAnyElementsOfTypes(ClientEvent.Enrolled.class);
    }

    @Test
    void anEnrolmentWhoseAnswerWasLostIsFinishedByTheNextProcess() throws Exception {
        String token = site.token();
        AtomicInteger times = new AtomicInteger();
        site.loseEnrolmentAnswers(() -> times.getAndIncrement() < 2);
        try (TiflClient client = builder().enrolment(token).build()) {
            client.start();
            waitFor(ClientEvent.Retrying.class);
        }

        try (TiflClient client = builder().enrolment(token).build()) {
            client.start();
            waitFor(ClientEvent.SessionOpened.class);
        }

        assertThat(events).contains(new ClientEvent.Enrolled(PHONE));
    }

    @Test
    void aTokenThatIsNoLongerGoodEndsTheClient() throws Exception {
        try (TiflClient client = builder().enrolment("used").build()) {
            client.run();

            assertThat(client.reason()).contains("token-invalid");
        }
    }

    @Test
    void aClientThatIsBarredEnds() throws Exception {
        try (TiflClient client = builder().enrolment(site.token()).build()) {
            client.start();
            waitFor(ClientEvent.SessionOpened.class);
            site.bar(PHONE);
            try (Replies _ = site.dispatch(List.of(order(0, "evaluate")))) {
                assertThat(client.awaitStop(Duration.ofSeconds(60))).isTrue();
            }

            assertThat(client.reason()).contains("client-barred");
        }
    }

    @Test
    void aDamagedIdentityIsToldAndNotOverwritten() throws Exception {
        try (TiflClient client = builder().enrolment(site.token()).build()) {
            client.start();
            waitFor(ClientEvent.SessionOpened.class);
        }
        Path identity = folder.resolve("identity");
        byte[] bytes = Files.readAllBytes(identity);
        bytes[20] ^= 1;
        Files.write(identity, bytes);

        try (TiflClient client = builder().enrolment(site.token()).build()) {
            client.run();

            assertThat(client.reason()).contains(identity.toString()).contains("damaged");
        }
        assertThat(Files.readAllBytes(identity)).isEqualTo(bytes);
    }

    @Test
    void damagedFeedbackIsToldBeforeAnythingElse() throws Exception {
        Files.writeString(folder.resolve("feedback"), "not what a client writes");

        assertThatThrownBy(() -> builder().build())
                .isInstanceOf(DamagedStateException.class)
                .hasMessageContaining("feedback");
    }

    @Test
    void twoClientsCannotShareAFolder() throws Exception {
        try (TiflClient _ = builder().build()) {
            assertThatThrownBy(() -> builder().build())
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("uses");
        }
        builder().build().close();
    }

    @Test
    void aClientWhoseConditionsDoNotHoldAsksForNothing() throws Exception {
        AtomicBoolean charging = new AtomicBoolean();
        try (TiflClient client = builder()
                        .enrolment(site.token())
                        .data(data())
                        .when(charging::get)
                        .askAgain(Duration.ofMillis(50))
                        .build();
                Replies replies = site.dispatch(List.of(order(0, "evaluate")))) {
            client.start();
            waitFor(ClientEvent.Paused.class);
            assertThat(site.requests()).isZero();

            charging.set(true);

            assertThat(next(replies)).isInstanceOf(TaskReply.Measured.class);
        }
    }

    @Test
    void anOrderThatComesAtABadTimeIsHandedBack() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        try (TiflClient client = builder()
                        .enrolment(site.token())
                        // Enrolment and poll are fine, the order is not.
                        .when(() -> asked.incrementAndGet() != 3)
                        .build();
                Replies replies = site.dispatch(List.of(order(0, "evaluate")))) {
            client.start();

            assertThat(next(replies))
                    .isInstanceOfSatisfying(
                            TaskReply.Failed.class,
                            failed -> assertThat(failed.fault()).isEqualTo(TaskReply.Fault.CANCELLED));
        }
    }

    @Test
    void closingLetsTheOrderUnderWayFinish() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        Replies replies = site.dispatch(List.of(order(0, "own")));
        TiflClient client = builder()
                .enrolment(site.token())
                .task(own(context -> {
                    begun.countDown();
                    Thread.sleep(500);
                    context.progress().accept(0.5);
                }))
                .build();
        client.start();
        begun.await();

        client.close();

        assertThat(next(replies)).isInstanceOf(TaskReply.Measured.class);
        assertThat(events).hasAtLeastOneElementOfType(ClientEvent.Progressed.class);
    }

    @Test
    void anOrderThatTakesLongerThanTheGracePeriodIsAbandoned() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        Replies replies = site.dispatch(List.of(order(0, "own")));
        TiflClient client = builder()
                .enrolment(site.token())
                .grace(Duration.ofMillis(300))
                .task(own(_ -> {
                    begun.countDown();
                    Thread.sleep(60_000);
                }))
                .build();
        client.start();
        begun.await();
        Instant before = Instant.now();

        client.close();
        client.awaitStop();

        assertThat(Duration.between(before, Instant.now())).isLessThan(Duration.ofSeconds(10));
        assertThat(replies.next(Instant.now().plusSeconds(5))).isEmpty();
        assertThat(site.sessionCount()).isZero();
    }

    @Test
    void workOnAWithdrawnOrderEnds() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        try (TiflClient client = builder()
                .enrolment(site.token())
                .task(own(_ -> {
                    begun.countDown();
                    try {
                        Thread.sleep(60_000);
                    } finally {
                        ended.countDown();
                    }
                }))
                .data(data())
                .build()) {
            Replies first = site.dispatch(List.of(order(0, "own")));
            client.start();
            begun.await();

            first.close();
            ended.await();

            try (Replies second = site.dispatch(List.of(order(1, "evaluate")))) {
                assertThat(next(second)).isInstanceOf(TaskReply.Measured.class);
            }
        }
    }

    @Test
    void aThousandClientsOnVirtualThreadsAllAnswer() throws Exception {
        int count = 1000;
        List<TaskOrder> orders = new ArrayList<>();
        List<TiflClient> clients = new ArrayList<>();
        AtomicInteger atOnce = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Bulkhead shared = Bulkhead.of(
                "shared",
                BulkheadConfig.custom()
                        .maxConcurrentCalls(8)
                        .maxWaitDuration(Duration.ofSeconds(60))
                        .build());
        List<Thread> threads = new ArrayList<>();
        try (HttpClient http = HttpClient.newHttpClient()) {
            for (int i = 0; i < count; i++) {
                ClientId id = new ClientId("client-" + i);
                orders.add(order(id, 0, "own"));
                clients.add(TiflClient.builder(site.uri())
                        .httpClient(http)
                        .identity(site.enrol(id))
                        .pace(new Pace(new Seed(i), Duration.ofMillis(50), Duration.ofSeconds(2)))
                        .tasksAtOnce(shared)
                        .taskThreads(Thread.ofVirtual().factory())
                        .task(own(_ -> {
                            most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
                            Thread.sleep(1);
                            atOnce.decrementAndGet();
                        }))
                        .build());
            }
            try (Replies replies = site.dispatch(orders)) {
                for (TiflClient client : clients) {
                    threads.add(Thread.ofVirtual().start(() -> {
                        try {
                            client.run();
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                    }));
                }
                for (int i = 0; i < count; i++) {
                    assertThat(replies.next(Instant.now().plusSeconds(90))
                                    .orElseThrow()
                                    .reply())
                            .isInstanceOf(TaskReply.Measured.class);
                }
            }
            clients.forEach(TiflClient::stop);
            for (Thread thread : threads) {
                thread.join();
            }
        }

        assertThat(most.get()).isBetween(1, 8);
    }

    private TiflClient.Builder builder() {
        return TiflClient.builder(site.uri())
                .state(folder)
                .name(PHONE.value())
                .pace(new Pace(new Seed(5), Duration.ofMillis(10), Duration.ofMillis(200)))
                .listener(events::add);
    }

    private static TaskReply next(Replies replies) throws InterruptedException {
        return replies.next(Instant.now().plus(LONG)).map(Arrival::reply).orElseThrow();
    }

    private void waitFor(Class<? extends ClientEvent> kind) throws InterruptedException {
        Instant end = Instant.now().plus(LONG);
        while (events.stream().noneMatch(kind::isInstance)) {
            assertThat(Instant.now()).as("waiting for " + kind.getSimpleName()).isBefore(end);
            Thread.sleep(10);
        }
    }

    private static TaskOrder order(long round, String task) {
        return order(PHONE, round, task);
    }

    private static TaskOrder order(ClientId client, long round, String task) {
        ModelSpec spec =
                new ModelSpec("logistic", Settings.none().with("inputs", 2).with("classes", 2));
        Layout layout =
                new Layout(List.of(new Layout.Block("0_W", List.of(2, 2)), new Layout.Block("0_b", List.of(2))));
        GlobalModel model = new GlobalModel(spec, 0, Parameters.zeros(layout));
        TaskId id = new TaskId(new JobId("job"), round, client);
        return new TaskOrder(id, task, Settings.none(), model, "float32", 11, Duration.ofMinutes(1));
    }

    private static LocalData data() {
        Examples train = Examples.dense(List.of(2), 2, new float[] {-1, 0, -2, 0, 1, 0, 2, 0}, new int[] {0, 0, 1, 1});
        return new LocalData(train, train);
    }

    @FunctionalInterface
    private interface Work {
        void on(LocalTask.Context context) throws InterruptedException;
    }

    private static LocalTask own(Work work) {
        return new LocalTask() {
            @Override
            public String name() {
                return "own";
            }

            @Override
            public Result run(TaskOrder order, Context context) throws InterruptedException {
                work.on(context);
                return new Result.Measurement(Metrics.of("done", 1));
            }
        };
    }
}
