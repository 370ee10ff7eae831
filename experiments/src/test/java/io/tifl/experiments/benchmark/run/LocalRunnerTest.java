package io.tifl.experiments.benchmark.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tifl.experiments.benchmark.load.Workloads;
import io.tifl.experiments.benchmark.result.BenchmarkResult;
import io.tifl.experiments.benchmark.result.Energy;
import io.tifl.experiments.benchmark.result.Measurement;
import io.tifl.experiments.benchmark.result.ModelCost;
import io.tifl.experiments.benchmark.result.ResultFormat;
import io.tifl.experiments.benchmark.result.Stage;
import io.tifl.experiments.benchmark.serve.ModelServer;
import io.tifl.experiments.benchmark.spec.BenchmarkSpec;
import io.tifl.protocol.Layout;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.task.GlobalModel;
import io.tifl.protocol.task.ModelSpec;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class LocalRunnerTest {
    private static final String QUICK = "\nwarmup: 5\nworkload: {mode: blocking, seconds: 0, requests: 50}";

    private final LocalRunner runner = new LocalRunner(new FakeEngines(), "f1", () -> ThisDevice.of("unnamed"));
    private final List<Double> shares = new ArrayList<>();

    private BenchmarkResult run(String text) throws IOException, InterruptedException {
        return runner.run(Workloads.spec(text), Optional.empty(), shares::add);
    }

    @Test
    void serverInThisProcessIsMeasured() throws Exception {
        BenchmarkResult result = run("repeats: 3\nseed: 9\nserver: {process: false}" + QUICK);

        assertThat(result.device().name()).isEqualTo("f1");
        assertThat(result.repeats()).hasSize(3).allSatisfy(repeat -> {
            assertThat(repeat.counts().total()).isEqualTo(50);
            assertThat(repeat.counts().ok()).isEqualTo(50);
            assertThat(repeat.utilisation()).isBetween(0.0, 1.0);
        });
        assertThat(result.repeats()).extracting(Measurement::seed).doesNotHaveDuplicates();
        assertThat(result.stages())
                .containsOnlyKeys(Stage.values())
                .allSatisfy((_, latencies) -> assertThat(latencies.count()).isEqualTo(150));
        assertThat(result.coldStart())
                .hasValueSatisfying(time -> assertThat(time).isPositive());
        assertThat(result.cost()).hasValue(new ModelCost(0, 4, 20));
        assertThat(shares).startsWith(0.0).endsWith(1.0).isSorted();
        assertThat(ResultFormat.read(ResultFormat.write(result))).isEqualTo(result);
    }

    @Test
    void serverInItsOwnProcessIsMeasuredFromItsStart() throws Exception {
        GlobalModel model = new GlobalModel(ModelSpec.of("net"), 41, Parameters.zeros(Layout.flat(5)));
        BenchmarkSpec spec = Workloads.spec("server: {process: true}\nmodel: {job: j}" + QUICK);

        BenchmarkResult result = runner.run(spec, Optional.of(model), shares::add);

        assertThat(result.counts().ok()).isEqualTo(50);
        assertThat(result.repeats().getFirst().utilisation()).isBetween(0.0, 1.0);
        // The trained model went through the pipe: its version is in the fake cost.
        assertThat(result.cost()).hasValue(new ModelCost(42, 4, 20));
        assertThat(result.coldStart().orElseThrow()).isGreaterThan(Duration.ofMillis(50));
    }

    @Test
    void sameSeedSamePlan() throws Exception {
        String text =
                "server: {process: false}\nwarmup: 0\nrepeats: 2\nworkload: {mode: poisson, rate: 300, seconds: 0.3}";

        BenchmarkResult first = run(text);
        BenchmarkResult second = run(text);

        assertThat(second.repeats())
                .extracting(Measurement::planned)
                .isEqualTo(first.repeats().stream().map(Measurement::planned).toList());
        assertThat(run("seed: 2\n" + text).repeats())
                .extracting(Measurement::seed)
                .doesNotContainAnyElementsOf(
                        first.repeats().stream().map(Measurement::seed).toList());
    }

    @Test
    void processThatIsGoneSaysItsLastLines() {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> run("model: {file: gone}" + QUICK))
                .withMessageContaining("status 7")
                .withMessageContaining("out of luck");
    }

    @Test
    void processThatDiesOnTheWayIsNotAResult() {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> run("model: {file: dies}" + QUICK))
                .withMessageContaining("ended with status 9");
    }

    @Test
    void modelThatIsWrongIsRefusedAndFileThatCannotBeReadIsAFault() {
        for (boolean process : new boolean[] {false, true}) {
            String server = "server: {process: " + process + "}\n";
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> run(server + "model: {file: wrong}" + QUICK))
                    .withMessageContaining("there is no model wrong");
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> run(server + "model: {file: missing}" + QUICK))
                    .withMessageContaining("cannot read missing");
        }
    }

    @Test
    void firstAnswerMustBeCorrect() {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> run("server: {process: false}\nmodel: {file: nan}" + QUICK))
                .withMessageContaining("NaN");
    }

    @Test
    void recordedDeviceAnswersWithoutAnyEngine() throws Exception {
        BenchmarkResult result = run("server: {kind: replay, recorded: vgg16}\nprices: {watts: 250}\nwarmup: 0\n"
                + "workload: {mode: blocking, seconds: 0, requests: 20}");

        assertThat(result.stage(Stage.INFERENCE).percentile(50)).isGreaterThan(0.006);
        assertThat(result.notes()).anyMatch(note -> note.contains("recorded device"));
        assertThat(result.energy().source()).isIn(Energy.Source.ESTIMATE, Energy.Source.METER);
    }

    @Test
    void endpointIsMeasuredAsItIsAndStays() throws Exception {
        try (ModelServer server = ModelServer.start(
                new FakeEngines()
                        .open(
                                Workloads.spec("name: x").model(),
                                Workloads.server("queue: 1").kind(),
                                1,
                                1,
                                Optional.empty()),
                Workloads.server("queue: 10"))) {
            BenchmarkResult result = run("server: {kind: endpoint, endpoint: '" + server.address() + "/v1/predict',"
                    + " body: '{\"features\": ${features}}'}" + QUICK);

            assertThat(result.counts().ok()).isEqualTo(50);
            assertThat(result.coldStart()).isEmpty();
            assertThat(result.cost()).isEmpty();
            assertThat(run("server: {kind: endpoint, endpoint: '" + server.address() + "/nothing'}" + QUICK)
                            .counts()
                            .errors())
                    .isEqualTo(50);
        }
    }

    @Test
    void searchFindsAPeakAndKeepsEveryWindow() throws Exception {
        // At 2420 per second for 0.3 s, a queue of 40 rejects most, however fast the machine is.
        BenchmarkResult result = run("""
                server: {kind: replay, recorded: vgg16, queue: 40}
                warmup: 5
                objective: {percentile: 90, limit-ms: 20000}
                workload: {mode: progressive, rate: 20, growth: 10, window: 0.3, timeout: 30}
                """);

        assertThat(result.repeats()).hasSizeBetween(6, 7);
        assertThat(result.peak().orElseThrow()).isBetween(20.0, 1400.0);
        assertThat(shares).isSorted().endsWith(1.0);
    }

    @Test
    void interruptStopsTheServerToo() throws Exception {
        long before = ProcessHandle.current().children().count();
        Thread.currentThread().interrupt();

        assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> run("name: x" + QUICK));

        assertThat(Thread.interrupted()).isFalse();
        assertThat(ProcessHandle.current()
                        .children()
                        .filter(ProcessHandle::isAlive)
                        .count())
                .isLessThanOrEqualTo(before);
    }

    @Test
    void thisDeviceIsDescribed() {
        assertThat(ThisDevice.of("me")).satisfies(device -> {
            assertThat(device.processor()).isNotBlank();
            assertThat(device.cores()).isPositive();
            assertThat(device.memoryBytes()).isGreaterThan(1 << 20);
            assertThat(device.peakGflops()).isNaN();
        });
    }
}
