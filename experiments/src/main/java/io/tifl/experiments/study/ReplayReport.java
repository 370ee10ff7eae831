package io.tifl.experiments.study;

import io.tifl.experiments.report.AtomicFile;
import io.tifl.experiments.report.Chart;
import io.tifl.experiments.report.ChartFiles;
import io.tifl.experiments.report.CsvWriter;
import io.tifl.experiments.report.HtmlReport;
import io.tifl.experiments.report.Report;
import io.tifl.experiments.report.Report.Block;
import io.tifl.experiments.report.Report.Section;
import io.tifl.experiments.report.Report.Tile;
import io.tifl.experiments.report.Table;
import io.tifl.experiments.report.Table.Cell;
import io.tifl.experiments.report.Table.Column;
import io.tifl.experiments.report.Unit;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Makes what people look at from the runs of a replay: CSV files, a summary, charts and a page. */
final class ReplayReport {
    private final ResultsFolder results;
    private final ReplaySettings settings;
    private final List<RunRecord> runs;
    private final Provenance provenance;
    private final List<RunGroup> groups;
    private final ReplayTable table;

    ReplayReport(ResultsFolder results, ReplaySettings settings, List<RunRecord> runs, Provenance provenance) {
        this.results = results;
        this.settings = settings;
        this.runs = List.copyOf(runs);
        this.provenance = provenance;
        this.groups = RunGroup.byPolicy(runs);
        this.table = new ReplayTable(groups, settings.rounds().targetAccuracy());
    }

    void write(ReplayListener listener) throws IOException {
        writeRounds();
        writeClients();
        AtomicFile.write(results.file("summary.json"), table.json() + "\n");
        AtomicFile.write(results.file("provenance.json"), Json.PRETTY.writeValueAsString(provenance) + "\n");
        Report report = report();
        ChartFiles.write(results.file("charts"), report.charts()).ifPresent(listener::note);
        AtomicFile.write(results.file("report.html"), HtmlReport.of(report));
    }

    private void writeRounds() throws IOException {
        List<String> header = new ArrayList<>(List.of(
                "policy",
                "seed",
                "round",
                "status",
                "tier",
                "started_seconds",
                "elapsed_seconds",
                "counted",
                "rejected",
                "timed_out",
                "upload_bytes",
                "query_seconds",
                "query_bytes",
                "evaluation_seconds",
                "evaluation_bytes",
                "accuracy",
                "loss"));
        int tiers = tiers();
        IntStream.rangeClosed(1, tiers).forEach(tier -> header.add("accuracy_tier_" + tier));
        try (CsvWriter csv = CsvWriter.create(results.file("rounds.csv"), header)) {
            for (RunRecord run : runs) {
                for (JournalEntry entry : run.rounds()) {
                    csv.row(roundRow(run, entry, tiers));
                }
            }
        }
    }

    private int tiers() {
        return runs.stream()
                .mapToInt(run -> run.summary().tierSizes().size())
                .max()
                .orElse(0);
    }

    private static Object[] roundRow(RunRecord run, JournalEntry entry, int tiers) {
        Asking asking = Asking.of(List.of(entry));
        Integer tier = entry.tier();
        List<Object> row = new ArrayList<>(List.of(
                run.policy(),
                run.summary().seed(),
                entry.round(),
                entry.status().toLowerCase(Locale.ROOT),
                tier == null ? "" : tier + 1,
                entry.startedNanos() / 1e9,
                entry.elapsedNanos() / 1e9,
                entry.countOf("COUNTED"),
                entry.countOf("REJECTED"),
                entry.countOf("TIMED_OUT"),
                entry.uploadBytes(),
                asking.querySeconds(),
                asking.queryBytes(),
                asking.evaluationSeconds(),
                asking.evaluationBytes(),
                orEmpty(entry.accuracy()),
                orEmpty(entry.loss())));
        for (int i = 0; i < tiers; i++) {
            row.add(
                    i < entry.tierAccuracy().size()
                            ? orEmpty(entry.tierAccuracy().get(i))
                            : "");
        }
        return row.toArray();
    }

    private static Object orEmpty(@Nullable Object value) {
        return value == null ? "" : value;
    }

    private void writeClients() throws IOException {
        List<String> header = List.of(
                "policy",
                "seed",
                "round",
                "client",
                "status",
                "latency_seconds",
                "examples",
                "upload_bytes",
                "loss",
                "rejection",
                "detail");
        try (CsvWriter csv = CsvWriter.create(results.file("clients.csv"), header)) {
            for (RunRecord run : runs) {
                for (JournalEntry entry : run.rounds()) {
                    for (JournalEntry.Client client : entry.clients()) {
                        csv.row(clientRow(run, entry, client));
                    }
                }
            }
        }
    }

    private static Object[] clientRow(RunRecord run, JournalEntry entry, JournalEntry.Client client) {
        Long latency = client.latencyNanos();
        return new Object[] {
            run.policy(),
            run.summary().seed(),
            entry.round(),
            client.id(),
            client.status().toLowerCase(Locale.ROOT),
            latency == null ? "" : latency / 1e9,
            client.examples(),
            client.uploadBytes(),
            orEmpty(client.loss()),
            orEmpty(client.rejection()),
            client.detail()
        };
    }

    private Report report() {
        ReplayCharts charts = new ReplayCharts(groups);
        List<String> names = groups.stream().map(RunGroup::name).toList();
        Report report = Report.of(title(), lead());
        for (RunGroup group : groups) {
            report = report.with(tile(group));
        }
        List<Block> choices = new ArrayList<>();
        choices.add(Block.of("Rounds per tier as the run went by; tier 1 is the fastest."));
        charts.tierChoices().forEach(chart -> choices.add(Block.of(chart)));
        report = report.with(Section.of("Policies side by side", Block.of(table.table())))
                .with(Section.of(
                        "Accuracy",
                        figure(charts.accuracyOverTime(), names),
                        figure(charts.accuracyOverRounds(), names)));
        ClientAccuracy clients = new ClientAccuracy(groups);
        if (!clients.isEmpty()) {
            report = report.with(
                    Section.of("Accuracy client by client", Block.of(clients.table()), Block.of(clients.chart())));
        }
        return report.with(Section.of(
                        "Time",
                        Block.of(charts.totalTime()),
                        Block.of(
                                "The training-time estimator (TiFL, equations 6 and 7) foretells the time of a run from the"
                                        + " tiers' largest latencies and the policy's probabilities, before the first round."
                                        + " It is close where the clients of a tier are alike. The expectation weighs each"
                                        + " client's own latency by the chance that it is the slowest of a cohort."),
                        figure(charts.estimateAgainstActual(), names)))
                .with(Section.of("Tiers", Block.of(tierTable()), figure(charts.tierAccuracy(), names)))
                .with(new Section("Which tiers were drawn", choices))
                .with(Section.of("Privacy", Block.of(privacy())))
                .with(Section.of(
                        "Every run",
                        Block.of("The SHA-256 of the final model is the same whenever a run is repeated with the same"
                                + " settings, for any number of threads."),
                        Block.of(runTable())))
                .madeWith(facts(), Json.YAML.writeValueAsString(settings));
    }

    private static Block figure(Chart chart, List<String> names) {
        return Block.of(chart.colouredAs(names));
    }

    private String title() {
        return "TiFL on " + settings.data().dataset() + ", heterogeneity: "
                + settings.population().heterogeneity()
                + Dealing.choice(settings)
                        .map(choice -> ", partition: " + choice.text())
                        .orElse("");
    }

    private String lead() {
        return String.format(
                Locale.ROOT,
                "%d clients, %d per round, %d rounds, %d seed(s). Training is real (model %s); the time clients take is"
                        + " simulated from their devices. Times are virtual.",
                settings.population().clients(),
                settings.rounds().clientsPerRound(),
                settings.rounds().count(),
                settings.seeds().size(),
                settings.training().model());
    }

    private Tile tile(RunGroup group) {
        String compared = group.name().equals(table.baseline().name())
                ? "in " + Unit.SECONDS.format(group.seconds().mean())
                : String.format(
                        Locale.ROOT,
                        "in %s, %.1f times faster than %s",
                        Unit.SECONDS.format(group.seconds().mean()),
                        table.speedUp(group).mean(),
                        table.baseline().name());
        return new Tile(group.name(), Unit.PERCENT.format(group.accuracy().mean()), compared);
    }

    private Table tierTable() {
        RunSummary first = runs.getFirst().summary();
        int tiers = first.tierSizes().size();
        Table rows = Table.of(
                "Tiers as profiled before the first round (seed " + first.seed() + ").",
                Column.of("tier"),
                Column.of("clients", Unit.COUNT),
                Column.of("mean response latency", Unit.SECONDS),
                Column.of("largest response latency", Unit.SECONDS));
        for (int tier = 0; tier < tiers; tier++) {
            rows = rows.row(
                    Cell.of(ReplayCharts.tierName(tier, tiers)),
                    Cell.of(first.tierSizes().get(tier)),
                    Cell.of(first.tierLatencySeconds().get(tier)),
                    Cell.of(first.maxTierLatencySeconds().get(tier)));
        }
        return rows;
    }

    private String privacy() {
        StringBuilder text =
                new StringBuilder("A client that trains with a local (epsilon, delta) mechanism is in a round"
                        + " with probability at most q max; sub-sampling makes a round (O(q max * epsilon), q max * delta)"
                        + " differentially private (TiFL, section 4.6). Vanilla selection has q = "
                        + Unit.PERCENT.format(runs.getFirst().summary().vanillaShare()) + ".");
        for (RunGroup group : groups) {
            RunSummary summary = group.runs().getFirst().summary();
            if (summary.largestShare() > 2 * summary.vanillaShare()) {
                text.append("\n\nWarning: under ")
                        .append(group.name())
                        .append(" a client may be chosen with probability ")
                        .append(Unit.PERCENT.format(summary.largestShare()))
                        .append(", more than twice vanilla's: less amplification by sub-sampling.");
            }
        }
        return text.toString();
    }

    private Table runTable() {
        Table rows = Table.of(
                "One line per run.",
                Column.of("policy"),
                Column.of("seed", Unit.COUNT),
                Column.of("rounds", Unit.COUNT),
                Column.of("final accuracy", Unit.PERCENT),
                Column.of("virtual time", Unit.SECONDS),
                Column.of("of it queries", Unit.SECONDS),
                Column.of("of it evaluations", Unit.SECONDS),
                Column.of("traffic", Unit.BYTES),
                Column.of("estimated (Eq. 6)", Unit.SECONDS),
                Column.of("expected", Unit.SECONDS),
                Column.of("rejected", Unit.COUNT),
                Column.of("timed out", Unit.COUNT),
                Column.of("real time", Unit.SECONDS),
                Column.of("SHA-256 of the model"));
        for (RunRecord run : runs) {
            RunSummary summary = run.summary();
            rows = rows.row(
                    Cell.of(summary.policy()),
                    Cell.of((double) summary.seed()),
                    Cell.of((double) summary.rounds()),
                    Cell.of(summary.finalAccuracy()),
                    Cell.of(summary.virtualSeconds()),
                    Cell.of(summary.asking().querySeconds()),
                    Cell.of(summary.asking().evaluationSeconds()),
                    Cell.of((double) summary.uploadBytes() + summary.downloadBytes()),
                    Cell.of(summary.estimatedSeconds()),
                    Cell.of(summary.expectedSeconds()),
                    Cell.of((double) summary.rejected()),
                    Cell.of((double) summary.timedOut()),
                    Cell.of(summary.wallSeconds()),
                    Cell.of(summary.modelSha256().substring(0, 16)));
        }
        return rows;
    }

    private SequencedMap<String, String> facts() {
        SequencedMap<String, String> facts = new LinkedHashMap<>(provenance.versions());
        facts.put("seeds", settings.seeds().toString());
        return facts;
    }
}
