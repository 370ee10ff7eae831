package io.tifl.experiments.cli;

import io.tifl.experiments.benchmark.result.BenchmarkResult;
import io.tifl.experiments.benchmark.result.ResultFolder;
import io.tifl.experiments.benchmark.result.ResultFormat;
import io.tifl.experiments.benchmark.run.BenchmarkRunner;
import io.tifl.experiments.benchmark.run.ThisMachine;
import io.tifl.experiments.benchmark.spec.BenchmarkSpec;
import io.tifl.experiments.benchmark.spec.InvalidBenchmarkException;
import io.tifl.experiments.benchmark.spec.ModelChoice;
import io.tifl.experiments.benchmark.spec.SpecReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tifl bench run}: the benchmarks of a file, on this machine. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Runs all benchmarks of a file on this machine, one after the other, and writes a result of each.",
            "",
            "The same command goes on where it stopped: a result of the same benchmark is kept."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:Every benchmark was run or kept.",
            "1:At least one failed; the others have their results.",
            "2:The file or the command line is wrong; nothing was run.",
            "130:Interrupted; the same command goes on where it stopped."
        },
        footerHeading = "%nA file, whose settings all have defaults:%n",
        footer = {
            "  name: first",
            "  model: {family: dense, layers: 2, width: 256}",
            "  server: {kind: compiled, max-batch: 8, max-wait-ms: 2}",
            "  workload: {mode: poisson, rate: 200, seconds: 10}",
            "  objective: {percentile: 95, limit-ms: 50}",
            "  sweep: {workload.rate: [100, 200, 400]}"
        })
final class BenchRunCommand implements Callable<Integer> {
    private static final long LARGEST_FILE = 1 << 20;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Parameters(paramLabel = "FILE", description = "Benchmarks, in YAML or JSON")
    private Path file = Path.of("");

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Folder of results (default: results/bench/NAME-OF-FILE)")
    private @Nullable Path out;

    @Option(names = "--json", description = "Print results as JSON, one to a line, instead of a table")
    private boolean json;

    @Option(names = "--quiet", description = "Show no progress")
    private boolean quiet;

    private final BenchmarkRunner runner;

    BenchRunCommand() {
        this(new ThisMachine());
    }

    BenchRunCommand(BenchmarkRunner runner) {
        this.runner = runner;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<BenchmarkSpec> specs = read();
        ResultFolder folder = new ResultFolder(out == null ? Path.of("results", "bench", baseName()) : out);
        List<BenchmarkResult> results = new ArrayList<>();
        int failed;
        try (BenchProgress progress = quiet ? BenchProgress.silent() : BenchProgress.onStandardError(specs.size())) {
            failed = runAll(specs, folder, results, progress);
        }
        print(results);
        return failed == 0 ? 0 : ErrorMessages.FAILED;
    }

    private String baseName() {
        String name = String.valueOf(file.getFileName());
        int dot = name.lastIndexOf('.');
        return dot > 0 ? name.substring(0, dot) : name;
    }

    private List<BenchmarkSpec> read() throws IOException {
        if (Files.size(file) > LARGEST_FILE) {
            throw new IllegalArgumentException(
                    file + " has " + Files.size(file) + " bytes, benchmarks have at most " + LARGEST_FILE);
        }
        List<BenchmarkSpec> specs;
        try {
            specs = SpecReader.parse(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
        } catch (InvalidBenchmarkException e) {
            throw new IllegalArgumentException(
                    file + " holds no benchmark that can be run:\n  " + String.join("\n  ", e.problems()), e);
        }
        Set<String> names = new HashSet<>();
        for (BenchmarkSpec one : specs) {
            if (!names.add(one.name())) {
                throw new IllegalArgumentException(file + " holds two benchmarks of the name " + one.name());
            }
            if (one.model() instanceof ModelChoice.Trained) {
                throw new IllegalArgumentException(
                        file + " asks for the model of a job, which only its coordinator has:"
                                + " 'tifl bench submit' benchmarks it there");
            }
        }
        return specs;
    }

    private int runAll(
            List<BenchmarkSpec> specs, ResultFolder folder, List<BenchmarkResult> results, BenchProgress progress)
            throws IOException, InterruptedException {
        int failed = 0;
        for (BenchmarkSpec one : specs) {
            Optional<BenchmarkResult> kept = folder.kept(one, spec.commandLine().getErr()::println);
            if (kept.isPresent()) {
                results.add(kept.get());
                progress.kept(one.name());
            } else if (!ran(one, folder, results, progress)) {
                failed++;
            }
        }
        return failed;
    }

    private boolean ran(BenchmarkSpec one, ResultFolder folder, List<BenchmarkResult> results, BenchProgress progress)
            throws IOException, InterruptedException {
        progress.started(one.name());
        BenchmarkResult result;
        try {
            result = runner.run(one, Optional.empty(), progress::at);
        } catch (IOException | IllegalArgumentException e) {
            progress.close();
            spec.commandLine().getErr().println(one.name() + ": " + e.getMessage());
            return false;
        }
        folder.keep(result);
        results.add(result);
        progress.finished("done in " + InWords.seconds(result.took().toNanos() / 1e9) + ", " + folder.file(one.name()));
        return true;
    }

    private void print(List<BenchmarkResult> results) {
        PrintWriter lines = spec.commandLine().getOut();
        if (json) {
            results.forEach(result -> lines.println(new String(ResultFormat.write(result), StandardCharsets.UTF_8)));
        } else if (!results.isEmpty()) {
            BenchTable.lines(results).forEach(lines::println);
        }
        lines.flush();
    }
}
