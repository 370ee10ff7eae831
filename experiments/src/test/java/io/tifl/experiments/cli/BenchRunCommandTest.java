package io.tifl.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tifl.experiments.benchmark.result.BenchmarkResult;
import io.tifl.experiments.benchmark.result.ResultFormat;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class BenchRunCommandTest {
    private static final String REPLAY = """
            name: r
            server: {kind: replay, recorded: vgg16}
            workload: {mode: blocking, seconds: 0, requests: 5}
            warmup: 0
            """;

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... more) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        return Tifl.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(Stream.concat(Stream.of("bench", "run", "--quiet"), Stream.of(more))
                        .toArray(String[]::new));
    }

    private String file(String text) throws IOException {
        return Files.writeString(folder.resolve("set.yaml"), text).toString();
    }

    private Path results() {
        return folder.resolve("results");
    }

    private String[] in(String file, String... more) {
        return Stream.concat(Stream.of(file, "--out", results().toString()), Stream.of(more))
                .toArray(String[]::new);
    }

    private BenchmarkResult result(String name) throws IOException {
        return ResultFormat.read(Files.readAllBytes(results().resolve(name + ".json")));
    }

    @Test
    void everyBenchmarkOfASweepGetsALineAndAFile() throws IOException {
        String file = file(REPLAY + "sweep: {server.recorded: [vgg16, vgg19]}");

        assertThat(run(in(file))).isZero();

        assertThat(out.toString().lines())
                .hasSize(3)
                .first()
                .asString()
                .contains("name", "p99 ms", "verdict", "cold start");
        assertThat(out.toString()).contains("r-recorded-vgg16", "r-recorded-vgg19  vgg19", "TOO_FEW", "100.0 %");
        assertThat(result("r-recorded-vgg19").counts().total()).isEqualTo(5);
    }

    @Test
    void sameCommandKeepsResultsAndRunsWhatChanged() throws IOException {
        assertThat(run(in(file(REPLAY)))).isZero();
        byte[] first = Files.readAllBytes(results().resolve("r.json"));

        assertThat(run(in(file(REPLAY)))).isZero();
        assertThat(Files.readAllBytes(results().resolve("r.json"))).isEqualTo(first);

        assertThat(run(in(file(REPLAY + "seed: 2")))).isZero();
        assertThat(result("r").spec().seed()).isEqualTo(2);
    }

    @Test
    void damagedResultIsReplacedAndSaidSo() throws IOException {
        Files.createDirectories(results());
        Files.writeString(results().resolve("r.json"), "{");

        assertThat(run(in(file(REPLAY)))).isZero();

        assertThat(err.toString()).contains("r.json is damaged and is replaced");
        assertThat(result("r").counts().total()).isEqualTo(5);
    }

    @Test
    void jsonIsOneResultToALine() throws IOException {
        assertThat(run(in(file(REPLAY), "--json"))).isZero();

        assertThat(out.toString().lines())
                .singleElement()
                .satisfies(line -> assertThat(ResultFormat.read(line.getBytes(StandardCharsets.UTF_8)))
                        .isEqualTo(result("r")));
    }

    @Test
    void failureOfOneBenchmarkIsSaidAndTheOthersHaveTheirResults() throws IOException {
        String file = file(REPLAY + "sweep: {server.recorded: [nothing, vgg16]}");

        assertThat(run(in(file))).isEqualTo(1);

        assertThat(err.toString()).contains("r-recorded-nothing: nothing is recorded of 'nothing'");
        assertThat(result("r-recorded-vgg16").counts().total()).isEqualTo(5);
        assertThat(results().resolve("r-recorded-nothing.json")).doesNotExist();
    }

    @Test
    void badFileNamesAllItsProblemsAndRunsNothing() throws IOException {
        assertThat(run(in(file("warmup: -1\nmodle: x\nserver: {kind: abacus}"))))
                .isEqualTo(2);

        assertThat(err.toString()).contains("set.yaml", "'warmup'", "'modle'", "abacus");
        assertThat(results()).doesNotExist();
    }

    @Test
    void otherUnusableFilesAreRefused() throws IOException {
        assertThat(run(in(folder.resolve("nowhere.yaml").toString()))).isEqualTo(1);
        assertThat(err.toString()).contains("There is no");
        assertThat(run(in(file("")))).isEqualTo(2);
        assertThat(run(in(file("#".repeat(2_000_000))))).isEqualTo(2);
        assertThat(run(in(file("model: {job: j}")))).isEqualTo(2);
        assertThat(err.toString()).contains("tifl bench submit");
        assertThat(run(in(file(REPLAY + "sweep: {server.recorded: [vgg16, vgg16]}"))))
                .isEqualTo(2);
        assertThat(err.toString()).contains("two benchmarks of the name");
        assertThat(run()).isEqualTo(2);
    }

    @Test
    void modelsAreChosenAsPeopleWriteThem() {
        assertThat(BenchServeCommand.chosen("dense")).isEqualTo(Map.of("family", "dense"));
        assertThat(BenchServeCommand.chosen("conv-4x32")).isEqualTo(Map.of("family", "conv", "layers", 4, "width", 32));
        assertThat(BenchServeCommand.chosen("net.onnx")).isEqualTo(Map.of("file", "net.onnx"));
        assertThat(BenchServeCommand.chosen("./net")).isEqualTo(Map.of("file", "./net"));
        assertThat(BenchServeCommand.chosen("mnist-cnn")).isEqualTo(Map.of("name", "mnist-cnn"));
        assertThat(BenchServeCommand.chosen("resnet-4x32")).isEqualTo(Map.of("name", "resnet-4x32"));
    }

    @Test
    void wrongOptionsOfTheServerAreRefused() {
        for (List<String> options : List.of(
                List.of("--port", "70000"),
                List.of("--kind", "endpoint"),
                List.of("--kind", "abacus"),
                List.of("--kind", "replay", "--recorded", "nothing"),
                List.of("--model", "dense-0x5"),
                List.of("--max-batch", "0"))) {
            String[] command =
                    Stream.concat(Stream.of("bench", "serve"), options.stream()).toArray(String[]::new);

            assertThat(Tifl.commandLine().setErr(new PrintWriter(err)).execute(command))
                    .isEqualTo(2);
        }
    }
}
