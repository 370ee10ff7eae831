package io.tifl.experiments.cli;

import io.tifl.experiments.benchmark.report.Recommendation;
import io.tifl.experiments.benchmark.report.ResultFiles;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tifl bench recommend}: which configuration to take. */
@Command(
        name = "recommend",
        mixinStandardHelpOptions = true,
        description =
                "Names the cheapest measured configuration that answers so many requests per second within a limit, where no"
                        + " prices are known the fastest; the others that do, and why the rest does not.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:There is one.", "1:None fits."})
final class BenchRecommendCommand implements Callable<Integer> {
    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Parameters(paramLabel = "DIR", description = "Folder of results (NAME.json), or one result")
    private Path place = Path.of("");

    @Option(names = "--rate", paramLabel = "R", required = true, description = "Requests per second")
    private double rate;

    @Option(
            names = "--limit-ms",
            paramLabel = "L",
            required = true,
            description = "Milliseconds that the percentile may reach")
    private double limit;

    @Option(names = "--percentile", paramLabel = "P", description = "Of the latencies (default: ${DEFAULT-VALUE})")
    private double percentile = 95;

    @Option(names = "--price-cap", paramLabel = "X", description = "Most that an hour may cost")
    private @Nullable Double priceCap;

    @Override
    public Integer call() throws IOException {
        ResultFiles files = ResultFiles.read(place);
        Recommendation recommendation = Recommendation.of(
                files.results(),
                new Recommendation.Wish(
                        rate,
                        percentile,
                        Duration.ofNanos(Math.round(limit * 1e6)),
                        priceCap == null ? OptionalDouble.empty() : OptionalDouble.of(priceCap)));
        PrintWriter out = spec.commandLine().getOut();
        recommendation.sentences().forEach(out::println);
        out.flush();
        files.problems().forEach(problem -> spec.commandLine().getErr().println("No result: " + problem));
        return recommendation.best().isPresent() ? 0 : ErrorMessages.FAILED;
    }
}
