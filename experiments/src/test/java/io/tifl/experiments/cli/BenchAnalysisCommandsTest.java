package io.tifl.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tifl.experiments.benchmark.model.DevicePeaks;
import io.tifl.experiments.benchmark.model.DeviceProbe;
import io.tifl.experiments.benchmark.model.Processor;
import io.tifl.experiments.benchmark.result.BenchmarkResult;
import io.tifl.experiments.benchmark.result.Counts;
import io.tifl.experiments.benchmark.result.DeviceInfo;
import io.tifl.experiments.benchmark.result.Energy;
import io.tifl.experiments.benchmark.result.Latencies;
import io.tifl.experiments.benchmark.result.Measurement;
import io.tifl.experiments.benchmark.result.ResultFormat;
import io.tifl.experiments.benchmark.result.Stage;
import io.tifl.experiments.benchmark.result.Verdict;
import io.tifl.experiments.benchmark.spec.SpecReader;
import io.tifl.experiments.report.CsvRows;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class BenchAnalysisCommandsTest {
    @TempDir
    Path folder;

    private StringWriter out = new StringWriter();
    private StringWriter err = new StringWriter();

    private int run(String... arguments) {
        out = new StringWriter();
        err = new StringWriter();
        CommandLine command = Tifl.commandLine();
        command.setOut(new PrintWriter(out, true));
        command.setErr(new PrintWriter(err, true));
        List<String> all = new ArrayList<>(List.of("bench"));
        all.addAll(List.of(arguments));
        return command.execute(all.toArray(String[]::new));
    }

    /** A folder of one result, of a thousand requests around so many milliseconds. */
    private Path results(String name, double milliseconds) throws IOException {
        Histogram recorder = Latencies.recorder();
        for (int i = 0; i < 1000; i++) {
            Latencies.record(recorder, Math.round(1e6 * milliseconds * (1 + i % 10 / 100.0)));
        }
        Measurement repeat = new Measurement(
                1,
                1000,
                1,
                Duration.ofSeconds(20),
                50,
                new Counts(1000, 0, 0, 0, 0),
                Map.of(Stage.LATENCY, Latencies.of(recorder)),
                Latencies.none(),
                Double.NaN,
                new Verdict(Verdict.Outcome.PASS, 0, "none was late"));
        BenchmarkResult result = new BenchmarkResult(
                SpecReader.parse("name: x\nworkload: {rate: 50}").getFirst(),
                new DeviceInfo("f1", "processor", 2, 1L << 30, "Linux", "25", Double.NaN, Double.NaN),
                List.of(repeat),
                Optional.empty(),
                OptionalDouble.empty(),
                Optional.empty(),
                new Energy(Double.NaN, Energy.Source.UNKNOWN),
                Instant.EPOCH,
                Duration.ofSeconds(21),
                List.of());
        Path results = Files.createDirectories(folder.resolve(name));
        Files.write(results.resolve("x.json"), ResultFormat.write(result));
        return results;
    }

    @Test
    void exportsWriteEveryFormatAndNameDamagedFiles() throws IOException {
        Path results = results("a", 10);
        for (String format : List.of("csv", "json", "html", "markdown")) {
            Path file = folder.resolve("out." + format);
            assertThat(run("export", results.toString(), "--format", format, "--out", file.toString()))
                    .isZero();
            assertThat(file).isNotEmptyFile();
        }
        assertThat(CsvRows.read(folder.resolve("out.csv"))).hasSize(2);
        assertThat(run("export", results.toString(), "--format", "csv")).isZero();
        assertThat(out.toString()).startsWith("benchmark,model,");

        Files.writeString(results.resolve("y.json"), "{");
        assertThat(run("export", results.toString(), "--format", "csv")).isEqualTo(ErrorMessages.FAILED);
        assertThat(out.toString().lines()).hasSize(2);
        assertThat(err.toString()).contains("y.json");
    }

    @Test
    void wrongOptionsAreUsageErrors() throws IOException {
        String results = results("a", 10).toString();

        assertThat(run("export", results, "--format", "pdf")).isEqualTo(ErrorMessages.USAGE);
        assertThat(err.toString()).contains("[csv, json, html, markdown]");
        assertThat(run("diff", results, results, "--tolerance", "much")).isEqualTo(ErrorMessages.USAGE);
        assertThat(run("recommend", results, "--rate", "-1", "--limit-ms", "5")).isEqualTo(ErrorMessages.USAGE);
        assertThat(run("models", "--onnx", "x.onnx")).isEqualTo(ErrorMessages.USAGE);
        assertThat(run("models", "--model", "{family: dense, layers: 0}")).isEqualTo(ErrorMessages.USAGE);
        assertThat(run("export", folder.resolve("none").toString(), "--format", "csv"))
                .isEqualTo(ErrorMessages.FAILED);
        assertThat(err.toString()).contains("no file or folder");
    }

    @Test
    void aDiffFailsOnWorseOnlyIfAsked() throws IOException {
        String quick = results("quick", 10).toString();
        String slow = results("slow", 12).toString();

        assertThat(run("diff", quick, slow)).isZero();
        assertThat(out.toString()).contains("p50", "worse", "throughput", "no difference");
        assertThat(run("diff", quick, slow, "--fail-on-worse")).isEqualTo(1);
        assertThat(run("diff", slow, quick, "--fail-on-worse")).isZero();
        assertThat(out.toString()).contains("better");
        assertThat(run("diff", quick, slow, "--fail-on-worse", "--tolerance", "30%"))
                .isZero();
        assertThat(run("diff", quick, slow, "--json")).isZero();
        assertThat(out.toString()).contains("\"verdict\" : \"worse\"", "\"unpaired\"");
    }

    @Test
    void aRecommendationSaysWhyOrFails() throws IOException {
        String results = results("a", 10).toString();

        assertThat(run("recommend", results, "--rate", "40", "--limit-ms", "12"))
                .isZero();
        assertThat(out.toString()).startsWith("Take x (dense-2x256 compiled").contains("p95 is");
        assertThat(run("recommend", results, "--rate", "40", "--limit-ms", "5")).isEqualTo(1);
        assertThat(out.toString()).contains("None of the measured", "above 5 ms");
    }

    @Test
    void aModelIsListedAndWritten() {
        Path file = folder.resolve("model.onnx");

        assertThat(run("models", "--model", "{family: conv, layers: 1, width: 4, input: 8}", "--onnx", file.toString()))
                .isZero();

        assertThat(out.toString()).contains("conv-1x4", "dl4j compiled int8 onnx");
        assertThat(file).isNotEmptyFile();
    }

    @Test
    void modelsAreListedWithTheEnginesThatRunThem() {
        assertThat(run("models")).isZero();

        assertThat(out.toString().lines())
                .anyMatch(line ->
                        line.startsWith("mnist-cnn") && line.contains("1,199,882") && line.endsWith("int8 onnx"))
                .anyMatch(line -> line.startsWith("shakespeare-lstm") && line.endsWith("dl4j compiled onnx"))
                .anyMatch(line -> line.startsWith("attention-2x64") && line.endsWith("dl4j onnx"));
    }

    @Test
    void keptPeaksAreShown() throws IOException {
        Path file = folder.resolve("peaks.json");
        DevicePeaks own = new DevicePeaks(
                100, "a way", 25, "another", processor(), Runtime.getRuntime().availableProcessors(), Instant.EPOCH);
        DeviceProbe.write(file, own);

        assertThat(run("probe", "--file", file.toString())).isZero();

        assertThat(out.toString())
                .contains("100.0 GFLOP/s   a way", "25.0 GB/s      another", "4.0 operations per byte");
    }

    private static String processor() {
        return Processor.name();
    }
}
