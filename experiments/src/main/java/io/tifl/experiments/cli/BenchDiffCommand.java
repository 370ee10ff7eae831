package io.tifl.experiments.cli;

import io.tifl.experiments.benchmark.report.Diff;
import io.tifl.experiments.benchmark.report.ResultFiles;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** {@code tifl bench diff}: two runs side by side. */
@Command(
        name = "diff",
        mixinStandardHelpOptions = true,
        description =
                "Compares two runs of the same benchmarks, by name: the ratio of percentiles and throughput with an interval"
                        + " of 95 %%, and whether that is better, worse, or no difference.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:Compared.",
            "1:Something became worse and --fail-on-worse was given, or files hold no result."
        })
final class BenchDiffCommand implements Callable<Integer> {
    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Parameters(index = "0", paramLabel = "A", description = "The first run: a folder of results or one result")
    private Path first = Path.of("");

    @Parameters(index = "1", paramLabel = "B", description = "The second")
    private Path second = Path.of("");

    @Option(
            names = "--tolerance",
            paramLabel = "SHARE",
            description = "Changes up to this are none (default: ${DEFAULT-VALUE})")
    private String tolerance = "5%";

    @Option(names = "--fail-on-worse", description = "End with exit code 1 if a figure became worse")
    private boolean failOnWorse;

    @Option(names = "--json", description = "As JSON")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        double share = BenchNames.share("tolerance", tolerance);
        ResultFiles before = ResultFiles.read(first);
        ResultFiles after = ResultFiles.read(second);
        Diff diff = Diff.of(before.results(), after.results(), share);
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        if (json) {
            out.println(JsonMapper.builder()
                    .propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
                    .build()
                    .writerWithDefaultPrettyPrinter()
                    .writeValueAsString(diff));
        } else {
            print(out, diff);
        }
        out.flush();
        before.problems().forEach(problem -> err.println("No result: " + problem));
        after.problems().forEach(problem -> err.println("No result: " + problem));
        boolean damaged = !before.problems().isEmpty() || !after.problems().isEmpty();
        return damaged || (failOnWorse && diff.isWorse()) ? ErrorMessages.FAILED : 0;
    }

    private static void print(PrintWriter out, Diff diff) {
        int width = diff.lines().stream()
                .mapToInt(line -> line.benchmark().length())
                .max()
                .orElse(0);
        for (Diff.Line line : diff.lines()) {
            boolean isTime = !line.figure().equals("throughput");
            double factor = isTime ? 1000 : 1;
            out.printf(
                    Locale.ROOT,
                    "%-" + Math.max(1, width) + "s  %-10s %10.3f -> %10.3f %s  x %.3f (%.3f to %.3f)  %s%n",
                    line.benchmark(),
                    line.figure(),
                    factor * line.first(),
                    factor * line.second(),
                    isTime ? "ms" : "/s",
                    line.ratio(),
                    line.low(),
                    line.high(),
                    line.verdict());
        }
        diff.unpaired().forEach(name -> out.println("Not compared: " + name + "."));
        if (diff.lines().isEmpty()) {
            out.println("The two have no benchmark in common.");
        }
    }
}
