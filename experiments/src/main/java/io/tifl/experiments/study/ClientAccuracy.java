package io.tifl.experiments.study;

import io.tifl.coordinator.round.AccuracySpread;
import io.tifl.experiments.report.Axis;
import io.tifl.experiments.report.Chart;
import io.tifl.experiments.report.Series;
import io.tifl.experiments.report.Series.Point;
import io.tifl.experiments.report.Table;
import io.tifl.experiments.report.Table.Cell;
import io.tifl.experiments.report.Table.Column;
import io.tifl.experiments.report.Unit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.SequencedSet;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** How accuracy is spread over clients, for every policy and every kind of model its clients have: means over seeds. */
final class ClientAccuracy {
    private final List<Line> lines;

    /** Runs of before there was such a figure are passed over. */
    ClientAccuracy(List<RunGroup> groups) {
        List<Line> found = new ArrayList<>();
        for (RunGroup group : groups) {
            SequencedSet<String> models = new LinkedHashSet<>();
            group.runs()
                    .forEach(run -> models.addAll(run.summary().clientAccuracy().keySet()));
            for (String model : models) {
                found.add(new Line(
                        group.name(),
                        model,
                        group.runs().stream()
                                .map(run -> run.summary().clientAccuracy().get(model))
                                .filter(Objects::nonNull)
                                .toList()));
            }
        }
        this.lines = List.copyOf(found);
    }

    /** One kind of model under one policy, a spread for each seed. */
    private record Line(String policy, String model, List<AccuracySpread> spreads) {
        double mean(ToDoubleFunction<AccuracySpread> figure) {
            return spreads.stream().mapToDouble(figure).average().orElse(Double.NaN);
        }

        List<AccuracySpread.At> percentiles() {
            List<AccuracySpread.At> means = new ArrayList<>();
            for (int i = 0; i < spreads.getFirst().percentiles().size(); i++) {
                int at = i;
                means.add(new AccuracySpread.At(
                        spreads.getFirst().percentiles().get(at).percent(),
                        mean(spread -> spread.percentiles().get(at).accuracy())));
            }
            return means;
        }

        Stream<Double> figures() {
            return Stream.concat(
                    Stream.of(mean(AccuracySpread::mean), mean(AccuracySpread::worstDecile)),
                    percentiles().stream().map(AccuracySpread.At::accuracy));
        }
    }

    boolean isEmpty() {
        return lines.isEmpty();
    }

    private static List<String> names() {
        return List.of("mean", "worst 10%", "p5", "p10", "p25", "p50", "p75", "p90", "p95");
    }

    /** The table of the report. */
    Table table() {
        List<Column> columns = new ArrayList<>(List.of(Column.of("policy"), Column.of("model")));
        names().forEach(name -> columns.add(Column.of(name, Unit.PERCENT)));
        List<List<Cell>> rows = new ArrayList<>();
        for (Line line : lines) {
            List<Cell> row = new ArrayList<>(List.of(Cell.of(line.policy), Cell.of(line.model)));
            line.figures().forEach(figure -> row.add(Cell.of(figure)));
            rows.add(row);
        }
        return new Table(
                "Test accuracy of single clients at the end of a run, each client counting once; means over seeds.",
                columns,
                rows);
    }

    /** Accuracy over percentiles of clients. */
    Chart chart() {
        Chart chart = Chart.of(
                "client-accuracy",
                "Accuracy client by client",
                Axis.numbers("percentile of clients"),
                Axis.shares("test accuracy"));
        for (Line line : lines) {
            chart = chart.with(new Series.Line(
                    line.policy + ", " + line.model,
                    line.percentiles().stream()
                            .map(at -> Point.of(at.percent(), at.accuracy()))
                            .toList()));
        }
        return chart;
    }

    /** The table for a terminal. */
    String text() {
        StringBuilder text = new StringBuilder(String.format(Locale.ROOT, "%-38s", "accuracy of single clients"));
        names().forEach(name -> text.append(String.format(Locale.ROOT, " %9s", name)));
        for (Line line : lines) {
            text.append(String.format(Locale.ROOT, "%n%-38s", line.policy + ", " + line.model));
            line.figures()
                    .forEach(figure -> text.append(String.format(Locale.ROOT, " %9s", Unit.PERCENT.format(figure))));
        }
        return text.toString();
    }
}
