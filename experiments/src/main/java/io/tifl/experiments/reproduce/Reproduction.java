package io.tifl.experiments.reproduce;

import io.tifl.experiments.report.AtomicFile;
import io.tifl.experiments.report.ChartFiles;
import io.tifl.experiments.report.HtmlReport;
import io.tifl.experiments.report.Report;
import io.tifl.experiments.report.Report.Block;
import io.tifl.experiments.report.Report.Section;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A paper's results that can be reproduced here, part by part, with what must hold of each.
 *
 * @param title of the page
 * @param lead a sentence below it
 * @param name of the file of tables, without its {@code .md}
 */
public record Reproduction(String title, String lead, String name, List<StudyPart> parts) {
    public Reproduction {
        parts = List.copyOf(parts);
    }

    /**
     * Those parts of these names.
     *
     * @param ids such as {@code R4}; empty for all
     * @throws IllegalArgumentException if there is no such part
     */
    public Reproduction only(List<String> ids) {
        List<String> known = parts.stream().map(StudyPart::id).toList();
        if (!known.containsAll(ids)) {
            throw new IllegalArgumentException("the parts are " + known + ", got " + ids);
        }
        return new Reproduction(
                title,
                lead,
                name,
                parts.stream()
                        .filter(part -> ids.isEmpty() || ids.contains(part.id()))
                        .toList());
    }

    /**
     * What came of it.
     *
     * @param markdown all tables and verdicts
     * @param failed claims that do not hold, in words
     */
    public record Outcome(String markdown, List<String> failed) {
        public Outcome {
            failed = List.copyOf(failed);
        }
    }

    /**
     * Runs all parts and writes {@code NAME.md}, {@code report.html} and the charts.
     *
     * @param progress takes lines for people, on any thread
     */
    public Outcome run(Path folder, Consumer<String> progress) throws IOException, InterruptedException {
        Map<StudyPart, Findings> all = new LinkedHashMap<>();
        for (StudyPart part : parts) {
            all.put(part, part.run(progress));
        }
        String markdown = markdown(all);
        Report report = report(all);
        AtomicFile.write(folder.resolve(name + ".md"), markdown);
        ChartFiles.write(folder.resolve("charts"), report.charts()).ifPresent(progress);
        AtomicFile.write(folder.resolve("report.html"), HtmlReport.of(report));
        return new Outcome(markdown, failed(all));
    }

    private static List<String> failed(Map<StudyPart, Findings> all) {
        List<String> failed = new ArrayList<>();
        all.forEach((part, findings) -> findings.claims().stream()
                .filter(Claim::fails)
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
            if (!findings.claims().isEmpty()) {
                text.append(claims(findings).markdown()).append("\n");
            }
        });
        return text.toString().strip() + "\n";
    }

    private static MarkdownTable claims(Findings findings) {
        boolean allMust = findings.claims().stream().allMatch(claim -> claim.holds() || claim.fails());
        String caption = allMust ? "What must hold." : "What must hold, and what is only told.";
        MarkdownTable table = new MarkdownTable(caption, "claim", "verdict", "seen");
        findings.claims().forEach(claim -> table.row(claim.text(), claim.verdict(), claim.seen()));
        return table;
    }

    private Report report(Map<StudyPart, Findings> all) {
        List<Claim> claims = all.values().stream()
                .flatMap(findings -> findings.claims().stream())
                .toList();
        long holding = claims.stream().filter(Claim::holds).count();
        long failing = claims.stream().filter(Claim::fails).count();
        Report report = Report.of(title, lead)
                .with(new Report.Tile(
                        "claims that hold", holding + " of " + (holding + failing), all.size() + " parts"));
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
        if (!findings.claims().isEmpty()) {
            blocks.add(Block.of(claims(findings).table()));
        }
        return new Section(part.id() + ": " + part.title(), blocks);
    }
}
