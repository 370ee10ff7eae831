package io.tifl.experiments.benchmark.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import io.tifl.experiments.benchmark.result.Counts;
import io.tifl.experiments.benchmark.result.Latencies;
import io.tifl.experiments.benchmark.result.Measurement;
import io.tifl.experiments.benchmark.result.Stage;
import io.tifl.experiments.benchmark.result.Verdict;
import io.tifl.experiments.benchmark.serve.ServiceTime;
import io.tifl.experiments.benchmark.serve.SimulatedServer;
import io.tifl.experiments.benchmark.spec.Workload;
import io.tifl.protocol.Seed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The generator in virtual time, where what a queue does is known exactly, and once in real time. */
class LoadGeneratorTest {
    private static final long SERVICE = 10_000_000;
    private static final Seed SEED = new Seed(11);

    private final VirtualTimeline time = new VirtualTimeline();
    private final List<Double> shares = new ArrayList<>();

    private Measurement run(Target target, Workload workload, double limitMillis) throws InterruptedException {
        return new LoadGenerator(time).run(target, workload, Workloads.within(limitMillis), SEED, shares::add);
    }

    private Measurement run(Target target, String workload) throws InterruptedException {
        return run(target, Workloads.of(workload), 100);
    }

    private SimulatedServer oneAtATime() {
        return new SimulatedServer(time, ServiceTime.fixed(SERVICE), Workloads.server("queue: 1000000"), new Seed(5));
    }

    /** Answers after a time, however many there are. */
    private Target after(long nanos, Answer answer) {
        return (_, _) -> {
            CompletableFuture<Answer> later = new CompletableFuture<>();
            time.at(time.now() + nanos, () -> later.complete(answer));
            return later;
        };
    }

    // Mean latency of Poisson arrivals at one server of a fixed service time s: s + rho s / (2 (1 - rho)).
    @ParameterizedTest
    @CsvSource({"0.3, 0.05", "0.5, 0.05", "0.8, 0.05", "0.9, 0.10"})
    void meanLatencyIsThatOfAQueueWithAFixedServiceTime(double load, double tolerance) throws InterruptedException {
        double rate = load * 1e9 / SERVICE;

        Measurement measured =
                run(oneAtATime(), "mode: poisson, rate: " + rate + ", seconds: 0, requests: 200000, timeout: 1000");

        double service = SERVICE / 1e9;
        double expected = service + load * service / (2 * (1 - load));
        assertThat(measured.stage(Stage.LATENCY).mean()).isCloseTo(expected, within(tolerance * expected));
        assertThat(measured.counts().total()).isEqualTo(200_000);
        assertThat(measured.offered()).isCloseTo(rate, within(0.02 * rate));
    }

    /** Keeps answers until somebody takes them, and whether anybody has taken over. */
    private final class Helped implements Target {
        private final List<CompletableFuture<Answer>> ready = new ArrayList<>();
        private final List<String> calls = new ArrayList<>();
        private long longestKept;
        private long keptSince;

        @Override
        public CompletionStage<Answer> send(long number, int batch) {
            CompletableFuture<Answer> answer = new CompletableFuture<>();
            if (ready.isEmpty()) {
                keptSince = time.now();
            }
            ready.add(answer);
            return answer;
        }

        @Override
        public void takeOver(int connections) {
            calls.add("take over " + connections);
        }

        @Override
        public void takeAnswers() {
            if (!ready.isEmpty()) {
                longestKept = Math.max(longestKept, time.now() - keptSince);
            }
            ready.forEach(answer -> answer.complete(Answer.ok(Map.of())));
            ready.clear();
        }

        @Override
        public void handBack() {
            takeAnswers();
            calls.add("hand back");
        }
    }

    @Test
    void busyGeneratorTakesAnswersItselfBetweenRequests() throws InterruptedException {
        Helped target = new Helped();

        Measurement measured = run(target, "mode: constant, rate: 5000, seconds: 1");

        assertThat(target.calls).containsExactly("take over 100", "hand back");
        assertThat(measured.counts().ok()).isEqualTo(5000);
        assertThat(target.longestKept).isLessThanOrEqualTo(20_000);
    }

    @Test
    void generatorWithTimeLeavesAnswersToTheBackground() throws InterruptedException {
        Helped target = new Helped();
        time.at(time.now() + 1_500_000_000, target::takeAnswers);
        Measurement measured = run(target, "mode: constant, rate: 100, seconds: 1, timeout: 10");

        assertThat(target.calls).isEmpty();
        assertThat(measured.counts().total()).isEqualTo(100);
    }

    // At twice the capacity the last of n requests waits for n/2 services. Ten senders that wait for answers would see
    // 100 ms at most.
    @Test
    void overloadedServerIsSeenToFallEverFurtherBehindSoThatNoOmissionIsCoordinated() throws InterruptedException {
        Measurement open = run(oneAtATime(), "mode: constant, rate: 200, seconds: 0, requests: 10000, timeout: 1000");
        Measurement longer = run(oneAtATime(), "mode: constant, rate: 200, seconds: 0, requests: 20000, timeout: 1000");
        Measurement closed = run(oneAtATime(), "mode: concurrency, concurrency: 10, seconds: 0, requests: 10000");

        assertThat(open.stage(Stage.LATENCY).longest()).isCloseTo(50, within(0.1));
        assertThat(longer.stage(Stage.LATENCY).longest()).isCloseTo(100, within(0.2));
        assertThat(closed.stage(Stage.LATENCY).longest()).isCloseTo(0.1, within(1e-3));
        assertThat(open.verdict().outcome()).isEqualTo(Verdict.Outcome.FAIL);
        assertThat(closed.verdict().outcome()).isEqualTo(Verdict.Outcome.PASS);
    }

    @Test
    void latencyCountsFromThePlanAndServiceFromTheSending() throws InterruptedException {
        // Sending takes the generator 30 ms: at a request each 10 ms it falls behind.
        Target slowToSend = (number, batch) -> {
            CompletableFuture<Answer> answer = new CompletableFuture<>();
            try {
                time.sleepUntil(time.now() + 30_000_000);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            time.at(time.now() + 5_000_000, () -> answer.complete(Answer.ok(Map.of())));
            return answer;
        };

        Measurement measured = run(slowToSend, "mode: constant, rate: 100, seconds: 0, requests: 10");

        assertThat(measured.stage(Stage.SERVICE).longest()).isCloseTo(0.035, within(1e-4));
        assertThat(measured.lag().longest()).isCloseTo(9 * 0.02, within(1e-3));
        assertThat(measured.stage(Stage.LATENCY).longest()).isCloseTo(9 * 0.02 + 0.035, within(1e-3));
        assertThat(measured.verdict().outcome()).isEqualTo(Verdict.Outcome.INVALID);
    }

    @Test
    void requestsWithoutAnAnswerCountAsAnsweredAtTheTimeout() throws InterruptedException {
        Target deaf = (number, _) -> number % 2 == 0
                ? CompletableFuture.completedFuture(Answer.ok(Map.of()))
                : new CompletableFuture<Answer>();

        Measurement measured = run(deaf, "mode: constant, rate: 10, seconds: 0, requests: 10, timeout: 2");

        assertThat(measured.counts()).isEqualTo(new Counts(5, 0, 0, 0, 5));
        assertThat(measured.stage(Stage.LATENCY).count()).isEqualTo(10);
        assertThat(measured.stage(Stage.LATENCY).longest()).isCloseTo(2, within(0.01));
        assertThat(measured.wall()).isEqualTo(Duration.ofMillis(2900));
    }

    @Test
    void answerAfterTheTimeoutIsNone() throws InterruptedException {
        Measurement measured = run(
                after(2_000_000_001L, Answer.ok(Map.of())),
                "mode: constant, rate: 10, seconds: 0, requests: 100, timeout: 2");

        assertThat(measured.counts()).isEqualTo(new Counts(0, 0, 0, 0, 100));
    }

    @Test
    void everyOutcomeIsCountedOnce() throws InterruptedException {
        List<Answer> answers = List.of(
                Answer.ok(Map.of()),
                Answer.rejected(),
                Answer.error("broken"),
                Answer.ok(Map.of()),
                Answer.error("gone"));
        Target mixed = (number, batch) -> after(number == 3 ? 200_000_000 : 1_000_000, answers.get((int) number))
                .send(number, batch);

        Measurement measured = run(mixed, "mode: burst, concurrency: 5");

        assertThat(measured.counts()).isEqualTo(new Counts(1, 1, 2, 1, 0));
        assertThat(measured.stage(Stage.LATENCY).count()).isEqualTo(2);
    }

    @Test
    void targetsThatBreakTheirPromisesAreErrors() throws InterruptedException {
        Target bad = (number, _) -> switch ((int) number) {
            case 0 -> throw new IllegalStateException("bad");
            case 1 -> CompletableFuture.failedStage(new IllegalStateException("bad"));
            default -> CompletableFuture.<Answer>completedFuture(null);
        };

        assertThat(run(bad, "mode: burst, concurrency: 3").counts()).isEqualTo(new Counts(0, 0, 3, 0, 0));
    }

    @Test
    void whatTheServerDoesNotSeeIsTransfer() throws InterruptedException {
        Answer answer = Answer.ok(Map.of(Stage.BATCHING, 2_000_000L, Stage.INFERENCE, 5_000_000L));

        Measurement measured = run(after(10_000_000, answer), "mode: burst, concurrency: 1");

        assertThat(measured.stage(Stage.TRANSFER).mean()).isCloseTo(0.003, within(1e-5));
        assertThat(measured.stage(Stage.INFERENCE).mean()).isCloseTo(0.005, within(1e-5));
        assertThat(measured.stages()).doesNotContainKey(Stage.PREPROCESSING);
    }

    @Test
    void serverDoesNotSpeakOfWhatIsSeenFromHere() throws InterruptedException {
        Answer boasting = Answer.ok(Map.of(Stage.LATENCY, 1L, Stage.TRANSFER, 1L, Stage.INFERENCE, 4_000_000L));

        Measurement measured = run(after(10_000_000, boasting), "mode: burst, concurrency: 3");

        assertThat(measured.stage(Stage.LATENCY).count()).isEqualTo(3);
        assertThat(measured.stage(Stage.LATENCY).mean()).isCloseTo(0.01, within(1e-5));
        assertThat(measured.stage(Stage.TRANSFER).mean()).isCloseTo(0.006, within(1e-5));
    }

    @Test
    void blockingSendsOneAfterTheOther() throws InterruptedException {
        Measurement measured = run(after(10_000_000, Answer.ok(Map.of())), "mode: blocking, seconds: 1, requests: 20");

        assertThat(measured.planned()).isEqualTo(100);
        assertThat(measured.offered()).isZero();
        assertThat(measured.lag().count()).isZero();
        assertThat(measured.throughput()).isCloseTo(100, within(1e-9));
    }

    @Test
    void closedLoopGoesOnWhenAnAnswerNeverComes() throws InterruptedException {
        Measurement measured = run(
                (_, _) -> new CompletableFuture<>(),
                "mode: concurrency, concurrency: 3, seconds: 0, requests: 7, timeout: 1");

        assertThat(measured.counts()).isEqualTo(new Counts(0, 0, 0, 0, 7));
        assertThat(measured.wall()).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void concurrencyIsKeptAndNeverExceeded() throws InterruptedException {
        AtomicInteger open = new AtomicInteger();
        List<Integer> seen = new ArrayList<>();
        Target counting = (number, _) -> {
            seen.add(open.incrementAndGet());
            CompletableFuture<Answer> answer = new CompletableFuture<>();
            time.at(time.now() + 1_000_000 * (1 + number % 3), () -> {
                open.decrementAndGet();
                answer.complete(Answer.ok(Map.of()));
            });
            return answer;
        };

        run(counting, "mode: concurrency, concurrency: 4, seconds: 0, requests: 100");

        assertThat(seen).hasSize(100).allMatch(count -> count <= 4);
        assertThat(seen.subList(3, 100)).containsOnly(4);
    }

    @Test
    void traceIsSentAtItsTimes() throws InterruptedException {
        List<Long> sent = new ArrayList<>();
        Target noting = (number, batch) -> {
            sent.add(time.now());
            return CompletableFuture.completedFuture(Answer.ok(Map.of()));
        };

        Measurement measured = run(noting, "mode: trace, times: [0.5, 0.5, 2]");

        assertThat(sent).containsExactly(500_000_000L, 500_000_000L, 2_000_000_000L);
        assertThat(measured.offered()).isEqualTo(1.5);
        assertThat(measured.lag().longest()).isZero();
    }

    @Test
    void oneSeedOneResult() throws InterruptedException {
        String workload = "mode: gamma, shape: 0.5, rate: 80, seconds: 50";

        Measurement first = run(oneAtATime(), workload);
        time.sleepUntil(time.now() + 12_345);

        assertThat(run(oneAtATime(), workload)).isEqualTo(first);
    }

    @Test
    void progressAscendsToOne() throws InterruptedException {
        run(oneAtATime(), "mode: constant, rate: 10, seconds: 10, requests: 50");

        assertThat(shares).isSorted().allMatch(share -> share > 0 && share <= 1).hasSizeBetween(30, 60);
        assertThat(shares.getLast()).isGreaterThan(0.95);
    }

    @Test
    void interruptEndsAnyWaiting() {
        for (String workload : List.of(
                "mode: constant, rate: 0.001, requests: 5",
                "mode: blocking, timeout: 80000",
                "mode: burst, concurrency: 3, timeout: 80000")) {
            Target deaf = (_, _) -> new CompletableFuture<>();
            LoadGenerator generator = new LoadGenerator(Timeline.system());
            Thread.currentThread().interrupt();

            assertThatExceptionOfType(InterruptedException.class)
                    .isThrownBy(
                            () -> generator.run(deaf, Workloads.of(workload), Workloads.within(100), SEED, _ -> {}));
            assertThat(Thread.interrupted()).isFalse();
        }
    }

    @Test
    void realTimeIsKeptToo() throws InterruptedException {
        Target echo = new Target() {
            @Override
            public CompletionStage<Answer> send(long number, int batch) {
                return CompletableFuture.supplyAsync(() -> Answer.ok(Map.of()));
            }
        };

        Measurement measured = new LoadGenerator(Timeline.system())
                .run(
                        echo,
                        Workloads.of("mode: constant, rate: 500, seconds: 0.4"),
                        Workloads.within(1000),
                        SEED,
                        _ -> {});

        assertThat(measured.counts().total()).isEqualTo(200);
        assertThat(measured.lag().count()).isEqualTo(200);
        assertThat(measured.wall()).isGreaterThanOrEqualTo(Duration.ofMillis(398));
    }

    // Pollaczek and Khinchine's formula, of service times as they really were: threads wake late on a busy machine.
    // Waking late between
    // two requests is in no formula, so the upper bound is wide; the lower one is what a generator that omits would
    // break.
    @Test
    @Tag("slow")
    void meanLatencyIsThatOfTheQueueInRealTimeToo() throws InterruptedException {
        try (SleepingServer server = new SleepingServer(2_000_000)) {
            Measurement measured = new LoadGenerator(Timeline.system())
                    .run(
                            server,
                            Workloads.of("mode: poisson, rate: 200, seconds: 0, requests: 1500"),
                            Workloads.within(1000),
                            SEED,
                            _ -> {});

            Latencies services = measured.stage(Stage.INFERENCE);
            double square = services.mean() * services.mean() + services.deviation() * services.deviation();
            double expected = services.mean() + 200 * square / (2 * (1 - 200 * services.mean()));
            assertThat(measured.stage(Stage.LATENCY).mean()).isBetween(0.75 * expected, 5 * expected);
        }
    }
}
