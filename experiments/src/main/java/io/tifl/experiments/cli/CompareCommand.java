package io.tifl.experiments.cli;

import io.tifl.experiments.study.Comparison;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tifl compare}: replays side by side. */
@Command(
        name = "compare",
        mixinStandardHelpOptions = true,
        description =
                "Puts the runs of two or more results folders side by side: a table, and a report with all curves.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:a folder cannot be read", "2:wrong usage"},
        footerHeading = "%nExamples:%n",
        footer = {
            "  tifl compare results/fashion-mnist-resource-1a2b3c4d results/fashion-mnist-combined-5e6f7a8b",
            "  tifl compare --out comparison.html results/*"
        })
final class CompareCommand implements Callable<Integer> {
    @Parameters(arity = "1..*", paramLabel = "DIR", description = "Results folders of tifl replay")
    private List<Path> folders = List.of();

    @Option(names = "--out", paramLabel = "FILE", description = "Write the report here (default: none)")
    private @Nullable Path out;

    @Option(names = "--json", description = "Print the runs as JSON instead of a table")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        Comparison comparison = Comparison.read(folders);
        System.out.println(json ? comparison.table().json() : comparison.table().text());
        if (out != null) {
            comparison.writeReport(out);
            System.out.println("Report: " + out.toAbsolutePath().normalize());
        }
        return 0;
    }
}
