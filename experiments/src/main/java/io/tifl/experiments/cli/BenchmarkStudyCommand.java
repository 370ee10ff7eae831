package io.tifl.experiments.cli;

import io.tifl.experiments.benchmark.study.BenchmarkStudy;
import io.tifl.experiments.reproduce.Reproduction;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tifl study benchmark}: InferBench's results, reproduced. */
@Command(
        name = "benchmark",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Reproduces InferBench's results (arXiv 2011.02327) as far as they can be here, and says of each what must",
            "hold and whether it does: R1 two-tier scheduling, R2 interference, R3 batch sweep, R4 the tail of an open loop,",
            "R5 dynamic batching, R6 cold start, cost and energy, R7 roofline of generated models; I8 the same networks served",
            "in floats and in bytes; G the load generator itself, beside wrk where that is installed. R1, R4 and R5 run in",
            "virtual time and are the same everywhere; the others measure this machine, which should do nothing else.",
            "",
            "Measurements are kept in the results folder: an interrupted study goes on where it stopped."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done, and every claim holds",
            "1:it failed, or a claim does not hold",
            "2:wrong usage",
            "130:interrupted"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  tifl study benchmark",
            "  tifl study benchmark --parts R1,R4,R5",
            "  tifl study benchmark --parts I8 --data-dir DIR"
        })
final class BenchmarkStudyCommand implements Callable<Integer> {
    @Option(
            names = "--parts",
            split = ",",
            paramLabel = "ID",
            description = "Parts to run, comma-separated (default: all)")
    private List<String> parts = List.of();

    @Option(names = "--out", paramLabel = "DIR", description = "Results folder (default: results/benchmark)")
    private Path out = Path.of("results", "benchmark");

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description = "Folder with the files of Fashion-MNIST for part I8; without it examples are generated")
    private @Nullable Path dataDir;

    @Option(names = "--threads", paramLabel = "N", description = "Threads of simulations (default: one per core)")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Override
    public Integer call() throws Exception {
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be at least 1, got " + threads);
        }
        Reproduction.Outcome outcome =
                BenchmarkStudy.of(parts, out, dataDir, threads).run(out, System.err::println);
        return StudyOutcome.tell(outcome, out);
    }
}
