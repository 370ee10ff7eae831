package io.tifl.experiments.study;

import io.tifl.experiments.report.AtomicFile;
import io.tifl.experiments.report.HtmlReport;
import io.tifl.experiments.report.Report;
import io.tifl.experiments.report.Report.Block;
import io.tifl.experiments.report.Report.Section;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The runs of several results folders side by side. */
public final class Comparison {
    private final List<Path> folders;
    private final List<RunGroup> groups;

    private Comparison(List<Path> folders, List<RunGroup> groups) {
        this.folders = List.copyOf(folders);
        this.groups = List.copyOf(groups);
    }

    /** @throws IOException if a folder holds no replay, or one without a finished run */
    public static Comparison read(List<Path> folders) throws IOException {
        List<RunGroup> groups = new ArrayList<>();
        for (Path folder : folders) {
            for (RunGroup group : RunGroup.byPolicy(finishedRuns(folder))) {
                groups.add(folders.size() == 1 ? group : group.prefixed(nameOf(folder)));
            }
        }
        return new Comparison(folders, groups);
    }

    private static List<RunRecord> finishedRuns(Path folder) throws IOException {
        ResultsFolder results = new ResultsFolder(folder);
        ReplaySettings settings = results.settings()
                .orElseThrow(() -> new IOException(folder + " is not a results folder of tifl replay"));
        List<RunRecord> runs = new ArrayList<>();
        for (RunId run : RunId.all(settings)) {
            Path of = results.run(run);
            if (Files.isDirectory(of) && RunFolder.summary(of).isPresent()) {
                runs.add(RunRecord.read(of));
            }
        }
        if (runs.isEmpty()) {
            throw new IOException(folder + " holds no finished run yet");
        }
        return runs;
    }

    private static String nameOf(Path folder) {
        Path name = folder.toAbsolutePath().normalize().getFileName();
        return name == null ? folder.toString() : name.toString();
    }

    /** A line per folder and policy. */
    public ReplayTable table() {
        return new ReplayTable(groups, 0);
    }

    /** Writes a page with all curves. */
    public void writeReport(Path file) throws IOException {
        ReplayCharts charts = new ReplayCharts(groups);
        List<String> names = groups.stream().map(RunGroup::name).toList();
        Report report = Report.of(
                        "Replays side by side",
                        folders.size() + " results folders, " + groups.size() + " lines. Times are virtual.")
                .with(Section.of("All policies", Block.of(table().table())))
                .with(Section.of(
                        "Accuracy",
                        Block.of(charts.accuracyOverTime().colouredAs(names)),
                        Block.of(charts.accuracyOverRounds().colouredAs(names))))
                .with(Section.of(
                        "Time",
                        Block.of(charts.totalTime()),
                        Block.of(charts.estimateAgainstActual().colouredAs(names))));
        AtomicFile.write(file, HtmlReport.of(report));
    }
}
