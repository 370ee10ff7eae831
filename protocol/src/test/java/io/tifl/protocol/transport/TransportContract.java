package io.tifl.protocol.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tifl.protocol.ClientId;
import io.tifl.protocol.JobId;
import io.tifl.protocol.Layout;
import io.tifl.protocol.Metrics;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.Settings;
import io.tifl.protocol.codec.Float32Codec;
import io.tifl.protocol.task.GlobalModel;
import io.tifl.protocol.task.ModelSpec;
import io.tifl.protocol.task.Report;
import io.tifl.protocol.task.TaskId;
import io.tifl.protocol.task.TaskOrder;
import io.tifl.protocol.task.TaskReply;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every pair of ends must do, on the wall clock. Extend it for each transport. */
@Timeout(120)
public abstract class TransportContract {
    /** Long enough for anything that should happen. */
    public static final Duration LONG = Duration.ofSeconds(30);

    /** Long enough to see that something does not happen. */
    public static final Duration SHORT = Duration.ofMillis(200);

    private static final ClientId ANN = new ClientId("ann");
    private static final ClientId BOB = new ClientId("bob");
    private static final GlobalModel MODEL = new GlobalModel(
            new ModelSpec("tiny", Settings.none().with("hidden", 4)),
            3,
            Parameters.copyOf(Layout.flat(3), new float[] {1, 2, 3}));

    private Ends ends;

    /** A running transport: one coordinator, any number of clients. */
    public interface Ends extends AutoCloseable {
        CoordinatorTransport coordinator();

        /** Returns once orders dispatched from now on reach the client. */
        ClientTransport connect(ClientId client) throws IOException, InterruptedException;

        @Override
        void close();
    }

    /** Ends within this process, on the system clock. */
    public static Ends inProcess() {
        InProcessTransport wall = new InProcessTransport(InstantSource.system());
        return new Ends() {
            @Override
            public CoordinatorTransport coordinator() {
                return wall;
            }

            @Override
            public ClientTransport connect(ClientId client) {
                return wall.connect(client);
            }

            @Override
            public void close() {
                wall.close();
            }
        };
    }

    /** For the test of one transport. */
    @SuppressWarnings("NullAway.Init") // set up before each test
    public TransportContract() {}

    /** A fresh transport whose coordinator reads the system clock. */
    public abstract Ends open() throws IOException, InterruptedException;

    @BeforeEach
    public void start() throws Exception {
        ends = open();
    }

    @AfterEach
    public void stop() {
        ends.close();
    }

    @Test
    public void theOrderArrivesAsItWasSent() throws Exception {
        ClientTransport ann = ends.connect(ANN);
        TaskOrder order = order(ANN, 0);

        try (Replies _ = ends.coordinator().dispatch(List.of(order))) {
            assertThat(ann.poll(LONG)).contains(order);
        }
    }

    @Test
    public void anOrderThatOnlyNamesItsModelComesWithItsName() throws Exception {
        ClientTransport ann = ends.connect(ANN);
        TaskOrder whole = order(ANN, 0);
        TaskOrder naming = new TaskOrder(
                whole.id(),
                whole.task(),
                whole.settings(),
                whole.model().withoutParameters(),
                whole.codec(),
                whole.seed(),
                whole.timeLimit());

        try (Replies replies = ends.coordinator().dispatch(List.of(naming))) {
            TaskOrder received = ann.poll(LONG).orElseThrow();
            ann.send(updated(received));

            assertThat(received).isEqualTo(naming);
            assertThat(received.model().hasParameters()).isFalse();
            assertThat(received.model().version()).isEqualTo(whole.model().version());
            assertThat(replies.next(Instant.now().plus(LONG)).orElseThrow().reply())
                    .isEqualTo(updated(naming));
        }
    }

    @Test
    public void everyKindOfReplyComesBackAsItWasSent() throws Exception {
        ClientTransport ann = ends.connect(ANN);

        for (TaskReply reply : List.of(
                updated(order(ANN, 0)),
                new TaskReply.Measured(order(ANN, 1).id(), Metrics.of("loss", Double.NaN)),
                new TaskReply.Failed(order(ANN, 2).id(), TaskReply.Fault.RESOURCES, "kein Speicher: ∞"),
                Report.reply(order(ANN, 3).id(), new byte[300_000], Metrics.of("seconds", 2)))) {
            try (Replies replies =
                    ends.coordinator().dispatch(List.of(order(ANN, reply.id().round())))) {
                assertThat(ann.poll(LONG)).isPresent();
                ann.send(reply);

                assertThat(replies.next(deadline(LONG)).orElseThrow().reply()).isEqualTo(reply);
            }
        }
    }

    @Test
    public void anArrivalSaysWhenAndAtWhatCost() throws Exception {
        ClientTransport ann = ends.connect(ANN);
        TaskOrder order = order(ANN, 0);
        try (Replies replies = ends.coordinator().dispatch(List.of(order))) {
            Instant before = Instant.now();
            assertThat(ann.poll(LONG)).isPresent();
            ann.send(updated(order));

            Arrival arrival = replies.next(deadline(LONG)).orElseThrow();

            assertThat(arrival.at()).isBetween(before, Instant.now());
            assertThat(arrival.wireBytes()).isBetween(12L, 1000L);
        }
    }

    @Test
    public void eachClientGetsItsOwnOrdersOnly() throws Exception {
        ClientTransport ann = ends.connect(ANN);
        ClientTransport bob = ends.connect(BOB);

        try (Replies _ = ends.coordinator().dispatch(List.of(order(BOB, 0)))) {
            assertThat(ann.poll(SHORT)).isEmpty();
            assertThat(bob.poll(LONG)).contains(order(BOB, 0));
        }
    }

    @Test
    public void ordersToOneClientComeInTheirOrder() throws Exception {
        ClientTransport ann = ends.connect(ANN);

        try (Replies _ = ends.coordinator().dispatch(List.of(order(ANN, 0), order(ANN, 1)))) {
            assertThat(ann.poll(LONG)).contains(order(ANN, 0));
            assertThat(ann.poll(LONG)).contains(order(ANN, 1));
        }
    }

    @Test
    public void repliesComeInTheOrderOfArrivalAndThenNoMore() throws Exception {
        ClientTransport ann = ends.connect(ANN);
        ClientTransport bob = ends.connect(BOB);
        try (Replies replies = ends.coordinator().dispatch(List.of(order(ANN, 0), order(BOB, 0)))) {
            assertThat(bob.poll(LONG)).isPresent();
            bob.send(updated(order(BOB, 0)));
            assertThat(ann.poll(LONG)).isPresent();
            ann.send(updated(order(ANN, 0)));

            assertThat(nextClient(replies)).isEqualTo(BOB);
            assertThat(nextClient(replies)).isEqualTo(ANN);
            assertThat(replies.next(deadline(LONG))).isEmpty();
        }
    }

    @Test
    public void aReplySentTwiceCountsOnce() throws Exception {
        ClientTransport ann = ends.connect(ANN);
        ends.connect(BOB);
        try (Replies replies = ends.coordinator().dispatch(List.of(order(ANN, 0), order(BOB, 0)))) {
            assertThat(ann.poll(LONG)).isPresent();
            ann.send(updated(order(ANN, 0)));
            ann.send(updated(order(ANN, 0)));

            assertThat(nextClient(replies)).isEqualTo(ANN);
            assertThat(replies.next(deadline(SHORT))).isEmpty();
        }
    }

    @Test
    public void aReplyToATaskThatNobodyOrderedIsDropped() throws Exception {
        ClientTransport ann = ends.connect(ANN);
        try (Replies replies = ends.coordinator().dispatch(List.of(order(ANN, 0)))) {
            ann.send(updated(order(ANN, 99)));

            assertThat(replies.next(deadline(SHORT))).isEmpty();
        }
    }

    @Test
    public void nobodyAnswersInTheNameOfAnother() throws Exception {
        ClientTransport ann = ends.connect(ANN);
        ends.connect(BOB);
        try (Replies replies = ends.coordinator().dispatch(List.of(order(BOB, 0)))) {
            assertThatThrownBy(() -> ann.send(updated(order(BOB, 0)))).isInstanceOf(IllegalArgumentException.class);

            assertThat(replies.next(deadline(SHORT))).isEmpty();
        }
    }

    @Test
    public void eachDispatchHasItsOwnReplies() throws Exception {
        ClientTransport ann = ends.connect(ANN);
        try (Replies first = ends.coordinator().dispatch(List.of(order(ANN, 0)));
                Replies second = ends.coordinator().dispatch(List.of(order(ANN, 1)))) {
            assertThat(ann.poll(LONG)).isPresent();
            assertThat(ann.poll(LONG)).isPresent();
            ann.send(updated(order(ANN, 1)));

            assertThat(second.next(deadline(LONG)).orElseThrow().reply().id().round())
                    .isEqualTo(1);
            assertThat(first.next(deadline(SHORT))).isEmpty();
        }
    }

    @Test
    public void closingWithdrawsOrdersThatNobodyFetched() throws Exception {
        ClientTransport ann = ends.connect(ANN);

        ends.coordinator().dispatch(List.of(order(ANN, 0))).close();

        assertThat(ann.poll(SHORT)).isEmpty();
    }

    @Test
    public void aLateReplyIsDroppedAndHarmsNobody() throws Exception {
        ClientTransport ann = ends.connect(ANN);
        Replies first = ends.coordinator().dispatch(List.of(order(ANN, 0)));
        assertThat(ann.poll(LONG)).isPresent();
        first.close();

        ann.send(updated(order(ANN, 0)));

        try (Replies second = ends.coordinator().dispatch(List.of(order(ANN, 1)))) {
            assertThat(second.next(deadline(SHORT))).isEmpty();
            assertThat(ann.poll(LONG)).isPresent();
            ann.send(updated(order(ANN, 1)));
            assertThat(nextClient(second)).isEqualTo(ANN);
        }
    }

    @Test
    public void aWithdrawnTaskMayBeOrderedAgain() throws Exception {
        ClientTransport ann = ends.connect(ANN);
        ends.coordinator().dispatch(List.of(order(ANN, 0))).close();

        try (Replies again = ends.coordinator().dispatch(List.of(order(ANN, 0)))) {
            assertThat(ann.poll(LONG)).contains(order(ANN, 0));
            ann.send(updated(order(ANN, 0)));
            assertThat(nextClient(again)).isEqualTo(ANN);
        }
    }

    @Test
    public void aTaskCannotBeOrderedTwiceAtATime() throws Exception {
        ends.connect(ANN);
        TaskOrder order = order(ANN, 0);

        assertThatThrownBy(() -> ends.coordinator().dispatch(List.of(order, order)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(order.id().toString());
        try (Replies _ = ends.coordinator().dispatch(List.of(order))) {
            assertThatThrownBy(() -> ends.coordinator().dispatch(List.of(order)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    public void anUnreachableClientIsNoError() throws Exception {
        try (Replies replies = ends.coordinator().dispatch(List.of(order(new ClientId("nobody"), 0)))) {
            assertThat(replies.next(deadline(SHORT))).isEmpty();
        }
    }

    @Test
    public void noOrdersMeanNoWaiting() throws Exception {
        try (Replies replies = ends.coordinator().dispatch(List.of())) {
            assertThat(replies.next(deadline(LONG.multipliedBy(100)))).isEmpty();
        }
    }

    @Test
    public void waitingEndsAtTheDeadline() throws Exception {
        ends.connect(ANN);
        try (Replies replies = ends.coordinator().dispatch(List.of(order(ANN, 0)))) {
            Instant deadline = deadline(SHORT);

            assertThat(replies.next(deadline)).isEmpty();

            assertThat(Instant.now()).isAfterOrEqualTo(deadline);
        }
    }

    @Test
    public void aDeadlineInThePastDoesNotWait() throws Exception {
        ends.connect(ANN);
        try (Replies replies = ends.coordinator().dispatch(List.of(order(ANN, 0)))) {
            assertThat(replies.next(Instant.EPOCH)).isEmpty();
        }
    }

    @Test
    public void aClosedEndFetchesAndSendsNothing() throws Exception {
        ClientTransport ann = ends.connect(ANN);

        ann.close();
        ann.close();

        assertThatThrownBy(() -> ann.poll(LONG)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> ann.send(updated(order(ANN, 0)))).isInstanceOf(IOException.class);
    }

    @Test
    public void manyClientsAnswerAtOnceAndNoReplyIsLost() throws Exception {
        int clients = 100;
        List<TaskOrder> orders = new ArrayList<>();
        List<Future<Void>> working = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < clients; i++) {
                ClientId id = new ClientId("client-" + i);
                orders.add(order(id, 0));
                ClientTransport end = ends.connect(id);
                working.add(threads.submit(() -> answerOne(end)));
            }
            try (Replies replies = ends.coordinator().dispatch(orders)) {
                List<ClientId> answered = new ArrayList<>();
                for (int i = 0; i < clients; i++) {
                    answered.add(nextClient(replies));
                }
                assertThat(answered)
                        .containsExactlyInAnyOrderElementsOf(orders.stream()
                                .map(order -> order.id().client())
                                .toList());
            }
            for (Future<Void> worker : working) {
                worker.get(LONG.toSeconds(), TimeUnit.SECONDS);
            }
        }
    }

    private static Void answerOne(ClientTransport end) throws IOException, InterruptedException {
        Optional<TaskOrder> order = end.poll(LONG);
        end.send(updated(order.orElseThrow()));
        return null;
    }

    private static ClientId nextClient(Replies replies) throws InterruptedException {
        return replies.next(deadline(LONG)).orElseThrow().reply().id().client();
    }

    /** An order of a round to a client. */
    public static TaskOrder order(ClientId client, long round) {
        TaskId id = new TaskId(new JobId("job"), round, client);
        return new TaskOrder(id, "train", Settings.none().with("epochs", 1), MODEL, "float32", round, LONG);
    }

    /** A valid answer to an order. */
    public static TaskReply updated(TaskOrder order) {
        return new TaskReply.Updated(
                order.id(),
                new Float32Codec().encode(order.model().parameters(), order.seed()),
                10,
                Metrics.of("loss", 0.5));
    }

    private static Instant deadline(Duration wait) {
        return Instant.now().plus(wait);
    }
}
