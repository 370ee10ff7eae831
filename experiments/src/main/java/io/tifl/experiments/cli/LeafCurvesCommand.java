package io.tifl.experiments.cli;

import io.tifl.experiments.leaf.LeafCurve;
import io.tifl.experiments.report.Axis;
import io.tifl.experiments.report.Chart;
import io.tifl.experiments.report.ChartFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tifl study leaf}: files of LEAF's metrics side by side, ours or LEAF's own. */
@Command(
        name = "leaf",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Puts files of LEAF's metrics side by side: those that replays with --leaf-metrics leave, and those that LEAF",
            "left. Prints the accuracy on test examples, weighted by clients' examples, after some rounds."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:a file cannot be read", "2:wrong usage"},
        footerHeading = "%nExamples:%n",
        footer = {
            "  tifl study leaf ours=results/DIR/runs/leaf-seed0/stat_metrics.csv LEAF=stat_metrics_minibatch_c_3_mb_1.csv.gz",
            "  tifl study leaf --at 20,100,500 --charts DIR A=a.csv B=b.csv"
        })
final class LeafCurvesCommand implements Callable<Integer> {
    @Parameters(arity = "1..*", paramLabel = "NAME=FILE", description = "Files of statistics, plain or by gzip")
    private Map<String, Path> files = new LinkedHashMap<>();

    @Option(
            names = "--at",
            split = ",",
            paramLabel = "ROUND",
            description = "Rounds to print, comma-separated (default: 0,20,40,100,200,400,1000,2000)")
    private List<Long> at = List.of(0L, 20L, 40L, 100L, 200L, 400L, 1000L, 2000L);

    @Option(names = "--charts", paramLabel = "DIR", description = "Write a chart of all curves here (default: none)")
    private @Nullable Path charts;

    @Override
    public Integer call() throws Exception {
        List<LeafCurve> curves = new ArrayList<>();
        for (Map.Entry<String, Path> file : files.entrySet()) {
            curves.add(LeafCurve.read(file.getKey(), file.getValue()));
        }
        System.out.println("| run | " + at.stream().map(String::valueOf).collect(Collectors.joining(" | ")) + " |");
        System.out.println("|---".repeat(at.size() + 1) + "|");
        curves.forEach(curve -> System.out.println("| " + curve.name() + " | "
                + at.stream().map(round -> accuracy(curve, round)).collect(Collectors.joining(" | ")) + " |"));
        if (charts != null) {
            Chart chart = Chart.of(
                            "leaf-accuracy",
                            "Accuracy over rounds",
                            Axis.counts("completed rounds"),
                            Axis.shares("test accuracy"))
                    .noting(
                            "Lines are means weighted by clients' examples, bands span clients from the 10th to the 90th"
                                    + " percentile.")
                    .withAll(curves.stream().map(LeafCurve::line).toList());
            ChartFiles.write(charts, List.of(chart)).ifPresent(System.err::println);
        }
        return 0;
    }

    /** Nothing after the last round of a run. */
    private static String accuracy(LeafCurve curve, long round) {
        return curve.rounds().isEmpty() || curve.rounds().lastKey() + 1 < round
                ? ""
                : curve.at(round)
                        .map(spread -> String.format(Locale.ROOT, "%.1f %%", 100 * spread.mean()))
                        .orElse("");
    }
}
