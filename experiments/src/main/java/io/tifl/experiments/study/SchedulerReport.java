package io.tifl.experiments.study;

import io.tifl.experiments.report.AtomicFile;
import io.tifl.experiments.report.Axis;
import io.tifl.experiments.report.Chart;
import io.tifl.experiments.report.ChartFiles;
import io.tifl.experiments.report.CsvWriter;
import io.tifl.experiments.report.HtmlReport;
import io.tifl.experiments.report.Report;
import io.tifl.experiments.report.Report.Block;
import io.tifl.experiments.report.Report.Section;
import io.tifl.experiments.report.Series;
import io.tifl.experiments.report.Series.Point;
import io.tifl.experiments.report.Table;
import io.tifl.experiments.report.Table.Cell;
import io.tifl.experiments.report.Table.Column;
import io.tifl.experiments.report.Unit;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What people look at of a study of schedulers: a page, tables in Markdown, and a file with every cell. */
final class SchedulerReport {
    private static final int LONGEST_NAME = 22;

    private final List<ScenarioResults> scenarios;
    private final List<String> policies;

    /** @param scenarios at least one */
    SchedulerReport(List<ScenarioResults> scenarios) {
        this.scenarios = List.copyOf(scenarios);
        SequencedSet<String> names = new LinkedHashSet<>();
        scenarios.forEach(results -> results.lines().forEach(line -> names.add(line.name())));
        this.policies = List.copyOf(names);
    }

    /** Writes all files and returns the Markdown. */
    String write(Path folder, ReplayListener listener) throws IOException {
        try (CsvWriter csv = CsvWriter.create(folder.resolve("cells.csv"), SchedulerFigures.fieldNames())) {
            for (ScenarioResults results : scenarios) {
                for (ScenarioResults.Line line : results.lines()) {
                    for (StudyCell.Result result : line.results()) {
                        csv.row(SchedulerFigures.row(results, result));
                    }
                }
            }
        }
        String markdown = markdown();
        AtomicFile.write(folder.resolve("schedulers.md"), markdown);
        Report report = report();
        ChartFiles.write(folder.resolve("charts"), report.charts()).ifPresent(listener::note);
        AtomicFile.write(folder.resolve("report.html"), HtmlReport.of(report));
        return markdown;
    }

    private String markdown() {
        StringBuilder text = new StringBuilder();
        for (ScenarioResults results : scenarios) {
            text.append("### ")
                    .append(results.scenario())
                    .append("\n\n")
                    .append(results.summary())
                    .append("\n\n");
            text.append(SchedulerFigures.markdown(results)).append("\n");
        }
        return text.toString().strip() + "\n";
    }

    private Report report() {
        Report report = Report.of(
                        "Schedulers side by side",
                        scenarios.size() + " scenarios, " + policies.size()
                                + " policies. Training is real; the time clients take is simulated. Times are virtual,"
                                + " and profiling, which policies that draw tiers need, is not among them.")
                .with(Section.of(
                        "All scenarios",
                        Block.of(across(
                                "How many times sooner than "
                                        + scenarios.getFirst().baseline().name()
                                        + " a policy is at the target, mean over seeds; n/a where a seed never was.",
                                Unit.NUMBER,
                                ScenarioResults::timesFaster)),
                        Block.of(across(
                                "Final accuracy: the mean of the evaluations in the last tenth of the time.",
                                Unit.PERCENT,
                                (results, line) -> line.over(StudyCell.Result::finalAccuracy)))));
        for (ScenarioResults results : scenarios) {
            report = report.with(new Section(results.scenario(), blocks(results)));
        }
        return report.with(Section.of("What the columns say", Block.of(EXPLANATIONS)))
                .madeWith(facts(), configuration());
    }

    private static final String EXPLANATIONS =
            "Reached by: seeds that came to the target at all; the time is that of the first"
                    + " evaluation that shows it, and stands there only if all seeds did.\n\nTimes faster: than vanilla with the same"
                    + " seed, geometric mean; its interval is that of the logarithms.\n\nFinal"
                    + " accuracy: mean of the evaluations in the last tenth of the time.\n\nWorst tier: accuracy of the final model on the"
                    + " worst of the tiers that were profiled before the first round, the same for all policies. Worst decile: its mean"
                    + " accuracy on the worst tenth of the clients.\n\nGini: of how many updates of each client counted, those never"
                    + " asked included; 0 if all took part alike.\n\nq max: how often the client was asked that was asked most, as a"
                    + " share of the rounds, or the chance of it where a formula says.";

    private List<Block> blocks(ScenarioResults results) {
        List<Block> blocks = new ArrayList<>(List.of(
                Block.of(results.summary()),
                Block.of(SchedulerFigures.table(results)),
                Block.of(curves(results)),
                Block.of(times(results))));
        if (results.lines().stream().anyMatch(line -> retiered(line).findAny().isPresent())) {
            blocks.add(Block.of(retiering(results)));
        }
        return blocks;
    }

    private Table across(
            String caption, Unit unit, BiFunction<ScenarioResults, ScenarioResults.Line, Interval> figure) {
        List<Column> columns = new ArrayList<>(List.of(Column.of("policy")));
        scenarios.forEach(
                results -> columns.add(Column.of(results.scenario(), unit).highestIsBest()));
        List<List<Cell>> rows = new ArrayList<>();
        for (String policy : policies) {
            List<Cell> row = new ArrayList<>(List.of(Cell.of(policy)));
            for (ScenarioResults results : scenarios) {
                row.add(Cell.of(results.lines().stream()
                        .filter(line -> line.name().equals(policy))
                        .mapToDouble(line -> figure.apply(results, line).mean())
                        .findFirst()
                        .orElse(Double.NaN)));
            }
            rows.add(row);
        }
        return new Table(caption, columns, rows);
    }

    private Chart curves(ScenarioResults results) {
        Chart chart = Chart.of(
                        "accuracy-" + slug(results),
                        "Accuracy over virtual time: " + results.scenario(),
                        Axis.seconds("virtual time"),
                        Axis.shares("test accuracy"))
                .noting(results.seeds() > 1 ? "Lines are means over seeds, bands span the least and greatest." : "");
        for (ScenarioResults.Line line : results.lines()) {
            List<Point> points = new ArrayList<>();
            for (double seconds : results.instants()) {
                Statistics at = Statistics.of(line.results().stream()
                        .map(result -> result.accuracyAt(seconds))
                        .toList());
                points.add(Point.between(seconds, at.mean(), at.least(), at.greatest()));
            }
            chart = chart.with(new Series.Line(line.name(), points));
        }
        return chart.with(new Series.Level("target", results.target())).colouredAs(policies);
    }

    private static Chart times(ScenarioResults results) {
        String target = Unit.PERCENT.format(results.target());
        List<Point> bars = IntStream.range(0, results.lines().size())
                .mapToObj(i -> {
                    Interval time = results.secondsToTarget(results.lines().get(i));
                    return Point.between(i, time.mean(), Math.max(0, time.low()), time.high());
                })
                .toList();
        return Chart.of(
                        "time-" + slug(results),
                        "Time to " + target + ": " + results.scenario(),
                        Axis.categories(
                                "policy",
                                results.lines().stream()
                                        .map(line -> shortened(line.name()))
                                        .toList()),
                        Axis.seconds("virtual time"))
                .noting("No bar where a seed did not come to " + target + "."
                        + (results.seeds() > 1 ? " Whiskers are 95 % confidence intervals." : ""))
                .with(new Series.Bars("time to " + target, bars));
    }

    /** A name that leaves room for the bars above it. */
    private static String shortened(String name) {
        return name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME - 1) + "…";
    }

    private static String slug(ScenarioResults results) {
        return results.scenario().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    }

    private static Stream<Retiered> retiered(ScenarioResults.Line line) {
        return line.results().stream()
                .map(result -> result.summary().retiered())
                .filter(Objects::nonNull);
    }

    private static Table retiering(ScenarioResults results) {
        Table table = Table.of(
                "How tiers followed the clients whose speed changed; means over the seeds where it came to that. A client is"
                        + " re-tiered once it is in the tier its new latency belongs to, give or take a tenth.",
                Column.of("policy"),
                Column.of("clients in a wrong tier", Unit.NUMBER),
                Column.of("re-tiered at the end", Unit.PERCENT),
                Column.of("rounds until nine of ten"),
                Column.of("the same of those asked"),
                Column.of("replies of a client until then"));
        for (ScenarioResults.Line line : results.lines()) {
            if (retiered(line).findAny().isPresent()) {
                table = table.row(
                        Cell.of(line.name()),
                        Cell.of(mean(line, retiered -> (double) retiered.clients())),
                        Cell.of(mean(line, Retiered::share)),
                        Cell.of(mean(line, retiered -> asDouble(retiered.rounds()))),
                        Cell.of(mean(line, retiered -> asDouble(retiered.roundsOfAsked()))),
                        Cell.of(mean(line, Retiered::replies)));
            }
        }
        return table;
    }

    private static @Nullable Double asDouble(@Nullable Long value) {
        return value == null ? null : (double) value;
    }

    private static double mean(ScenarioResults.Line line, Function<Retiered, @Nullable Double> figure) {
        return retiered(line)
                .map(figure)
                .filter(value -> value != null && !value.isNaN())
                .mapToDouble(Double::doubleValue)
                .average()
                .orElse(Double.NaN);
    }

    private SequencedMap<String, String> facts() {
        SequencedMap<String, String> facts = new LinkedHashMap<>(
                Provenance.of(scenarios.getFirst().settings()).versions());
        facts.put(
                "seeds",
                scenarios.getFirst().baseline().results().stream()
                        .map(result -> result.cell().seed())
                        .toList()
                        .toString());
        return facts;
    }

    /** The settings of the first policy of each scenario; every run has its own beside its journal. */
    private String configuration() {
        SequencedMap<String, ReplaySettings> settings = new LinkedHashMap<>();
        scenarios.forEach(results -> settings.put(results.scenario(), results.settings()));
        return Json.YAML.writeValueAsString(settings);
    }
}
