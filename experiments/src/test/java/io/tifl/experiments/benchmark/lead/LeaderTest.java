package io.tifl.experiments.benchmark.lead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tifl.experiments.benchmark.result.BenchmarkResult;
import io.tifl.experiments.benchmark.result.ResultFormat;
import io.tifl.experiments.benchmark.run.BenchmarkRunner;
import io.tifl.experiments.benchmark.schedule.Policies;
import io.tifl.experiments.benchmark.spec.BenchmarkSpec;
import io.tifl.experiments.benchmark.spec.SpecReader;
import io.tifl.protocol.task.GlobalModel;
import io.tifl.protocol.transport.InProcessTransport;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.function.DoubleConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class LeaderTest {
    private static final InstantSource CLOCK = InstantSource.system();
    private static final CountDownLatch NEVER = new CountDownLatch(1);

    @TempDir
    private Path folder = Path.of("");

    private final InProcessTransport transport = new InProcessTransport(CLOCK);
    private final EmbeddedFollowers followers = new EmbeddedFollowers(transport, CLOCK);
    private final ConcurrentLinkedQueue<BenchmarkJob> told = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Shadow> shadows = new ConcurrentLinkedQueue<>();
    private final List<AutoCloseable> open = new ArrayList<>();
    private BenchmarkStore store = new BenchmarkStore(new NoShelf());

    @BeforeEach
    void openStore() throws IOException {
        FolderShelf shelf = FolderShelf.open(folder);
        open.add(shelf);
        store = new BenchmarkStore(shelf);
    }

    @AfterEach
    void close() throws Exception {
        followers.close();
        transport.close();
        for (AutoCloseable one : open.reversed()) {
            one.close();
        }
    }

    private Leader lead() throws Exception {
        return lead(LeaderSettings.standard());
    }

    private Leader lead(LeaderSettings settings) throws Exception {
        LeaderListener listener = new LeaderListener() {
            @Override
            public void changed(BenchmarkJob job) {
                told.add(job);
            }

            @Override
            public void batch(Shadow shadow) {
                shadows.add(shadow);
            }
        };
        Leader leader = Leader.start(new Leader.Parts(
                transport,
                followers,
                store,
                TrainedModels.none(),
                settings,
                CLOCK,
                listener,
                Leader.Forgetting.nothing()));
        open.add(leader);
        return leader;
    }

    private List<BenchmarkJob> submit(String... texts) throws Exception {
        List<BenchmarkSpec> specs = new ArrayList<>();
        for (String text : texts) {
            specs.addAll(SpecReader.parse(text));
        }
        return new Submissions(store, CLOCK, 100).submit(specs);
    }

    private static String burst(String name) {
        return "name: " + name + "\nworkload: {mode: burst}";
    }

    private BenchmarkJob job(String name) throws IOException {
        return store.get(name).orElseThrow();
    }

    /** Waits until the leader told so of a benchmark. */
    private void await(String name, BenchmarkStatus status) {
        while (told.stream().noneMatch(job -> job.name().equals(name) && job.status() == status)) {
            Thread.onSpinWait();
        }
    }

    @Test
    void everyBenchmarkGetsTheResultOfWhatWasAsked() throws Exception {
        followers.add("a", new FakeRunner());
        followers.add("b", new FakeRunner());
        submit("name: s\nworkload: {mode: burst}\nsweep: {server.max-batch: [1, 2, 4, 8]}");

        lead().awaitSettled();

        assertThat(store.all(BenchmarkStatus.DONE)).hasSize(4).allSatisfy(job -> {
            BenchmarkResult result = ResultFormat.read(store.result(job.name()).orElseThrow());
            assertThat(result.spec()).isEqualTo(job.spec());
            assertThat(Optional.of(result.device().name())).isEqualTo(job.follower());
            assertThat(job.attempt()).isEqualTo(1);
            assertThat(job.actual()).hasValue(0.005);
        });
        assertThat(shadows).singleElement().satisfies(shadow -> {
            assertThat(shadow.jobs()).isEqualTo(4);
            assertThat(shadow.requeues()).isZero();
        });
    }

    @Test
    void aFollowerRunsOneBenchmarkAtATimeShortestFirst() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        FakeRunner runner = new FakeRunner(gate);
        followers.add("a", runner);
        Leader leader = lead();
        submit("name: first\nworkload: {seconds: 50}");
        leader.look();
        await("first", BenchmarkStatus.RUNNING);
        submit("name: long\nworkload: {seconds: 100}", "name: short\nworkload: {seconds: 1}");
        leader.look();

        gate.countDown();
        leader.awaitSettled();

        assertThat(runner.began).containsExactly("first", "short", "long");
        assertThat(runner.most).hasValue(1);
    }

    @Test
    void theOrderOfAQueueIsAsTheLeaderIsTold() throws Exception {
        FakeRunner runner = new FakeRunner();
        followers.add("a", runner);
        submit("name: z-long\nworkload: {seconds: 100}", "name: a-short\nworkload: {seconds: 1}");

        lead(LeaderSettings.standard().with(Policies.baseline())).awaitSettled();

        assertThat(runner.began).containsExactly("z-long", "a-short");
    }

    @Test
    void whatALostFollowerLeavesIsDoneElsewhere() throws Exception {
        FakeRunner doomed = new FakeRunner(NEVER);
        followers.add("doomed", doomed);
        submit(burst("one"), burst("two"));
        Leader leader = lead();
        await("one", BenchmarkStatus.RUNNING);

        followers.remove("doomed");
        followers.add("other", new FakeRunner());
        leader.awaitSettled();

        assertThat(job("one")).satisfies(job -> {
            assertThat(job.status()).isEqualTo(BenchmarkStatus.DONE);
            assertThat(job.follower()).contains("other");
            assertThat(job.attempt()).isEqualTo(2);
        });
        assertThat(job("two").attempt()).isEqualTo(1);
        assertThat(told).anySatisfy(job -> assertThat(job.reason()).isEqualTo("doomed was lost or too slow"));
        assertThat(shadows.element().requeues()).isEqualTo(1);
    }

    @Test
    void aFollowerThatFailsIsFollowedByAnother() throws Exception {
        followers.add("a", (_, _, _) -> {
            throw new IOException("the server does not start");
        });
        followers.add("b", new FakeRunner());
        submit("name: x\nworkload: {mode: burst}");
        Leader leader = lead();
        leader.awaitSettled();

        assertThat(job("x").status()).isEqualTo(BenchmarkStatus.DONE);
        assertThat(job("x").follower()).contains("b");
    }

    @Test
    void aBenchmarkThatNobodyCanFinishFailsAfterItsAttempts() throws Exception {
        followers.add("a", (_, _, _) -> {
            throw new IOException("the server does not start");
        });
        submit(burst("x"));
        lead().awaitSettled();

        assertThat(job("x").status()).isEqualTo(BenchmarkStatus.FAILED);
        assertThat(job("x").reason()).isEqualTo("given up after 3 attempts; the last: a: the server does not start");
    }

    @Test
    void aBenchmarkThatIsWrongFailsAtOnce() throws Exception {
        followers.add("a", (_, _, _) -> {
            throw new IllegalArgumentException("no model 'nonesuch'");
        });
        submit(burst("x"), "name: y\nmodel: {job: trained}\nworkload: {mode: burst}");
        lead().awaitSettled();

        assertThat(job("x").reason()).isEqualTo("no model 'nonesuch'");
        assertThat(job("x").attempt()).isEqualTo(1);
        assertThat(job("y").reason()).contains("there is none of 'trained'");
        assertThat(store.all(BenchmarkStatus.FAILED)).hasSize(2);
    }

    @Test
    void theResultOfAnotherBenchmarkIsNotTaken() throws Exception {
        BenchmarkSpec other = SpecReader.parse(burst("other")).getFirst();
        followers.add("a", (_, _, _) -> FakeRunner.result(other, Duration.ofMillis(1)));
        submit(burst("x"));
        lead().awaitSettled();

        assertThat(job("x").status()).isEqualTo(BenchmarkStatus.FAILED);
        assertThat(job("x").reason()).contains("the result of another benchmark, 'other'");
        assertThat(store.result("x")).isEmpty();
    }

    @Test
    void aBenchmarkWaitsForAFollowerThatItAsksForAndSaysSo() throws Exception {
        followers.add("cpu-1", new FakeRunner());
        submit("name: x\ndevice: 'gpu-*'\nworkload: {mode: burst}");
        Leader leader = lead();

        assertThat(job("x").reason()).isEqualTo("no follower that matches 'gpu-*' is there");
        followers.add("gpu-7", new FakeRunner());
        leader.awaitSettled();

        assertThat(job("x").follower()).contains("gpu-7");
    }

    @Test
    void whatIsCancelledIsNotWaitedForAndItsFollowerGoesOn() throws Exception {
        CountDownLatch interrupted = new CountDownLatch(1);
        followers.add("a", new BenchmarkRunner() {
            @Override
            public BenchmarkResult run(BenchmarkSpec spec, Optional<GlobalModel> trained, DoubleConsumer progress)
                    throws InterruptedException {
                if (spec.name().equals("stuck")) {
                    interrupted.await();
                }
                return FakeRunner.result(spec, Duration.ofMillis(1));
            }
        });
        submit(burst("stuck"), burst("next"));
        Leader leader = lead();
        await("stuck", BenchmarkStatus.RUNNING);

        assertThat(new Submissions(store, CLOCK, 100)
                        .cancel("stuck")
                        .orElseThrow()
                        .status())
                .isEqualTo(BenchmarkStatus.CANCELLED);
        leader.look();
        interrupted.countDown();
        leader.awaitSettled();

        assertThat(job("stuck").status()).isEqualTo(BenchmarkStatus.CANCELLED);
        assertThat(store.result("stuck")).isEmpty();
        assertThat(job("next").status()).isEqualTo(BenchmarkStatus.DONE);
    }

    @Test
    void theNextLeaderGoesOnWhereOneStopped() throws Exception {
        followers.add("a", new FakeRunner(NEVER));
        submit(burst("ran"), burst("waited"));
        Leader first = lead();
        await("ran", BenchmarkStatus.RUNNING);
        first.close();
        followers.remove("a");
        followers.add("b", new FakeRunner());

        lead().awaitSettled();

        assertThat(store.all(BenchmarkStatus.DONE))
                .extracting(BenchmarkJob::name)
                .containsExactly("ran", "waited");
        assertThat(job("ran").attempt()).isEqualTo(2);
        assertThat(job("waited").attempt()).isEqualTo(1);
    }

    @Test
    void aLeaderThatWasSucceededChangesNothingAnyMore() throws Exception {
        submit(burst("x"));
        BenchmarkJob before = job("x");
        lead();

        assertThat(store.replace(
                        before.ended(BenchmarkStatus.FAILED, CLOCK.instant(), OptionalDouble.empty(), "deposed")))
                .isEmpty();
        assertThat(job("x").status()).isEqualTo(BenchmarkStatus.QUEUED);
    }

    @Test
    void whatBenchmarksTookIsLearnt() throws Exception {
        followers.add("a", new FakeRunner());
        submit(burst("x"));
        lead().awaitSettled();

        BenchmarkStore.Knowledge knowledge = store.knowledge();
        assertThat(knowledge.kindOf("a")).isEqualTo("fake × 1");
        assertThat(knowledge.estimates().learnt()).hasSize(1);
        assertThat(knowledge.estimates().of(job("x").spec(), "fake × 1")).isLessThan(1);
    }

    @Test
    void submissionsAreTakenWholeOrNotAtAll() throws Exception {
        submit(burst("x"));

        assertThatExceptionOfType(RefusedSubmissionException.class)
                .isThrownBy(() -> submit(burst("y"), burst("x")))
                .satisfies(e -> assertThat(e.code()).isEqualTo(RefusedSubmissionException.Code.NAME_TAKEN));
        assertThatExceptionOfType(RefusedSubmissionException.class)
                .isThrownBy(() -> new Submissions(store, CLOCK, 1).submit(SpecReader.parse(burst("z"))))
                .withMessage("1 benchmarks are open and 1 are submitted, at most 1 may be open");
        assertThatExceptionOfType(RefusedSubmissionException.class)
                .isThrownBy(() -> new Submissions(store, CLOCK, 1).forget("x"))
                .withMessageContaining("cancel it first");
        assertThat(store.page(Optional.empty(), Optional.empty(), 10)).hasSize(1);
    }

    @Test
    void aTraceTooLongToBeSentIsRefusedWithItsLength() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BenchmarkOrders.settings(BenchmarkSpec.of(
                        Map.of("workload", Map.of("mode", "trace", "times", Collections.nCopies(9000, 0.1234567))))))
                .withMessageContaining("at most 65536 can be sent; shorten its trace");
    }

    @Test
    void longBenchmarksTravelInPieces() {
        BenchmarkSpec spec = BenchmarkSpec.of(Map.of(
                "name", "long-trace", "workload", Map.of("mode", "trace", "times", Collections.nCopies(5000, 0.125))));

        assertThat(BenchmarkOrders.settings(spec).values()).hasSizeGreaterThan(3);
        assertThat(BenchmarkOrders.spec(BenchmarkOrders.settings(spec))).isEqualTo(spec);
    }

    /** Before the folder is open. */
    private static final class NoShelf implements Shelf {
        @Override
        public boolean create(String collection, String id, String label, byte[] content) {
            return false;
        }

        @Override
        public boolean replace(String collection, String id, long revision, String label, byte[] content) {
            return false;
        }

        @Override
        public void delete(String collection, String id) {}

        @Override
        public Optional<Sheet> get(String collection, String id) {
            return Optional.empty();
        }

        @Override
        public List<Sheet> page(String collection, Optional<String> label, Optional<String> after, int limit) {
            return List.of();
        }
    }
}
