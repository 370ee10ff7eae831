package io.tifl.experiments.benchmark.study;

import io.tifl.experiments.benchmark.model.Engines;
import io.tifl.experiments.benchmark.run.LocalRunner;
import io.tifl.experiments.benchmark.run.ThisMachine;
import io.tifl.experiments.benchmark.schedule.Surface;
import io.tifl.experiments.report.AtomicFile;
import io.tifl.experiments.report.ChartFiles;
import io.tifl.experiments.report.HtmlReport;
import io.tifl.experiments.report.Report;
import io.tifl.experiments.report.Report.Block;
import io.tifl.experiments.report.Report.Section;
import io.tifl.experiments.study.QuantizationData;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * InferBench's results that can be reproduced here, part by part, with what must hold of each (arXiv 2011.02327; R1 to R7 of {@code
 * docs/reproduce/inferbench.md}), the same networks in floats and bytes, and the generator itself.
 */
public final class BenchmarkStudy {
    private final List<StudyPart> parts;
    private final Path folder;
    private final Consumer<String> progress;

    /**
     * The study.
     *
     * @param ids of the parts to run, such as {@code R4}; empty for all
     * @param folder of results, where measurements are kept and taken from
     * @param data folder with the files of Fashion-MNIST; null to generate examples
     * @param threads of simulations
     * @param progress takes lines for people, on any thread
     * @throws IllegalArgumentException if there is no such part
     */
    public static BenchmarkStudy of(
            List<String> ids, Path folder, @Nullable Path data, int threads, Consumer<String> progress) {
        MeasuredRuns runs = new MeasuredRuns(
                new LocalRunner(new Engines(), ThisMachine.name(), new MeasuredDevice(folder.resolve("peaks.json"))),
                folder.resolve("runs"));
        List<StudyPart> all = List.of(
                new SchedulerSurface(Surface.Options.standard(), threads),
                new LiveSchedule(folder.resolve("live")),
                new Interference(runs),
                new BatchSizes(runs),
                new OpenLoopTail(),
                new DynamicBatching(),
                new ColdStarts(runs),
                new Rooflines(runs, folder.resolve("peaks.json")),
                new FloatsAndBytes(runs, new QuantizationData(data)),
                new GeneratorCheck(runs, Wrk.installed()));
        List<String> known = all.stream().map(StudyPart::id).toList();
        if (!known.containsAll(ids)) {
            throw new IllegalArgumentException("the parts are " + known + ", got " + ids);
        }
        List<StudyPart> wanted = all.stream()
                .filter(part -> ids.isEmpty() || ids.contains(part.id()))
                .toList();
        return new BenchmarkStudy(wanted, folder, progress);
    }

    BenchmarkStudy(List<StudyPart> parts, Path folder, Consumer<String> progress) {
        this.parts = List.copyOf(parts);
        this.folder = folder;
        this.progress = progress;
    }

    /**
     * What came of the study.
     *
     * @param markdown all tables and verdicts
     * @param failed claims that do not hold, in words
     */
    public record Outcome(String markdown, List<String> failed) {
        public Outcome {
            failed = List.copyOf(failed);
        }
    }

    /** Runs all parts and writes {@code benchmark.md}, {@code report.html} and the charts. */
    public Outcome run() throws IOException, InterruptedException {
        Map<StudyPart, Findings> all = new LinkedHashMap<>();
        for (StudyPart part : parts) {
            all.put(part, part.run(progress));
        }
        String markdown = markdown(all);
        Report report = report(all);
        AtomicFile.write(folder.resolve("benchmark.md"), markdown);
        ChartFiles.write(folder.resolve("charts"), report.charts()).ifPresent(progress);
        AtomicFile.write(folder.resolve("report.html"), HtmlReport.of(report));
        return new Outcome(markdown, failed(all));
    }

    private static List<String> failed(Map<StudyPart, Findings> all) {
        List<String> failed = new ArrayList<>();
        all.forEach((part, findings) -> findings.claims().stream()
                .filter(claim -> !claim.holds())
                .forEach(claim -> failed.add(part.id() + ": " + claim.text() + " (" + claim.seen() + ")")));
        return failed;
    }

    private static String markdown(Map<StudyPart, Findings> all) {
        StringBuilder text = new StringBuilder();
        all.forEach((part, findings) -> {
            text.append("## ")
                    .append(part.id())
                    .append(": ")
                    .append(part.title())
                    .append("\n\n");
            findings.paragraphs().forEach(paragraph -> text.append(paragraph).append("\n\n"));
            findings.tables().forEach(table -> text.append(table.markdown()).append("\n"));
            text.append(claims(findings).markdown()).append("\n");
        });
        return text.toString().strip() + "\n";
    }

    private static MarkdownTable claims(Findings findings) {
        MarkdownTable table = new MarkdownTable("What must hold.", "claim", "verdict", "seen");
        findings.claims().forEach(claim -> table.row(claim.text(), claim.verdict(), claim.seen()));
        return table;
    }

    private static Report report(Map<StudyPart, Findings> all) {
        long holding = all.values().stream()
                .flatMap(findings -> findings.claims().stream())
                .filter(Claim::holds)
                .count();
        long claims = all.values().stream()
                .mapToLong(findings -> findings.claims().size())
                .sum();
        Report report = Report.of(
                        "InferBench, reproduced",
                        "What must hold of InferBench's results (arXiv 2011.02327), and what was seen here.")
                .with(new Report.Tile("claims that hold", holding + " of " + claims, all.size() + " parts"));
        for (Map.Entry<StudyPart, Findings> entry : all.entrySet()) {
            report = report.with(section(entry.getKey(), entry.getValue()));
        }
        return report;
    }

    private static Section section(StudyPart part, Findings findings) {
        List<Block> blocks = new ArrayList<>();
        findings.paragraphs().forEach(paragraph -> blocks.add(Block.of(paragraph)));
        findings.charts().forEach(chart -> blocks.add(Block.of(chart)));
        findings.tables().forEach(table -> blocks.add(Block.of(table.table())));
        blocks.add(Block.of(claims(findings).table()));
        return new Section(part.id() + ": " + part.title(), blocks);
    }
}
