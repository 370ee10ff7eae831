package io.tifl.experiments.benchmark.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class SpecReaderTest {
    private static BenchmarkSpec one(String text) {
        List<BenchmarkSpec> specs = SpecReader.parse(text);
        assertThat(specs).hasSize(1);
        return specs.getFirst();
    }

    private static List<String> problems(String text) {
        return catchThrowableOfType(InvalidBenchmarkException.class, () -> SpecReader.parse(text))
                .problems();
    }

    @Test
    void fewLinesSuffice() {
        BenchmarkSpec spec = one("name: try\nmodel: {name: mnist-cnn}\n");

        assertThat(spec.model().label()).isEqualTo("mnist-cnn");
        assertThat(spec.server().kind()).isEqualTo(ServerChoice.Kind.COMPILED);
        assertThat(spec.server().queue()).isEqualTo(200);
        assertThat(spec.workload().mode()).isEqualTo(Workload.Mode.POISSON);
        assertThat(spec.objective().limit()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void whatIsWrittenIsReadAgain() {
        for (String text : List.of(
                "model: {family: attention, layers: 3}\nworkload: {mode: gamma, shape: 0.5, rate: 12.5}",
                "model: {name: mnist-cnn, settings: {a: 1}}\nserver: {kind: int8, max-batch: 8, max-wait-ms: 2.5}",
                "model: {job: j, version: 3}\nprices: {per-hour: 0.2, watts: 65}\nseed: -5",
                "model: {file: m.onnx}\nserver: {kind: onnx}\nworkload: {mode: trace, times: [0, 0.5, 0.5]}",
                "server: {kind: endpoint, endpoint: 'http://h:1/p', body: '{\"x\": ${features}}'}",
                "server: {kind: replay, recorded: resnet50}\nworkload: {mode: progressive, growth: 0.1}")) {
            BenchmarkSpec spec = one(text);

            assertThat(BenchmarkSpec.of(spec.values())).isEqualTo(spec);
        }
    }

    @Test
    void everythingWrongIsNamedAtOnce() {
        assertThat(problems("model: {family: cube, depth: 2}\nserver: {kind: onnx, max-batch: 0}\nworklod: {}"
                        + "\nworkload: {mode: trace, rate: fast}\nrepeats: 1.5"))
                .anySatisfy(problem -> assertThat(problem).contains("'cube' is none of [dense, conv"))
                .anySatisfy(problem -> assertThat(problem).contains("unknown setting 'model.depth'"))
                .anySatisfy(problem -> assertThat(problem).contains("'server.max-batch'", "between 1 and 1024, got 0"))
                .anySatisfy(problem -> assertThat(problem).contains("unknown setting 'worklod'"))
                .anySatisfy(problem -> assertThat(problem).contains("'workload.rate': expected a number, got 'fast'"))
                .anySatisfy(problem -> assertThat(problem).contains("'workload.times'"))
                .anySatisfy(problem -> assertThat(problem).contains("'repeats' must be a whole number"))
                .hasSize(7);
    }

    @Test
    void hostileTextsAreRefused() {
        assertThat(problems("")).singleElement().asString().contains("empty");
        assertThat(problems("a: [")).singleElement().asString().contains("neither YAML nor JSON");
        assertThat(problems("- 1\n- 2")).singleElement().asString().contains("neither YAML nor JSON");
        assertThat(problems("seed: 1\nseed: 2")).singleElement().asString().contains("neither YAML nor JSON");
        assertThat(problems("name: ../../etc")).singleElement().asString().contains("'name'");
        assertThat(problems("name: a" + " ".repeat(70_000)))
                .singleElement()
                .asString()
                .contains("65536");
        assertThat(problems("workload: {rate: NaN}")).singleElement().asString().contains("'workload.rate'");
        assertThat(problems("workload: 5")).singleElement().asString().contains("'workload' must hold names");
        assertThat(problems("workload: {mode: trace, times: [3, 1]}"))
                .anySatisfy(problem -> assertThat(problem).contains("must ascend"));
        assertThat(problems("server: {kind: endpoint, endpoint: 'file:///etc/passwd'}"))
                .anySatisfy(problem -> assertThat(problem).contains("http://host:port/path"));
    }

    @Test
    void aSweepStandsForEveryCombination() {
        List<BenchmarkSpec> specs = SpecReader.parse(
                "name: s\nserver: {kind: int8}\n" + "sweep: {server.max-batch: [1, 4], workload.rate: [10, 20.5]}");

        assertThat(specs)
                .extracting(BenchmarkSpec::name)
                .containsExactly(
                        "s-max-batch-1-rate-10",
                        "s-max-batch-1-rate-20.5",
                        "s-max-batch-4-rate-10",
                        "s-max-batch-4-rate-20.5");
        assertThat(specs.getLast().server().maxBatch()).isEqualTo(4);
        assertThat(specs.getLast().server().kind()).isEqualTo(ServerChoice.Kind.INT8);
        assertThat(specs.getLast().workload().rate()).isEqualTo(20.5);
    }

    @Test
    void aSweepThatExplodesIsRefused() {
        String hundred = "[" + "1,".repeat(99) + "1]";

        assertThat(problems("sweep: {server.max-batch: " + hundred + ", workload.batch: " + hundred + "}"))
                .singleElement()
                .asString()
                .contains("at most 1000");
        assertThat(problems("sweep: {seed.deep: [1]}\nseed: 3"))
                .singleElement()
                .asString()
                .contains("names no setting");
    }
}
