package io.tifl.coordinator.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tifl.coordinator.content.Content;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.JobId;
import io.tifl.protocol.Layout;
import io.tifl.protocol.Metrics;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.Settings;
import io.tifl.protocol.auth.ClientKey;
import io.tifl.protocol.task.GlobalModel;
import io.tifl.protocol.task.ModelSpec;
import io.tifl.protocol.task.TaskId;
import io.tifl.protocol.task.TaskOrder;
import io.tifl.protocol.task.TaskReply;
import io.tifl.protocol.transport.Arrival;
import io.tifl.protocol.transport.CoordinatorTransport;
import io.tifl.protocol.transport.Replies;
import io.tifl.protocol.wire.MalformedMessageException;
import io.tifl.protocol.wire.WireFormat;
import io.tifl.protocol.wire.WireLimits;
import io.tifl.protocol.wire.WireMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OrderDeskTest {
    private static final JobId JOB = new JobId("job");
    private static final ClientId ANNA = new ClientId("anna");
    private static final ClientId BERT = new ClientId("bert");
    private static final ClientId CARL = new ClientId("carl");
    private static final WireFormat FORMAT = new WireFormat(WireLimits.defaults());
    private static final ClientKey KEY = ClientKey.of(new byte[ClientKey.BYTES]);

    private static final Duration LEASE = Duration.ofSeconds(30);

    private final Memory journal = new Memory();
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final OrderDesk desk = new OrderDesk(journal, KEY, FORMAT, LEASE, () -> now);

    /** A journal that forgets nothing until it is told to. */
    private static final class Memory implements ReplyJournal {
        private final List<Entry> entries = new ArrayList<>();
        private final Map<TaskId, String> digests = new HashMap<>();
        private boolean full;
        private boolean running = true;
        private Runnable afterwards = () -> {};
        private Runnable afterRead = () -> {};

        @Override
        public Verdict append(Entry entry) throws IOException {
            if (full) {
                throw new IOException("disk full");
            }
            String earlier = digests.putIfAbsent(entry.task(), entry.digest());
            if (earlier == null) {
                entries.add(entry);
                afterwards.run();
                return Verdict.FIRST;
            }
            return earlier.equals(entry.digest()) ? Verdict.SAME : Verdict.OTHER;
        }

        @Override
        public Fate fate(TaskId task, String digest) {
            boolean any = digest.equals(ANY_REPLY) && digests.containsKey(task);
            if (any || digest.equals(digests.get(task))) {
                return Fate.RECEIVED;
            }
            return running ? Fate.PENDING : Fate.CLOSED;
        }

        @Override
        public List<Entry> read(JobId job, long round) {
            List<Entry> read = entries.stream()
                    .filter(entry ->
                            entry.task().job().equals(job) && entry.task().round() == round)
                    .toList();
            afterRead.run();
            return read;
        }
    }

    /** A client that waits, and what it got. */
    private static final class Waiting implements Poll {
        private final List<Optional<Handed>> answers = new ArrayList<>();

        @Override
        public void end(Optional<Handed> order) {
            answers.add(order);
        }

        TaskId task() {
            return answers.getFirst().orElseThrow().order().id();
        }
    }

    private static TaskOrder order(ClientId client, long round) {
        Parameters zero = Parameters.owning(Layout.flat(2), new float[2]);
        GlobalModel model = new GlobalModel(ModelSpec.of("linear"), round, zero);
        return new TaskOrder(
                new TaskId(JOB, round, client), "train", Settings.none(), model, "float32", 1, Duration.ofMinutes(1));
    }

    private static byte[] reply(ClientId client, long round, double metric) {
        TaskReply reply = new TaskReply.Measured(new TaskId(JOB, round, client), Metrics.of("x", metric));
        return FORMAT.encode(new WireMessage.Reply(reply));
    }

    private OrderDesk.Receipt deliver(OrderDesk to, ClientId client, long round, double metric) throws Exception {
        byte[] message = reply(client, round, metric);
        return to.deliver(new TaskId(JOB, round, client), Content.of(message), ClientKey.digest(message));
    }

    private Waiting poll(ClientId client) {
        Waiting waiting = new Waiting();
        desk.poll(client, waiting);
        return waiting;
    }

    @Test
    void orderReachesAClientThatWaitsAndOneThatComesLater() {
        Waiting anna = poll(ANNA);
        desk.dispatch(List.of(order(ANNA, 0), order(BERT, 0)));

        assertThat(anna.task().client()).isEqualTo(ANNA);
        assertThat(poll(BERT).task().client()).isEqualTo(BERT);
    }

    @Test
    void secondPollEndsTheFirst() {
        Waiting first = poll(ANNA);
        Waiting second = poll(ANNA);

        assertThat(first.answers).containsExactly(Optional.empty());
        assertThat(second.answers).isEmpty();
    }

    @Test
    void replyIsHandedOnOnceAndKnownAfterwards() throws Exception {
        Replies replies = desk.dispatch(List.of(order(ANNA, 0)));

        now = now.plusSeconds(3);
        assertThat(deliver(desk, ANNA, 0, 1)).isEqualTo(OrderDesk.Receipt.COUNTED);
        assertThat(deliver(desk, ANNA, 0, 1)).isEqualTo(OrderDesk.Receipt.KNOWN);
        assertThat(deliver(desk, ANNA, 0, 2)).isEqualTo(OrderDesk.Receipt.ALREADY_ANSWERED);

        Instant deadline = now.plusSeconds(60);
        assertThat(replies.next(deadline).map(Arrival::at)).contains(now);
        assertThat(replies.next(deadline)).isEmpty();
    }

    @Test
    void answeredOrderIsNotHandedOutAgain() throws Exception {
        desk.dispatch(List.of(order(ANNA, 0)));
        deliver(desk, ANNA, 0, 1);

        assertThat(poll(ANNA).answers).isEmpty();
    }

    @Test
    void orderOfASilentClientIsHandedOutAgainAfterItsLease() {
        desk.dispatch(List.of(order(ANNA, 0)));
        poll(ANNA);

        assertThat(poll(ANNA).answers).isEmpty();
        now = now.plus(LEASE);
        assertThat(poll(ANNA).task()).isEqualTo(new TaskId(JOB, 0, ANNA));
    }

    @Test
    void renewedLeaseKeepsTheOrder() {
        desk.dispatch(List.of(order(ANNA, 0)));
        poll(ANNA);

        now = now.plus(LEASE).minusSeconds(1);
        assertThat(desk.renew(new TaskId(JOB, 0, ANNA))).isTrue();
        now = now.plusSeconds(2);
        assertThat(poll(ANNA).answers).isEmpty();
    }

    @Test
    void restartedClientGetsItsOrderAtOnce() {
        desk.dispatch(List.of(order(ANNA, 0)));
        poll(ANNA);

        desk.restarted(ANNA);
        assertThat(poll(ANNA).task()).isEqualTo(new TaskId(JOB, 0, ANNA));
    }

    @Test
    void withdrawnOrderIsNeitherHandedOutNorAnswered() throws Exception {
        desk.dispatch(List.of(order(ANNA, 0))).close();

        assertThat(poll(ANNA).answers).isEmpty();
        assertThat(desk.renew(new TaskId(JOB, 0, ANNA))).isFalse();
        assertThat(deliver(desk, ANNA, 0, 1)).isEqualTo(OrderDesk.Receipt.WITHDRAWN);
    }

    @Test
    void replyThatIsJournaledWhileItsRoundIsCutShortIsNotTakenBackAndCountsWhenTheJobGoesOn() throws Exception {
        Replies replies = desk.dispatch(List.of(order(ANNA, 0)));
        journal.afterwards = replies::close;

        assertThat(deliver(desk, ANNA, 0, 1)).isEqualTo(OrderDesk.Receipt.PENDING);
        assertThat(desk.renewal(new TaskId(JOB, 0, ANNA))).isNotEqualTo(OrderDesk.Renewal.WITHDRAWN);
        desk.cutShort(JOB);
        assertThat(deliver(desk, ANNA, 0, 1)).isEqualTo(OrderDesk.Receipt.KNOWN);

        Replies again = desk.dispatch(List.of(order(ANNA, 0)));
        assertThat(again.next(now.plusSeconds(1))).isPresent();
    }

    @Test
    void replyThatIsJournaledTooLateForItsRoundIsTakenBackOnceTheRoundIsCommitted() throws Exception {
        Replies replies = desk.dispatch(List.of(order(ANNA, 0)));
        journal.afterwards = replies::close;
        assertThat(deliver(desk, ANNA, 0, 1)).isEqualTo(OrderDesk.Receipt.PENDING);

        // Committed without it.
        journal.digests.clear();
        journal.running = false;
        assertThat(deliver(desk, ANNA, 0, 1)).isEqualTo(OrderDesk.Receipt.WITHDRAWN);
    }

    @Test
    void journaledRepliesSurviveACrashAndTheOutageDoesNotCount() throws Exception {
        desk.dispatch(List.of(order(ANNA, 0), order(BERT, 0)));
        now = now.plusSeconds(5);
        deliver(desk, ANNA, 0, 1);

        now = now.plusSeconds(3600);
        OrderDesk restarted = new OrderDesk(journal, KEY, FORMAT, LEASE, () -> now);
        Replies replies = restarted.dispatch(List.of(order(ANNA, 0), order(BERT, 0)));

        assertThat(replies.dispatchedAt()).isEqualTo(now.minusSeconds(5));
        Arrival first = replies.next(now.plusSeconds(60)).orElseThrow();
        assertThat(first.reply().id().client()).isEqualTo(ANNA);
        assertThat(deliver(restarted, ANNA, 0, 1)).isEqualTo(OrderDesk.Receipt.KNOWN);
        assertThat(deliver(restarted, BERT, 0, 1)).isEqualTo(OrderDesk.Receipt.COUNTED);
        assertThat(restarted.nonce(new TaskId(JOB, 0, BERT))).isEqualTo(desk.nonce(new TaskId(JOB, 0, BERT)));
    }

    @Test
    void journaledRepliesComeInTheirOrderAndBeforeAllOthers() throws Exception {
        List<TaskOrder> orders = List.of(order(ANNA, 0), order(BERT, 0), order(CARL, 0));
        desk.dispatch(orders);
        deliver(desk, BERT, 0, 1);
        deliver(desk, ANNA, 0, 1);

        OrderDesk restarted = new OrderDesk(journal, KEY, FORMAT, LEASE, () -> now);
        Replies replies = restarted.dispatch(orders);
        deliver(restarted, CARL, 0, 1);

        Instant deadline = now.plusSeconds(60);
        for (ClientId client : List.of(BERT, ANNA, CARL)) {
            assertThat(replies.next(deadline).orElseThrow().reply().id().client())
                    .isEqualTo(client);
        }
        assertThat(replies.next(deadline)).isEmpty();
    }

    @Test
    void replyThatCannotBeJournaledIsNotAcknowledgedAndCanBeSentAgain() throws Exception {
        desk.dispatch(List.of(order(ANNA, 0)));
        journal.full = true;
        assertThatThrownBy(() -> deliver(desk, ANNA, 0, 1)).isInstanceOf(IOException.class);

        journal.full = false;
        assertThat(deliver(desk, ANNA, 0, 1)).isEqualTo(OrderDesk.Receipt.COUNTED);
    }

    @Test
    void replyToAnotherTaskIsRefusedAndTheOrderStays() throws Exception {
        desk.dispatch(List.of(order(ANNA, 0), order(BERT, 0)));
        byte[] ofBert = reply(BERT, 0, 1);

        assertThatThrownBy(() -> desk.deliver(new TaskId(JOB, 0, ANNA), Content.of(ofBert), ClientKey.digest(ofBert)))
                .isInstanceOf(MalformedMessageException.class);
        assertThatThrownBy(() -> desk.deliver(new TaskId(JOB, 0, ANNA), Content.of(new byte[40]), "digest"))
                .isInstanceOf(MalformedMessageException.class);
        assertThat(deliver(desk, ANNA, 0, 1)).isEqualTo(OrderDesk.Receipt.COUNTED);
    }

    @Test
    void noncesDifferByJobRoundAndClient() {
        assertThat(List.of(
                        desk.nonce(new TaskId(JOB, 0, ANNA)),
                        desk.nonce(new TaskId(JOB, 1, ANNA)),
                        desk.nonce(new TaskId(JOB, 0, BERT)),
                        desk.nonce(new TaskId(new JobId("other"), 0, ANNA))))
                .doesNotHaveDuplicates();
    }

    @Test
    void whoLeavesIsNotWaitedFor() throws Exception {
        Replies replies = desk.dispatch(List.of(order(ANNA, 0)));
        poll(ANNA);

        desk.left(ANNA);

        assertThat(replies.next(now.plusSeconds(60))).isEmpty();
        assertThat(deliver(desk, ANNA, 0, 1)).isEqualTo(OrderDesk.Receipt.WITHDRAWN);
    }

    @Test
    void closingEndsEveryWait() throws Exception {
        Waiting bert = poll(BERT);
        Replies replies = desk.dispatch(List.of(order(ANNA, 0)));

        desk.close();

        assertThat(bert.answers).containsExactly(Optional.empty());
        assertThat(replies.next(now.plusSeconds(60))).isEmpty();
        assertThatThrownBy(() -> desk.dispatch(List.of(order(ANNA, 1)))).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void taskIsNotOrderedTwice() {
        desk.dispatch(List.of(order(ANNA, 0)));

        assertThatThrownBy(() -> desk.dispatch(List.of(order(ANNA, 0)))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void replyToARoundThatIsNotTakenUpAgainYetWaitsAndIsNotGivenUp() throws Exception {
        assertThat(deliver(desk, ANNA, 3, 1)).isEqualTo(OrderDesk.Receipt.PENDING);
        desk.dispatch(List.of(order(ANNA, 3)));
        assertThat(deliver(desk, ANNA, 3, 1)).isEqualTo(OrderDesk.Receipt.COUNTED);
    }

    @Test
    void replyWhoseAcknowledgementWasLostIsKnownAfterItsRoundIsOver() throws Exception {
        try (Replies _ = desk.dispatch(List.of(order(ANNA, 3)))) {
            assertThat(deliver(desk, ANNA, 3, 1)).isEqualTo(OrderDesk.Receipt.COUNTED);
        }
        assertThat(deliver(desk, ANNA, 3, 1)).isEqualTo(OrderDesk.Receipt.KNOWN);
    }

    @Test
    void replyToARoundThatIsOverOrToAJobThatRestsIsWithdrawn() throws Exception {
        desk.dispatch(List.of(order(BERT, 4)));
        assertThat(deliver(desk, ANNA, 3, 1)).isEqualTo(OrderDesk.Receipt.WITHDRAWN);
        journal.running = false;
        assertThat(deliver(desk, ANNA, 5, 1)).isEqualTo(OrderDesk.Receipt.WITHDRAWN);
    }

    @Test
    void orderOfAClientThatGivesNoSignOfLifeForALeaseIsGivenUpAndItsLateReplyCountsNevertheless() throws Exception {
        try (Replies replies = desk.dispatch(List.of(order(ANNA, 3), order(BERT, 3)))) {
            poll(BERT);
            now = now.plus(LEASE.dividedBy(2));
            assertThat(desk.renew(new TaskId(JOB, 3, BERT))).isTrue();
            now = now.plus(LEASE.dividedBy(2));

            assertThat(replies.next(now.plus(LEASE))).isEmpty();
            assertThat(replies.givenUp()).containsExactly(new TaskId(JOB, 3, ANNA));
            assertThat(replies.givenUp()).isEmpty();

            ClientId spare = new ClientId("carl");
            replies.dispatchMore(List.of(order(spare, 3)));
            assertThat(poll(spare).task().client()).isEqualTo(spare);
            assertThat(deliver(desk, ANNA, 3, 1)).isEqualTo(OrderDesk.Receipt.COUNTED);
            assertThat(deliver(desk, spare, 3, 1)).isEqualTo(OrderDesk.Receipt.COUNTED);
            assertThat(replies.next(now)).isPresent();
            assertThat(replies.next(now)).isPresent();
        }
    }

    @Test
    void replyThatCameWhenNobodyHadLookedForLongerThanALeaseIsHandedOut() throws Exception {
        try (Replies replies = desk.dispatch(List.of(order(ANNA, 0)))) {
            poll(ANNA);
            now = now.plus(LEASE.multipliedBy(2));
            assertThat(deliver(desk, ANNA, 0, 1)).isEqualTo(OrderDesk.Receipt.COUNTED);

            assertThat(replies.next(now).orElseThrow().reply().id().client()).isEqualTo(ANNA);
            assertThat(replies.next(now)).isEmpty();
            assertThat(replies.givenUp()).isEmpty();
        }
    }

    @Test
    void orderOfAClientThatLeavesIsGivenUpAtOnce() throws Exception {
        try (Replies replies = desk.dispatch(List.of(order(ANNA, 3), order(BERT, 3)))) {
            desk.left(ANNA);
            assertThat(replies.next(now.plus(LEASE))).isEmpty();
            assertThat(replies.givenUp()).containsExactly(new TaskId(JOB, 3, ANNA));
        }
    }

    @Test
    void replyOfASpareFromBeforeACrashIsHandedOutWhenTheRoundIsTakenUpAgain() throws Exception {
        ClientId spare = new ClientId("carl");
        try (Replies replies = desk.dispatch(List.of(order(ANNA, 3)))) {
            replies.dispatchMore(List.of(order(spare, 3)));
            deliver(desk, spare, 3, 1);
        }
        OrderDesk next = new OrderDesk(journal, KEY, FORMAT, LEASE, () -> now);
        try (Replies replies = next.dispatch(List.of(order(ANNA, 3)))) {
            assertThat(replies.earlier()).containsExactly(new TaskId(JOB, 3, spare));
            assertThat(replies.next(now).orElseThrow().reply().id().client()).isEqualTo(spare);
        }
    }

    @Test
    void replyToARoundThatIsCutShortIsPutOffRatherThanForgotten() throws Exception {
        try (Replies _ = desk.dispatch(List.of(order(ANNA, 1)))) {
            desk.suspend();
        }

        assertThat(deliver(desk, ANNA, 1, 1)).isEqualTo(OrderDesk.Receipt.PENDING);
    }

    private CoordinatorTransport.Sent sent(ClientId client, long round, int secondsAgo) {
        return new CoordinatorTransport.Sent(order(client, round), now.minusSeconds(secondsAgo));
    }

    @Test
    void ordersOfSeveralRoundsAreTakenUpTogetherAndTheOutageCountsForNobody() throws Exception {
        try (Replies before = desk.takeUp(List.of())) {
            before.dispatchMore(List.of(order(ANNA, 3), order(BERT, 3)), now);
            now = now.plusSeconds(10);
            before.dispatchMore(List.of(order(CARL, 5)), now);
            now = now.plusSeconds(1);
            deliver(desk, CARL, 5, 1);
            now = now.plusSeconds(1);
            deliver(desk, ANNA, 3, 1);
        }
        List<CoordinatorTransport.Sent> out = List.of(sent(ANNA, 3, 12), sent(BERT, 3, 12), sent(CARL, 5, 2));
        now = now.plusSeconds(3600);
        OrderDesk next = new OrderDesk(journal, KEY, FORMAT, LEASE, () -> now);
        Waiting bert = new Waiting();
        next.poll(BERT, bert);

        Replies replies = next.takeUp(out);

        assertThat(replies.outage()).isEqualTo(Duration.ofHours(1));
        assertThat(bert.task()).isEqualTo(new TaskId(JOB, 3, BERT));
        Arrival first = replies.next(now).orElseThrow();
        assertThat(first.reply().id()).isEqualTo(new TaskId(JOB, 5, CARL));
        assertThat(first.at()).isEqualTo(now.minusSeconds(1));
        Arrival second = replies.next(now).orElseThrow();
        assertThat(second.reply().id()).isEqualTo(new TaskId(JOB, 3, ANNA));
        assertThat(second.at()).isEqualTo(now);
        now = now.plusSeconds(8);
        assertThat(deliver(next, BERT, 3, 1)).isEqualTo(OrderDesk.Receipt.COUNTED);
        assertThat(deliver(next, ANNA, 3, 1)).isEqualTo(OrderDesk.Receipt.KNOWN);
        assertThat(replies.next(now)).isPresent();
        assertThat(journal.entries.getLast().elapsed())
                .as("as if there had been no outage")
                .isEqualTo(Duration.ofSeconds(20));
    }

    @Test
    void clockThatWasSetBackMeanwhileGivesNobodyMoreTime() {
        now = now.minusSeconds(100);
        Replies replies = desk.takeUp(List.of(
                new CoordinatorTransport.Sent(order(ANNA, 3), now.plusSeconds(100)),
                new CoordinatorTransport.Sent(order(BERT, 4), now.plusSeconds(107))));

        assertThat(replies.outage()).isEqualTo(Duration.ofSeconds(-107));
    }

    @Test
    void ordersThatAreDoneWithLeaveTheOthersAsTheyWere() throws Exception {
        try (Replies replies = desk.takeUp(List.of(sent(ANNA, 3, 0), sent(BERT, 3, 0), sent(CARL, 4, 0)))) {
            assertThat(deliver(desk, ANNA, 3, 1)).isEqualTo(OrderDesk.Receipt.COUNTED);
            assertThat(replies.next(now)).isPresent();

            replies.withdraw(List.of(new TaskId(JOB, 3, ANNA), new TaskId(JOB, 3, BERT)));

            assertThat(deliver(desk, ANNA, 3, 1)).isEqualTo(OrderDesk.Receipt.KNOWN);
            assertThat(poll(BERT).answers).isEmpty();
            assertThat(deliver(desk, BERT, 3, 1)).isEqualTo(OrderDesk.Receipt.WITHDRAWN);
            assertThat(deliver(desk, CARL, 4, 1)).isEqualTo(OrderDesk.Receipt.COUNTED);
            assertThat(replies.next(now).orElseThrow().reply().id().client()).isEqualTo(CARL);
            replies.dispatchMore(List.of(order(ANNA, 5)), now);
            assertThat(poll(ANNA).task()).isEqualTo(new TaskId(JOB, 5, ANNA));
            now = now.plus(LEASE.multipliedBy(2));
            assertThat(replies.next(now.plus(LEASE))).isEmpty();
            assertThat(replies.givenUp()).as("not of those that are done with").hasSize(1);
        }
    }

    @Test
    void replyThatIsJournaledAsItsOrderIsGivenUpIsNotSaidToCount() throws Exception {
        Replies replies = desk.takeUp(List.of(sent(ANNA, 3, 0), sent(BERT, 4, 0)));
        journal.afterwards = () -> replies.withdraw(List.of(new TaskId(JOB, 3, ANNA)));

        assertThat(deliver(desk, ANNA, 3, 1)).isEqualTo(OrderDesk.Receipt.PENDING);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void replyThatIsJournaledBetweenTwoTimesThatSomebodyWaitsForItIsHandedOnOnce(boolean overlapping) throws Exception {
        byte[] message = reply(ANNA, 3, 1);
        journal.afterRead = () -> {
            // As one does whose round was cut short in the midst of it.
            journal.afterRead = () -> {};
            try {
                TaskId task = new TaskId(JOB, 3, ANNA);
                journal.append(new ReplyJournal.Entry(
                        task, Content.of(message), ClientKey.digest(message), Duration.ofSeconds(1)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };

        try (Replies replies =
                overlapping ? desk.takeUp(List.of(sent(ANNA, 3, 2))) : desk.dispatch(List.of(order(ANNA, 3)))) {
            assertThat(replies.next(now.plusSeconds(2)).orElseThrow().reply().id())
                    .isEqualTo(new TaskId(JOB, 3, ANNA));
            assertThat(replies.next(now.plusSeconds(2))).isEmpty();
            assertThat(deliver(desk, ANNA, 3, 1)).isEqualTo(OrderDesk.Receipt.KNOWN);
            assertThat(replies.next(now.plusSeconds(2))).isEmpty();
        }
    }

    @Test
    void ordersCanBeSentAgainAfterTheJournalCouldNotBeRead() {
        journal.afterRead = () -> journal.afterRead = () -> {
            journal.afterRead = () -> {};
            throw new UncheckedIOException(new IOException("no disk"));
        };
        assertThatThrownBy(() -> desk.dispatch(List.of(order(ANNA, 3)))).isInstanceOf(UncheckedIOException.class);

        try (Replies _ = desk.dispatch(List.of(order(ANNA, 3)))) {
            assertThat(poll(ANNA).task()).isEqualTo(new TaskId(JOB, 3, ANNA));
        }
    }
}
