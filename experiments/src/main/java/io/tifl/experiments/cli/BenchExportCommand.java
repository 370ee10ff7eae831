package io.tifl.experiments.cli;

import io.tifl.experiments.benchmark.report.BenchmarkReport;
import io.tifl.experiments.benchmark.report.Exports;
import io.tifl.experiments.benchmark.report.Leaderboard;
import io.tifl.experiments.benchmark.report.ResultFiles;
import io.tifl.experiments.report.AtomicFile;
import io.tifl.experiments.report.ChartFiles;
import io.tifl.experiments.report.HtmlReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tifl bench export}: results in other forms. */
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        description = "Writes results as a table, as JSON, or as a page with charts.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:Done.",
            "1:Some files hold no result; what the others hold was written, and the message names them."
        })
final class BenchExportCommand implements Callable<Integer> {
    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Parameters(paramLabel = "DIR", description = "Folder of results (NAME.json), or one result")
    private Path place = Path.of("");

    @Option(names = "--format", paramLabel = "FORMAT", required = true, description = "csv, json, html or markdown")
    private String format = "";

    @Option(names = "--out", paramLabel = "FILE", description = "Where to write (default: to the terminal)")
    private @Nullable Path out;

    @Option(
            names = "--sort",
            paramLabel = "BY",
            description = "Leader boards of html: throughput, p99, cost or energy (default: ${DEFAULT-VALUE})")
    private String sort = Leaderboard.Order.THROUGHPUT.toString();

    @Option(
            names = "--charts",
            paramLabel = "FOLDER",
            description = "Also write the charts of html as SVG and PNG files")
    private @Nullable Path charts;

    @Override
    public Integer call() throws IOException {
        Exports chosen = BenchNames.oneOf("format", format, Exports.values());
        Leaderboard.Order order = BenchNames.oneOf("sort", sort, Leaderboard.Order.values());
        ResultFiles files = ResultFiles.read(place);
        PrintWriter terminal = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        String text = chosen == Exports.HTML ? HtmlReport.of(BenchmarkReport.of(files, order)) : chosen.of(files);
        if (out == null) {
            terminal.print(text);
        } else {
            AtomicFile.write(out, text);
            terminal.println(files.results().size() + " results written to " + out + ".");
        }
        if (charts != null) {
            ChartFiles.write(charts, BenchmarkReport.of(files, order).charts()).ifPresent(err::println);
        }
        terminal.flush();
        files.problems().forEach(problem -> err.println("No result: " + problem));
        return files.problems().isEmpty() ? 0 : ErrorMessages.FAILED;
    }
}
