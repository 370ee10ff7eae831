package io.tifl.coordinator.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tifl.coordinator.content.Content;
import io.tifl.coordinator.round.Federation;
import io.tifl.coordinator.round.Flight;
import io.tifl.coordinator.round.Outcome;
import io.tifl.coordinator.round.RoundReport;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.JobId;
import io.tifl.protocol.Seed;
import io.tifl.protocol.Settings;
import io.tifl.protocol.auth.ClientKey;
import io.tifl.protocol.task.TaskId;
import io.tifl.protocol.wire.WireFormat;
import io.tifl.protocol.wire.WireLimits;
import io.tifl.protocol.wire.WireMessage;
import io.tifl.tiering.TierPlan;
import io.tifl.tiering.TierPlanFormat;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What holds of every store, whatever database it is on. */
abstract class StoreContract {
    private static final Duration LEASE = Duration.ofSeconds(30);

    private final SettableClock clock = new SettableClock(Instant.parse("2026-03-01T00:00:00Z"));
    private final List<AutoCloseable> opened = new ArrayList<>();

    @TempDir
    private Path files;

    private int uploads;

    @SuppressWarnings("NullAway.Init") // JUnit calls open() first
    private Store store;

    @SuppressWarnings("NullAway.Init")
    private Lease lease;

    /** Makes an empty database for a test. */
    void createDatabase() throws Exception {}

    /** Of the test's database. */
    abstract StoreSettings settings();

    @BeforeEach
    void open() throws Exception {
        createDatabase();
        store = another();
        lease = store.leadership().tryAcquire("first", LEASE).orElseThrow();
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : opened.reversed()) {
            one.close();
        }
    }

    private Store another() throws StoreException {
        return another(settings());
    }

    private Store another(StoreSettings settings) throws StoreException {
        Store another = Store.open(settings, clock);
        opened.add(another);
        return another;
    }

    private ReplyJournal journal() {
        ReplyJournal journal = store.journal(lease);
        opened.add(journal);
        return journal;
    }

    // Jobs

    @Test
    void aJobIsThereAsItWasGiven() throws Exception {
        assertThat(store.jobs().create(Samples.JOB, "rounds: 3\nname: ü\n", new Seed(-5)))
                .isTrue();

        assertThat(store.jobs().get(Samples.JOB))
                .contains(new StoredJob(
                        Samples.JOB,
                        "rounds: 3\nname: ü\n",
                        new Seed(-5),
                        JobStatus.CREATED,
                        "",
                        clock.instant(),
                        clock.instant()));
        assertThat(store.jobs().get(new JobId("other"))).isEmpty();
    }

    @Test
    void aTakenJobIdIsRefused() throws Exception {
        store.jobs().create(Samples.JOB, "a", new Seed(1));

        assertThat(store.jobs().create(Samples.JOB, "b", new Seed(2))).isFalse();
        assertThat(store.jobs().get(Samples.JOB).orElseThrow().definition()).isEqualTo("a");
    }

    @Test
    void jobsAreListedPageByPage() throws Exception {
        for (String id : List.of("b", "A", "c", "a-1", "a")) {
            store.jobs().create(new JobId(id), "", new Seed(0));
        }

        List<StoredJob> first = store.jobs().page(Optional.empty(), 3);
        List<StoredJob> second = store.jobs().page(Optional.of(first.getLast().id()), 3);

        assertThat(first).extracting(job -> job.id().value()).containsExactly("A", "a", "a-1");
        assertThat(second).extracting(job -> job.id().value()).containsExactly("b", "c");
    }

    @Test
    void aStatusChangesOnlyFromTheExpectedOne() throws Exception {
        store.jobs().create(Samples.JOB, "", new Seed(0));
        clock.advance(Duration.ofMinutes(1));

        assertThat(store.jobs().changeStatus(Samples.JOB, JobStatus.RUNNING, JobStatus.PAUSED, ""))
                .isFalse();
        assertThat(store.jobs().changeStatus(Samples.JOB, JobStatus.CREATED, JobStatus.FAILED, "bad\0 \ud800text"))
                .isTrue();

        StoredJob job = store.jobs().get(Samples.JOB).orElseThrow();
        assertThat(job.status()).isEqualTo(JobStatus.FAILED);
        assertThat(job.reason()).isEqualTo("bad\ufffd ?text");
        assertThat(job.updated()).isEqualTo(clock.instant());
        assertThat(store.jobs().with(JobStatus.FAILED)).containsExactly(job);
        assertThat(store.jobs().with(JobStatus.CREATED)).isEmpty();
    }

    // Federations

    @Test
    void theLastCommittedStateIsThereInALaterStore() throws Exception {
        Federation state = Samples.first(Samples.JOB, 100, 20);
        Federations federations = store.federations(lease);
        assertThat(federations.latest(Samples.JOB)).isEmpty();
        assertThat(federations.begin(state)).isTrue();
        assertThat(federations.begin(state)).isFalse();
        assertSame(store.federations(lease).latest(Samples.JOB).orElseThrow(), state);

        for (int round = 0; round < 30; round++) {
            Outcome outcome = Samples.next(state);
            federations.commit(outcome);
            state = outcome.after();
            assertSame(another().federations(lease).latest(Samples.JOB).orElseThrow(), state);
            opened.removeLast().close();
        }
    }

    @Test
    void aStateThatWasReadIsGoneOnWith() throws Exception {
        Federation state = Samples.first(Samples.JOB, 10, 3000);
        store.federations(lease).begin(state);

        for (int round = 0; round < 5; round++) {
            Federations federations = store.federations(lease);
            Federation read = federations.latest(Samples.JOB).orElseThrow();
            assertSame(read, state);
            state = Samples.next(read).after();
            federations.commit(Samples.next(read));
        }

        assertSame(store.federations(lease).latest(Samples.JOB).orElseThrow(), state);
    }

    private static void assertSame(Federation actual, Federation expected) {
        assertThat(actual.job()).isEqualTo(expected.job());
        assertThat(actual.round()).isEqualTo(expected.round());
        assertThat(actual.seed()).isEqualTo(expected.seed());
        assertThat(actual.model()).isEqualTo(expected.model());
        assertThat(actual.optimizerState()).isEqualTo(expected.optimizerState());
        assertThat(TierPlanFormat.whole(actual.tiers())).isEqualTo(TierPlanFormat.whole(expected.tiers()));
    }

    // Orders that are out

    private static Outcome with(Outcome outcome, List<Flight> flights) {
        return new Outcome(outcome.after().withFlights(flights), outcome.report(), outcome.feedback());
    }

    @Test
    void ordersThatAreOutAreThereInALaterStoreWithTheModelsTheyBeganWith() throws Exception {
        Federation first = Samples.first(Samples.JOB, 10, 20);
        Federations federations = store.federations(lease);
        federations.begin(first);
        List<Flight> flights = List.of(Samples.flight(first, 1), Samples.flight(first, 2));
        // Kept before they go out, in the midst of the round.
        federations.update(first.withFlights(flights));
        assertThat(latest(another()).flights()).isEqualTo(flights);

        Outcome next = with(Samples.next(first), flights.subList(1, 2));
        federations.commit(next);
        Flight later = Samples.flight(next.after(), 3);
        federations.update(next.after().withFlights(List.of(flights.getLast(), later)));

        Federation read = latest(another());
        assertThat(read.flights()).containsExactly(flights.getLast(), later);
        assertThat(read.flights().getLast().model()).isSameAs(read.model());
        assertThat(store.flights().isOut(Samples.task(0, 2))).isTrue();
        assertThat(store.flights().isOut(Samples.task(0, 1))).isFalse();
        federations.update(next.after().withFlights(List.of()));
        assertThat(latest(another()).flights()).isEmpty();
    }

    @Test
    void anOrderWhoseTimesMovedIsWrittenAnewAlsoIfTheStoreIsNewToIt() throws Exception {
        Federation first = Samples.first(Samples.JOB, 10, 20);
        Flight flight = Samples.flight(first, 1);
        Flight moved = new Flight(
                flight.client(),
                flight.round(),
                flight.lane(),
                flight.since().plusSeconds(5),
                flight.patience(),
                flight.model(),
                flight.correction());
        store.federations(lease).begin(first.withFlights(List.of(flight)));

        store.federations(lease).update(first.withFlights(List.of(moved)));

        assertThat(latest(another()).flights()).containsExactly(moved);
    }

    @Test
    void anOrderWithAModelThatIsNotKeptIsRefusedAndNothingIsChanged() throws Exception {
        Federation first = Samples.first(Samples.JOB, 10, 20);
        Federations federations = store.federations(lease);
        federations.begin(first);
        Flight odd = Samples.flight(Samples.next(first).after(), 1);

        assertThatThrownBy(() -> federations.update(first.withFlights(List.of(odd))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("version 1 of the model");

        assertThat(latest(another()).flights()).isEmpty();
    }

    private Federation latest(Store from) throws StoreException {
        Federation latest = from.federations(lease).latest(Samples.JOB).orElseThrow();
        opened.remove(from);
        from.close();
        return latest;
    }

    @Test
    void theModelOfAnOrderIsKeptAsLongAsItIsOutAndGoneAfterwards() throws Exception {
        Store some = another(settings().with(new StoreSettings.Retention(2, 0)));
        Federation state = Samples.first(Samples.JOB, 10, 3);
        Federations federations = some.federations(lease);
        federations.begin(state);
        List<Flight> flights = List.of();
        Optional<StoredModel> model = Optional.empty();
        for (int round = 0; round < 8; round++) {
            if (round == 1) {
                flights = List.of(Samples.flight(state, 1));
                model = some.models().get(Samples.JOB, 1);
            }
            Outcome outcome = with(Samples.next(state), flights);
            federations.commit(outcome);
            state = outcome.after();
        }
        clock.set(Instant.now().plus(Duration.ofHours(2)));
        assertThat(some.sweep(lease)).isZero();
        assertThat(some.models().all(Samples.JOB))
                .extracting(StoredModel::version)
                .containsExactly(8L, 7L, 1L);
        assertThat(latest(another()).flights().getFirst().model().version()).isEqualTo(1);

        federations.commit(Samples.next(state.withFlights(List.of())));

        assertThat(some.models().all(Samples.JOB))
                .extracting(StoredModel::version)
                .containsExactly(9L, 8L);
        StoredModel gone = model.orElseThrow();
        assertThatThrownBy(() -> gone.open(0).readAllBytes()).isInstanceOf(IOException.class);
    }

    @Test
    void aReplyToAnOrderOfAnEarlierRoundIsJournaledOnceAndKeptUntilTheOrderIsOver() throws Exception {
        Federation first = Samples.first(Samples.JOB, 10, 20);
        Federations federations = store.federations(lease);
        federations.begin(first);
        ReplyJournal journal = journal();
        Outcome zero = with(Samples.next(first), List.of(Samples.flight(first, 1), Samples.flight(first, 2)));
        federations.commit(zero);

        assertThat(journal.journal(Samples.task(0, 1), "d1", new byte[10], Duration.ofSeconds(3)))
                .isEqualTo(Journaled.FIRST);
        assertThat(journal.journal(Samples.task(0, 1), "d1", new byte[10], Duration.ofSeconds(4)))
                .isEqualTo(Journaled.SAME);
        assertThat(journal.journal(Samples.task(0, 3), "d3", new byte[10], Duration.ofSeconds(3)))
                .as("an order that was over with its round")
                .isEqualTo(Journaled.CLOSED);
        Outcome one = with(Samples.next(zero.after()), zero.after().flights());
        federations.commit(one);
        assertThat(journal.replies(Samples.JOB, 0)).hasSize(1);

        Federation two = Samples.next(one.after())
                .after()
                .withFlights(one.after().flights().subList(1, 2));
        federations.commit(new Outcome(two, Samples.late(2, 1, 2), Samples.nothing(2)));

        assertThat(journal.replies(Samples.JOB, 0)).isEmpty();
        assertThat(journal.journal(Samples.task(0, 1), "d1", new byte[10], Duration.ofSeconds(9)))
                .isEqualTo(Journaled.CLOSED);
        assertThat(store.flights().wasAnsweredLater(Samples.task(0, 1))).isTrue();
        assertThat(store.flights().wasAnsweredLater(Samples.task(0, 2))).isFalse();
        assertThat(store.flights().wasAnsweredLater(Samples.task(2, 3))).isFalse();
        RoundReport report = store.reports().get(Samples.JOB, 2).orElseThrow();
        assertThat(report).isEqualTo(Samples.late(2, 1, 2));
        assertThat(Flights.hasReplyOf(Samples.client(3), report)).isTrue();
        assertThat(Flights.hasReplyOf(Samples.client(1), report)).isFalse();
    }

    @Test
    void anEarlierStateDoesNotFollowALaterOne() throws Exception {
        Federation first = Samples.first(Samples.JOB, 10, 3);
        Federations federations = store.federations(lease);
        Outcome next = Samples.next(first);
        federations.commit(next);
        federations.commit(Samples.next(next.after()));

        assertThatThrownBy(() -> federations.commit(next))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("is at round 2 already");
        assertThat(federations.latest(Samples.JOB).orElseThrow().round()).isEqualTo(2);
    }

    @Test
    void tiersAreKeptWithTheirHistoryAndWhoMoved() throws Exception {
        Federation first = Samples.first(Samples.JOB, 10, 12);
        Federations federations = store.federations(lease);
        federations.begin(first);
        Outcome quiet = Samples.next(first);
        federations.commit(quiet);
        ClientId gone = Samples.client(1);
        ClientId fresh = new ClientId("fresh");
        Federation changed =
                withTiers(quiet.after(), quiet.after().tiers().without(gone).with(fresh));
        federations.update(changed);
        federations.update(withTiers(changed, changed.tiers().without(fresh)));

        List<TierHistory.Entry> history = store.tierHistory().page(Samples.JOB, 0, 10);
        assertThat(history).extracting(TierHistory.Entry::round).containsExactly(0L, 1L);
        assertThat(history.getFirst().moves()).isEmpty();
        assertThat(history.getFirst().tiers())
                .singleElement()
                .satisfies(tier -> assertThat(tier.size()).isEqualTo(12));
        assertThat(history.getLast().tiers())
                .singleElement()
                .satisfies(tier -> assertThat(tier.size()).isEqualTo(11));
        assertThat(store.tierHistory().moves(Samples.JOB, gone))
                .containsExactly(new TierHistory.Move(1, gone, OptionalInt.of(0), OptionalInt.empty()));
        assertThat(store.tierHistory().moves(Samples.JOB, fresh))
                .containsExactly(new TierHistory.Move(1, fresh, OptionalInt.empty(), OptionalInt.empty()));
        assertThat(store.tierHistory().page(Samples.JOB, 1, 10)).hasSize(1);
        assertThat(store.tiers(Samples.JOB).orElseThrow().clientCount()).isEqualTo(11);
        assertThat(store.tiers(new JobId("other"))).isEmpty();
    }

    private static Federation withTiers(Federation state, TierPlan tiers) {
        return new Federation(state.job(), state.round(), state.model(), state.optimizerState(), tiers, state.seed());
    }

    @Test
    void aRoundWithoutANewModelIsCommittedToo() throws Exception {
        Federation first = Samples.first(Samples.JOB, 10, 3);
        Federations federations = store.federations(lease);
        federations.begin(first);
        Federation after =
                new Federation(first.job(), 1, first.model(), first.optimizerState(), first.tiers(), first.seed());

        federations.commit(new Outcome(after, Samples.report(0, 0), Samples.nothing(0)));

        assertSame(store.federations(lease).latest(Samples.JOB).orElseThrow(), after);
        assertThat(store.models().all(Samples.JOB)).hasSize(1);
    }

    // Reports

    @Test
    void reportsAreReadAsTheyWereCommitted() throws Exception {
        Federation state = Samples.first(Samples.JOB, 10, 3);
        Federations federations = store.federations(lease);
        for (int round = 0; round < 5; round++) {
            federations.commit(Samples.next(state));
            state = Samples.next(state).after();
        }
        Reports reports = store.reports();

        assertThat(reports.latest(Samples.JOB)).contains(Samples.report(4, 5));
        assertThat(reports.get(Samples.JOB, 2)).contains(Samples.report(2, 3));
        assertThat(reports.get(Samples.JOB, 5)).isEmpty();
        assertThat(reports.page(Samples.JOB, 1, 2)).containsExactly(Samples.report(1, 2), Samples.report(2, 3));
        assertThat(reports.count(Samples.JOB)).isEqualTo(5);
        assertThat(reports.latestSummaries(Samples.JOB, 2))
                .extracting(RoundSummary::round)
                .containsExactly(3L, 4L);
        RoundSummary summary = reports.summaries(Samples.JOB, 4, 10).getFirst();
        assertThat(summary.status()).isEqualTo(RoundReport.Status.COMMITTED);
        assertThat(summary.tier()).hasValue(2);
        assertThat(summary.asked()).isEqualTo(3);
        assertThat(summary.counted()).isEqualTo(1);
        assertThat(summary.uploadBytes()).isEqualTo(4195);
        assertThat(summary.accuracy()).hasValue(0.5);
        assertThat(summary.elapsed()).isEqualTo(Duration.ofSeconds(3, 5));
        assertThat(reports.latest(new JobId("other"))).isEmpty();
    }

    // Models

    @Test
    void modelsAreMessagesThatDevicesRead() throws Exception {
        Federation first = Samples.first(Samples.JOB, 700_000, 3);
        store.federations(lease).begin(first);

        StoredModel model = store.models().latest(Samples.JOB).orElseThrow();
        byte[] bytes;
        try (InputStream content = model.open(0)) {
            bytes = content.readAllBytes();
        }

        assertThat(model.version()).isZero();
        assertThat(bytes).hasSize((int) model.length());
        assertThat(new WireFormat(WireLimits.defaults()).decode(bytes)).isEqualTo(new WireMessage.Model(first.model()));
        assertThat(Blobs.Blob.of(bytes).name()).isEqualTo(model.sha256());
        try (InputStream content = model.open(2_000_001)) {
            assertThat(content.readAllBytes()).isEqualTo(Arrays.copyOfRange(bytes, 2_000_001, bytes.length));
        }
        assertThatThrownBy(() -> model.open(model.length() + 1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aModelCanBeReadBeforeItsStateIsKept() throws Exception {
        Federation first = Samples.first(Samples.JOB, 700_000, 3);
        Federations federations = store.federations(lease);

        StoredModel early = federations.prepare(Samples.JOB, first.model());
        byte[] bytes;
        try (InputStream content = early.open(0)) {
            bytes = content.readAllBytes();
        }
        federations.begin(first);

        assertThat(new WireFormat(WireLimits.defaults()).decode(bytes)).isEqualTo(new WireMessage.Model(first.model()));
        StoredModel kept = store.models().latest(Samples.JOB).orElseThrow();
        assertThat(kept.sha256()).isEqualTo(early.sha256());
        assertThat(kept.length()).isEqualTo(early.length());
    }

    @Test
    void aModelThatWasPreparedInVainIsNotTheNextState() throws Exception {
        Federation first = Samples.first(Samples.JOB, 1000, 3);
        Federations federations = store.federations(lease);
        federations.prepare(Samples.JOB, Samples.next(first).after().model());

        federations.begin(first);

        assertThat(another()
                        .federations(lease)
                        .latest(Samples.JOB)
                        .orElseThrow()
                        .model())
                .isEqualTo(first.model());
    }

    @Test
    void theLastVersionsAndEachNthStay() throws Exception {
        Store some = another(settings().with(new StoreSettings.Retention(2, 5)));
        Federation state = Samples.first(Samples.JOB, 10, 3);
        Federations federations = some.federations(lease);
        federations.begin(state);
        for (int round = 0; round < 13; round++) {
            federations.commit(Samples.next(state));
            state = Samples.next(state).after();
        }

        assertThat(some.models().all(Samples.JOB))
                .extracting(StoredModel::version)
                .containsExactly(13L, 12L, 10L, 5L, 0L);
        for (StoredModel model : some.models().all(Samples.JOB)) {
            try (InputStream content = model.open(0)) {
                assertThat(content.readAllBytes()).hasSize((int) model.length());
            }
        }
        assertThat(some.models().get(Samples.JOB, 11)).isEmpty();
        assertSame(some.federations(lease).latest(Samples.JOB).orElseThrow(), state);
    }

    @Test
    void sweepingDeletesOnlyWhatNothingRefersTo() throws Exception {
        Federation state = Samples.first(Samples.JOB, 10, 3);
        Federations federations = store.federations(lease);
        federations.commit(Samples.next(state));
        state = Samples.next(state).after();
        ReplyJournal journal = journal();
        journal.journal(Samples.task(1, 1), "d", new byte[100_000], Duration.ZERO);
        ReplyJournal fenced = store.journal(new Lease("nobody", 77));
        opened.add(fenced);
        assertThatThrownBy(() -> fenced.journal(Samples.task(1, 2), "d", new byte[100_001], Duration.ZERO))
                .isInstanceOf(FencedException.class);

        assertThat(store.sweep(lease)).as("young ones stay").isZero();
        clock.set(Instant.now().plus(Duration.ofHours(2)));
        assertThat(store.sweep(lease)).as("the one that was refused").isEqualTo(1);

        assertSame(store.federations(lease).latest(Samples.JOB).orElseThrow(), state);
        assertThat(journal.read(journal.replies(Samples.JOB, 1).getFirst())
                        .orElseThrow()
                        .remaining())
                .isEqualTo(100_000);
    }

    // Journal

    @Test
    void theFirstReplyToATaskIsKept() throws Exception {
        ReplyJournal journal = journal();
        byte[] small = "small".getBytes(StandardCharsets.UTF_8);
        byte[] large = new byte[200_000];
        Arrays.fill(large, (byte) 3);

        assertThat(journal.journal(Samples.task(0, 2), "d2", large, Duration.ofSeconds(1, 7)))
                .isEqualTo(Journaled.FIRST);
        assertThat(journal.journal(Samples.task(0, 1), "d1", small, Duration.ofSeconds(2)))
                .isEqualTo(Journaled.FIRST);
        assertThat(journal.journal(Samples.task(0, 1), "d1", small, Duration.ofSeconds(3)))
                .isEqualTo(Journaled.SAME);
        assertThat(journal.journal(Samples.task(0, 1), "d3", large, Duration.ofSeconds(3)))
                .isEqualTo(Journaled.OTHER);

        List<JournaledReply> replies = journal.replies(Samples.JOB, 0);
        assertThat(replies).extracting(JournaledReply::task).containsExactly(Samples.task(0, 2), Samples.task(0, 1));
        assertThat(replies).extracting(JournaledReply::digest).containsExactly("d2", "d1");
        assertThat(replies)
                .extracting(JournaledReply::elapsed)
                .containsExactly(Duration.ofSeconds(1, 7), Duration.ofSeconds(2));
        assertThat(journal.read(replies.get(0))).contains(ByteBuffer.wrap(large));
        assertThat(journal.read(replies.get(1))).contains(ByteBuffer.wrap(small));
        assertThat(journal.replies(Samples.JOB, 1)).isEmpty();
        assertThat(another().journal(lease).replies(Samples.JOB, 0)).isEqualTo(replies);
    }

    private Content inFile(byte[] bytes) throws IOException {
        return Content.inFile(Files.write(files.resolve("upload-" + uploads++), bytes));
    }

    @Test
    void aReplyInAFileIsKeptAndReadAgainAsALargeOne() throws Exception {
        byte[] bytes = new byte[3 << 20];
        new SplittableRandom(1).nextBytes(bytes);
        ReplyJournal journal = journal();
        String digest = ClientKey.digest(bytes);

        assertThat(journal.journalHashed(Samples.task(0, 1), digest, inFile(bytes), Duration.ofSeconds(2)))
                .isEqualTo(Journaled.FIRST);
        assertThat(journal.journalHashed(Samples.task(0, 1), digest, inFile(bytes), Duration.ofSeconds(3)))
                .isEqualTo(Journaled.SAME);

        ReplyJournal later = another().journal(lease);
        opened.add(later);
        JournaledReply kept = later.replies(Samples.JOB, 0).getFirst();
        assertThat(kept.length()).isEqualTo(bytes.length);
        assertThat(later.read(kept)).contains(ByteBuffer.wrap(bytes));
    }

    @Test
    void aFileThatWasKeptWithoutItsEntryIsSwept() throws Exception {
        byte[] bytes = new byte[1 << 20];
        ReplyJournal fenced = store.journal(new Lease("nobody", 77));
        opened.add(fenced);
        assertThatThrownBy(() ->
                        fenced.journalHashed(Samples.task(0, 1), ClientKey.digest(bytes), inFile(bytes), Duration.ZERO))
                .isInstanceOf(FencedException.class);

        clock.set(Instant.now().plus(Duration.ofHours(2)));

        assertThat(store.sweep(lease)).isEqualTo(1);
        assertThat(journal().replies(Samples.JOB, 0)).isEmpty();
    }

    @Test
    void theCommitOfARoundDropsItsReplies() throws Exception {
        ReplyJournal journal = journal();
        TaskId otherJob = new TaskId(new JobId("job-2"), 0, Samples.client(1));
        journal.journal(Samples.task(0, 1), "d", new byte[10], Duration.ZERO);
        journal.journal(Samples.task(0, 2), "d", new byte[100_000], Duration.ZERO);
        journal.journal(otherJob, "d", new byte[10], Duration.ZERO);
        JournaledReply dropped = journal.replies(Samples.JOB, 0).getLast();

        store.federations(lease).commit(Samples.next(Samples.first(Samples.JOB, 10, 3)));

        assertThat(journal.replies(Samples.JOB, 0)).isEmpty();
        assertThat(journal.read(dropped)).isEmpty();
        assertThat(journal.replies(otherJob.job(), 0)).hasSize(1);
        assertThat(journal.journal(Samples.task(0, 3), "d", new byte[10], Duration.ZERO))
                .isEqualTo(Journaled.CLOSED);
        assertThat(journal.journal(Samples.task(1, 3), "d", new byte[10], Duration.ZERO))
                .isEqualTo(Journaled.FIRST);
    }

    @Test
    void aRoundWasOpenedWhenItsOrdersFirstWentOut() throws Exception {
        ReplyJournal journal = journal();
        Instant first = Samples.STARTED;

        Instant opened = journal.opened(Samples.JOB, 0, first);

        assertThat(opened).isEqualTo(Instant.ofEpochMilli(first.toEpochMilli()));
        assertThat(journal.opened(Samples.JOB, 0, first.plusSeconds(60))).isEqualTo(opened);
        store.federations(lease).commit(Samples.next(Samples.first(Samples.JOB, 10, 3)));
        assertThat(journal.opened(Samples.JOB, 1, first.plusSeconds(90))).isEqualTo(opened.plusSeconds(90));
    }

    @Test
    void ofManyRepliesToOneTaskExactlyOneIsTheFirst() throws Exception {
        ReplyJournal journal = journal();
        List<Future<Journaled>> answers = new ArrayList<>();

        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 4000; i++) {
                int client = i % 500;
                String digest = "d" + i % 2;
                answers.add(threads.submit(() ->
                        journal.journal(Samples.task(0, client), digest, new byte[1000], Duration.ofMillis(client))));
            }
        }

        assertThat(answers)
                .filteredOn(answer -> answer.resultNow() == Journaled.FIRST)
                .hasSize(500);
        assertThat(answers)
                .filteredOn(answer -> answer.resultNow() == Journaled.SAME)
                .hasSize(3500);
        assertThat(journal.replies(Samples.JOB, 0)).hasSize(500);
    }

    @Test
    void aClosedJournalRefuses() throws Exception {
        ReplyJournal journal = journal();
        journal.close();

        assertThatThrownBy(() -> journal.journal(Samples.task(0, 1), "d", new byte[1], Duration.ZERO))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("closed");
    }

    // Leadership

    @Test
    void onlyOneOfTwoLeads() throws Exception {
        Store other = another();

        assertThat(store.leadership().current()).contains(lease);
        assertThat(other.leadership().tryAcquire("second", LEASE)).isEmpty();
        store.leadership().resign(lease);
        assertThat(other.leadership().current()).isEmpty();
        Lease next = other.leadership().tryAcquire("second", LEASE).orElseThrow();

        assertThat(next.epoch()).isGreaterThan(lease.epoch());
        assertThat(store.leadership().renew(lease, LEASE)).isFalse();
        assertThat(other.leadership().renew(next, LEASE)).isTrue();
    }

    @Test
    void anotherTakesOverWhenTheLeaseHasRunOut() throws Exception {
        store.leadership().renew(lease, Duration.ofMillis(50));
        Store other = another();
        Thread.sleep(100);

        assertThat(other.leadership().tryAcquire("second", LEASE)).isPresent();
    }

    @Test
    void anEarlierLifeIsSucceededAtOnce() throws Exception {
        assertThat(store.leadership().tryAcquire("first", LEASE)).contains(new Lease("first", lease.epoch() + 1));
    }

    @Test
    void aSucceededCoordinatorChangesNothing() throws Exception {
        Federation first = Samples.first(Samples.JOB, 10, 3);
        Federations old = store.federations(lease);
        old.begin(first);
        ReplyJournal journal = journal();
        Store other = another();
        store.leadership().renew(lease, Duration.ZERO);
        Lease next = other.leadership().tryAcquire("second", LEASE).orElseThrow();

        assertThatThrownBy(() -> old.commit(Samples.next(first)))
                .isInstanceOf(FencedException.class)
                .hasMessageContaining("'second' leads since epoch " + next.epoch());
        assertThatThrownBy(() -> journal.journal(Samples.task(0, 1), "d", new byte[1], Duration.ZERO))
                .isInstanceOf(FencedException.class);
        assertThatThrownBy(() -> journal.opened(Samples.JOB, 0, Instant.EPOCH)).isInstanceOf(FencedException.class);
        assertThatThrownBy(() -> store.sweep(lease)).isInstanceOf(FencedException.class);

        Federations now = other.federations(next);
        assertSame(now.latest(Samples.JOB).orElseThrow(), first);
        now.commit(Samples.next(first));
        assertThat(store.reports().count(Samples.JOB)).isEqualTo(1);
    }

    @Test
    void ofTwoThatFightForTheLeadEachRoundIsCommittedOnce() throws Exception {
        Federation first = Samples.first(Samples.JOB, 10, 30);
        store.federations(lease).begin(first);
        store.leadership().resign(lease);
        List<Future<Integer>> fighters = new ArrayList<>();

        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (String name : List.of("a", "b")) {
                Store own = another();
                fighters.add(threads.submit(() -> fight(own, name)));
            }
        }

        int commits = 0;
        for (Future<Integer> fighter : fighters) {
            commits += fighter.get();
        }
        Federation expected = first;
        for (int round = 0; round < commits; round++) {
            expected = Samples.next(expected).after();
        }
        assertThat(commits).isGreaterThanOrEqualTo(40);
        assertSame(store.federations(lease).latest(Samples.JOB).orElseThrow(), expected);
        assertThat(store.reports().count(Samples.JOB)).isEqualTo(commits);
    }

    /** Leads whenever it can, for leases that run out while it commits, until there are 40 rounds; returns its commits. */
    private static int fight(Store store, String name) throws Exception {
        int commits = 0;
        long round = 0;
        while (round < 40) {
            Optional<Lease> lead = store.leadership().tryAcquire(name, Duration.ofMillis(5));
            if (lead.isEmpty()) {
                Thread.sleep(1);
                round = store.reports().count(Samples.JOB);
                continue;
            }
            Federations federations = store.federations(lead.get());
            try {
                for (int i = 0; i < 10 && round < 40; i++) {
                    Outcome next = Samples.next(federations.latest(Samples.JOB).orElseThrow());
                    federations.commit(next);
                    commits++;
                    round = next.after().round();
                }
            } catch (FencedException _) {
                // the other one leads; what was refused does not count
            }
        }
        return commits;
    }

    // Clients

    private Enrolments.Request request(String token, String wanted, String retry) {
        return new Enrolments.Request(
                token,
                wanted.isEmpty() ? Optional.empty() : Optional.of(new ClientId(wanted)),
                () -> new ClientId("made-up"),
                Settings.of(Map.of("os", "android & ü=", "ram", "")),
                retry.isEmpty() ? Optional.empty() : Optional.of(retry));
    }

    @Test
    void aTokenEnrolsOneClient() throws Exception {
        Enrolments enrolments = store.enrolments();
        enrolments.issue("t", clock.instant().plusSeconds(60), Optional.empty());
        assertThat(enrolments.issue("t", clock.instant(), Optional.empty())).isFalse();

        Enrolment granted = enrolments.enrol(request("t", "phone", ""));

        StoredClient client = new StoredClient(
                new ClientId("phone"),
                Settings.of(Map.of("os", "android & ü=", "ram", "")),
                0,
                0,
                ClientState.ACTIVE,
                clock.instant(),
                Optional.empty());
        assertThat(granted).isEqualTo(new Enrolment.Granted(client));
        assertThat(store.clients().get(client.id())).contains(client);
        assertThat(enrolments.enrol(request("t", "tablet", ""))).isEqualTo(new Enrolment.SpentToken());
        assertThat(enrolments.enrol(request("t", "phone", ""))).isEqualTo(new Enrolment.SpentToken());
        assertThat(enrolments.enrol(request("u", "phone", ""))).isEqualTo(new Enrolment.UnknownToken());
        assertThat(store.clients().count()).isEqualTo(1);
    }

    @Test
    void aRepeatedRequestGetsTheSameAnswerForTenMinutes() throws Exception {
        Enrolments enrolments = store.enrolments();
        enrolments.issue("t", clock.instant().plusSeconds(60), Optional.empty());
        Enrolment granted = enrolments.enrol(request("t", "", "r1"));
        assertThat(granted).isInstanceOf(Enrolment.Granted.class);

        clock.advance(Duration.ofMinutes(9));
        assertThat(enrolments.enrol(request("t", "", "r1"))).isEqualTo(granted);
        assertThat(enrolments.enrol(request("t", "", "r2"))).isEqualTo(new Enrolment.SpentToken());
        assertThat(enrolments.enrol(request("t", "tablet", "r1"))).isEqualTo(new Enrolment.SpentToken());
        clock.advance(Duration.ofMinutes(1));
        assertThat(enrolments.enrol(request("t", "", "r1"))).isEqualTo(new Enrolment.SpentToken());

        assertThat(enrolments.forgetOld()).isZero();
        clock.advance(Duration.ofSeconds(1));
        assertThat(enrolments.forgetOld()).isEqualTo(1);
    }

    @Test
    void aTokenExpiresOrIsRevoked() throws Exception {
        Enrolments enrolments = store.enrolments();
        enrolments.issue("short", clock.instant().plusSeconds(1), Optional.empty());
        enrolments.issue("revoked", clock.instant().plusSeconds(100), Optional.empty());
        clock.advance(Duration.ofSeconds(1));

        assertThat(enrolments.enrol(request("short", "a", ""))).isEqualTo(new Enrolment.ExpiredToken());
        assertThat(enrolments.revoke("revoked")).isTrue();
        assertThat(enrolments.revoke("revoked")).isFalse();
        assertThat(enrolments.enrol(request("revoked", "a", ""))).isEqualTo(new Enrolment.UnknownToken());
    }

    @Test
    void aTokenForAKnownClientGivesItANewKey() throws Exception {
        Enrolments enrolments = store.enrolments();
        Instant later = clock.instant().plusSeconds(60);
        enrolments.issue("t1", later, Optional.empty());
        enrolments.issue("t2", later, Optional.empty());
        enrolments.issue("t3", later, Optional.of(new ClientId("phone")));
        enrolments.enrol(request("t1", "phone", ""));
        store.clients().changeState(new ClientId("phone"), ClientState.BARRED);

        assertThat(enrolments.enrol(request("t2", "phone", ""))).isEqualTo(new Enrolment.NameTaken());
        assertThat(enrolments.enrol(request("t3", "tablet", ""))).isEqualTo(new Enrolment.NameTaken());
        assertThat(enrolments.enrol(request("t3", "", ""))).isInstanceOf(Enrolment.Granted.class);

        StoredClient phone = store.clients().get(new ClientId("phone")).orElseThrow();
        assertThat(phone.generation()).isEqualTo(1);
        assertThat(phone.state()).isEqualTo(ClientState.BARRED);
        assertThat(enrolments.enrol(request("t2", "tablet", ""))).isInstanceOf(Enrolment.Granted.class);
    }

    @Test
    void ofManyRequestsWithOneTokenOneEnrols() throws Exception {
        store.enrolments().issue("t", clock.instant().plusSeconds(60), Optional.empty());
        List<Future<Enrolment>> answers = new ArrayList<>();

        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 30; i++) {
                String name = "c" + i;
                answers.add(threads.submit(() -> store.enrolments().enrol(request("t", name, ""))));
            }
        }

        assertThat(answers)
                .filteredOn(answer -> answer.resultNow() instanceof Enrolment.Granted)
                .hasSize(1);
        assertThat(store.clients().count()).isEqualTo(1);
    }

    @Test
    void clientsAreFoundByTheBeginningOfTheirIds() throws Exception {
        for (String id : List.of("phone-1", "phone-2", "phone-10", "Phone", "phon", "phonf", "phone_x")) {
            store.enrolments().issue(id, clock.instant().plusSeconds(9), Optional.empty());
            store.enrolments().enrol(request(id, id, ""));
        }

        List<StoredClient> first = store.clients().page("phone", Optional.empty(), 3);
        List<StoredClient> rest =
                store.clients().page("phone", Optional.of(first.getLast().id()), 3);

        assertThat(first).extracting(client -> client.id().value()).containsExactly("phone-1", "phone-10", "phone-2");
        assertThat(rest).extracting(client -> client.id().value()).containsExactly("phone_x");
        assertThat(store.clients().page("", Optional.empty(), 100)).hasSize(7);
    }

    @Test
    void whenAClientCalledIsNotedWithOthers() throws Exception {
        store.enrolments().issue("t", clock.instant().plusSeconds(9), Optional.empty());
        store.enrolments().enrol(request("t", "phone", ""));
        clock.advance(Duration.ofMinutes(3));

        store.clients().seen(new ClientId("phone"));
        store.clients().seen(new ClientId("unknown"));
        store.clients().flush();

        assertThat(store.clients().get(new ClientId("phone")).orElseThrow().lastSeen())
                .contains(clock.instant());
        assertThat(store.clients().changeState(new ClientId("unknown"), ClientState.BARRED))
                .isFalse();
    }

    @Test
    void departuresOfAClientAreCounted() throws Exception {
        ClientId phone = new ClientId("phone");
        store.enrolments().issue("t", clock.instant().plusSeconds(9), Optional.empty());
        store.enrolments().enrol(request("t", "phone", ""));

        store.clients().left(phone);
        store.clients().left(phone);
        store.clients().left(new ClientId("unknown"));

        assertThat(store.clients().get(phone).orElseThrow().departures()).isEqualTo(2);
    }

    // Operators

    @Test
    void operatorsAreKnownByTheirTokens() throws Exception {
        Operators operators = store.operators();
        Operator ann = new Operator("h1", "Ann", Role.ADMIN, clock.instant(), Optional.empty());
        Operator bob = new Operator(
                "h2",
                "Bob",
                Role.VIEWER,
                clock.instant(),
                Optional.of(clock.instant().plusSeconds(5)));

        assertThat(operators.issue("h1", "Ann", Role.ADMIN, Optional.empty())).isTrue();
        assertThat(operators.issue("h2", "Bob", Role.VIEWER, bob.expires())).isTrue();
        assertThat(operators.issue("h2", "Eve", Role.ADMIN, Optional.empty())).isFalse();

        assertThat(operators.find("h1")).contains(ann);
        assertThat(operators.find("h2")).contains(bob);
        assertThat(operators.all()).containsExactly(ann, bob);
        clock.advance(Duration.ofSeconds(5));
        assertThat(operators.find("h2")).isEmpty();
        assertThat(operators.revoke("h1")).isTrue();
        assertThat(operators.find("h1")).isEmpty();
        assertThat(operators.revoke("h1")).isFalse();
    }

    @Test
    void theAuditLogKeepsEverythingInOrder() throws Exception {
        for (int i = 0; i < 5; i++) {
            clock.advance(Duration.ofSeconds(1));
            store.audit().append("ann", "job-created", "job-" + i);
        }

        List<AuditEntry> newest = store.audit().page(OptionalLong.empty(), 2);
        List<AuditEntry> older =
                store.audit().page(OptionalLong.of(newest.getLast().number()), 10);

        assertThat(newest).extracting(AuditEntry::detail).containsExactly("job-4", "job-3");
        assertThat(older).extracting(AuditEntry::detail).containsExactly("job-2", "job-1", "job-0");
        assertThat(newest.getFirst().at()).isEqualTo(clock.instant());
    }

    @Test
    void aDocumentIsReplacedByWhoReadItsNewestRevisionOnly() throws Exception {
        Documents documents = store.documents();

        assertThat(documents.create("c", "x", "new", new byte[] {1})).isTrue();
        assertThat(documents.create("c", "x", "new", new byte[] {2})).isFalse();
        assertThat(documents.replace("c", "x", 1, "old", new byte[] {3})).isTrue();
        assertThat(documents.replace("c", "x", 1, "old", new byte[] {4})).isFalse();
        assertThat(documents.replace("d", "x", 1, "old", new byte[] {4})).isFalse();

        assertThat(documents.get("c", "x")).hasValueSatisfying(document -> {
            assertThat(document.revision()).isEqualTo(2);
            assertThat(document.label()).isEqualTo("old");
            assertThat(document.content()).containsExactly(3);
        });
        documents.delete("c", "x");
        assertThat(documents.get("c", "x")).isEmpty();
    }

    @Test
    void documentsAreListedPageByPageAndByLabel() throws Exception {
        Documents documents = store.documents();
        for (String id : List.of("b", "A", "c", "a-1", "a")) {
            documents.create("c", id, id.equals("c") ? "odd" : "even", new byte[0]);
        }
        documents.create("other", "0", "even", new byte[0]);

        assertThat(documents.page("c", Optional.empty(), Optional.of("A"), 2))
                .extracting(Document::id)
                .containsExactly("a", "a-1");
        assertThat(documents.page("c", Optional.of("even"), Optional.empty(), 10))
                .extracting(Document::id)
                .containsExactly("A", "a", "a-1", "b");
    }

    @Test
    void aForgottenReplyIsGoneUnlessAnotherCoordinatorLeads() throws Exception {
        ReplyJournal journal = journal();
        journal.journal(Samples.task(0, 1), "d1", new byte[10], Duration.ofSeconds(3));
        ReplyJournal fenced = store.journal(new Lease("nobody", 77));

        assertThatThrownBy(() -> fenced.forget(Samples.task(0, 1))).isInstanceOf(FencedException.class);
        assertThat(journal.replies(Samples.task(0, 1).job(), 0)).hasSize(1);
        journal.forget(Samples.task(0, 1));
        assertThat(journal.replies(Samples.task(0, 1).job(), 0)).isEmpty();
        fenced.close();
    }

    @Test
    void anOpenStoreAnswers() throws Exception {
        store.ping();
    }
}
