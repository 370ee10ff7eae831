package io.tifl.experiments.noise.federated;

import io.tifl.experiments.report.Axis;
import io.tifl.experiments.report.Chart;
import io.tifl.experiments.report.Report;
import io.tifl.experiments.report.Report.Block;
import io.tifl.experiments.report.Report.Section;
import io.tifl.experiments.report.Series;
import io.tifl.experiments.report.Series.Point;
import io.tifl.experiments.report.Table;
import io.tifl.experiments.report.Table.Cell;
import io.tifl.experiments.report.Table.Column;
import io.tifl.experiments.report.Unit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The page of an evaluation: who leads, the curves with their intervals, where the spread comes from, and the rounds. */
public final class EvaluationReport {
    /** Curves that can be told apart in one chart. */
    private static final int MOST_CURVES = 8;

    private EvaluationReport() {}

    /** The page; the same evaluation gives the same. */
    public static Report of(EvaluationSummary.FullEvaluation full) {
        EvaluationSummary summary = full.summary();
        List<EvaluationSummary.Model> judged =
                full.models().stream().filter(one -> one.robustness() != null).toList();
        Report report = Report.of(
                "Robustness " + summary.name(),
                "Clients judged each model on analog chips of their own: " + summary.rounds() + " rounds, "
                        + summary.status() + (summary.reason().isEmpty() ? "" : ", " + summary.reason()) + ".");
        if (!judged.isEmpty()) {
            report = report.with(tile(judged.getFirst()))
                    .with(Section.of("Models", Block.of(board(judged))))
                    .with(Section.of("Accuracy under noise", Block.of(curves(full, judged))))
                    .with(Section.of("Where the spread comes from", Block.of(SPREAD), Block.of(spread(judged))));
        }
        return report.with(Section.of("Rounds", rounds(full)))
                .madeWith(facts(full), String.join("\n", lines(full.settings())));
    }

    private static final String SPREAD =
            "Chips of one shard differ by their noise; shards differ by their examples. Standard"
                    + " deviations of accuracy, estimated by an analysis of variance.";

    private static Report.Tile tile(EvaluationSummary.Model first) {
        Robustness found = known(first);
        return new Report.Tile(
                "Average normalised change",
                Written.percent(found.averageChange(), found.margin()),
                "of " + first.model() + ", clean accuracy " + Written.share(found.cleanAccuracy()));
    }

    private static Robustness known(EvaluationSummary.Model model) {
        Robustness found = model.robustness();
        if (found == null) {
            throw new IllegalArgumentException(model.model() + " has no figures");
        }
        return found;
    }

    private static Table board(List<EvaluationSummary.Model> judged) {
        Table table = Table.of(
                "The most robust first. The average normalised change is in percent of the clean accuracy; the area under the"
                        + " curve is corrected for chance.",
                Column.of("Model"),
                Column.of("Place", Unit.COUNT),
                Column.of("By area", Unit.COUNT),
                Column.of("Clean accuracy", Unit.PERCENT).highestIsBest(),
                Column.of("Average change, %").lowestIsBest(),
                Column.of("±"),
                Column.of("± over shards"),
                Column.of("Area").highestIsBest(),
                Column.of("Half-way level"),
                Column.of("Worst client", Unit.PERCENT).highestIsBest(),
                Column.of("Chips", Unit.COUNT));
        for (EvaluationSummary.Model model : judged) {
            Robustness found = known(model);
            table = table.row(
                    Cell.of(model.model()),
                    number(model.place()),
                    number(model.placeByArea()),
                    Cell.of(found.cleanAccuracy()),
                    Cell.of(found.averageChange()),
                    number(found.margin()),
                    number(found.marginOfShards()),
                    number(found.area()),
                    number(found.halfWay()),
                    Cell.of(found.worst().accuracy()),
                    Cell.of((double) found.chips()));
        }
        return table;
    }

    private static Cell number(@Nullable Number value) {
        return Cell.of(value == null ? Double.NaN : value.doubleValue());
    }

    private static Chart curves(EvaluationSummary.FullEvaluation full, List<EvaluationSummary.Model> judged) {
        String unit = full.unit();
        List<String> names = known(judged.getFirst()).levels().stream()
                .map(Robustness.Level::name)
                .toList();
        Axis x = unit == null ? Axis.categories("Device profile", names) : Axis.numbers(unit);
        Chart chart = Chart.of("accuracy", "Accuracy falls with noise", x, Axis.shares("Accuracy"))
                .noting("Bands are 95 % intervals over chips of these shards."
                        + (judged.size() > MOST_CURVES ? " The first " + MOST_CURVES + " models." : ""));
        for (EvaluationSummary.Model model : judged.subList(0, Math.min(MOST_CURVES, judged.size()))) {
            chart = chart.with(
                    unit == null
                            ? new Series.Bars(model.model(), points(known(model), false))
                            : new Series.Line(model.model(), points(known(model), true)));
        }
        return chart;
    }

    private static List<Point> points(Robustness found, boolean isCurve) {
        List<Point> points = new ArrayList<>();
        if (isCurve) {
            points.add(Point.of(0, found.cleanAccuracy()));
        }
        List<Robustness.Level> levels = found.levels();
        IntStream.range(0, levels.size())
                .mapToObj(i -> point(isCurve ? levels.get(i).level() : i, levels.get(i)))
                .forEach(points::add);
        return points;
    }

    private static Point point(double x, Robustness.Level level) {
        double half = level.margin() == null ? 0 : level.margin();
        return Point.between(x, level.accuracy(), level.accuracy() - half, level.accuracy() + half);
    }

    private static Table spread(List<EvaluationSummary.Model> judged) {
        Table table = Table.of(
                "By model and level",
                Column.of("Model"),
                Column.of("Level"),
                Column.of("Accuracy", Unit.PERCENT),
                Column.of("Change, %"),
                Column.of("Above chance", Unit.PERCENT),
                Column.of("Between chips", Unit.PERCENT),
                Column.of("Between shards", Unit.PERCENT));
        for (EvaluationSummary.Model model : judged) {
            for (Robustness.Level level : known(model).levels()) {
                table = table.row(
                        Cell.of(model.model()),
                        Cell.of(level.name()),
                        Cell.of(level.accuracy()),
                        Cell.of(level.change()),
                        number(level.aboveChance()),
                        number(level.chipDeviation()),
                        number(level.shardDeviation()));
            }
        }
        return table;
    }

    private static Block rounds(EvaluationSummary.FullEvaluation full) {
        Table table = Table.of(
                "Each round's metric is the average change of its model by then.",
                Column.of("Round", Unit.COUNT),
                Column.of("Model"),
                Column.of("Asked", Unit.COUNT),
                Column.of("Counted", Unit.COUNT),
                Column.of("Average change, %"),
                Column.of("±"),
                Column.of("Rejected"));
        for (Evaluation.RoundResult round : full.rounds()) {
            table = table.row(
                    Cell.of((double) round.round()),
                    Cell.of(round.model()),
                    Cell.of(round.asked()),
                    Cell.of(round.counted()),
                    number(round.averageChange()),
                    number(round.margin()),
                    Cell.of(String.join("; ", lines(round.rejected()))));
        }
        return Block.of(table);
    }

    private static List<String> lines(Map<String, String> values) {
        return values.entrySet().stream()
                .map(entry -> entry.getKey() + ": " + entry.getValue())
                .toList();
    }

    private static Map<String, String> facts(EvaluationSummary.FullEvaluation full) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("Paper", "arXiv 2011.11840");
        facts.put("Submitted", full.summary().submitted().toString());
        facts.put("Levels", full.unit() == null ? "profiles of a fleet" : full.unit());
        return facts;
    }
}
