package io.tifl.experiments.study;

import io.tifl.experiments.report.Table;
import io.tifl.experiments.report.Table.Cell;
import io.tifl.experiments.report.Table.Column;
import io.tifl.experiments.report.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** What a study of schedulers says of each policy in a scenario: the columns of its tables, in one place for all of them. */
final class SchedulerFigures {
    private SchedulerFigures() {}

    /**
     * A figure of a policy in a scenario.
     *
     * @param column as a report shows it; TARGET in its name stands for the scenario's target
     */
    private record Figure(Column column, BiFunction<ScenarioResults, ScenarioResults.Line, Interval> of) {
        static Figure spread(Column column, ToDoubleFunction<StudyCell.Result> figure) {
            return new Figure(column, (results, line) -> line.over(figure));
        }

        static Figure mean(Column column, ToDoubleFunction<StudyCell.Result> figure) {
            return new Figure(column, (results, line) -> line.over(figure).alone());
        }
    }

    private static final String TARGET = "TARGET";

    private static final List<Figure> FIGURES = List.of(
            new Figure(Column.of("time to " + TARGET, Unit.SECONDS).lowestIsBest(), ScenarioResults::secondsToTarget),
            new Figure(Column.of("times faster").highestIsBest(), ScenarioResults::timesFaster),
            Figure.spread(Column.of("final accuracy", Unit.PERCENT).highestIsBest(), StudyCell.Result::finalAccuracy),
            Figure.spread(Column.of("worst tier", Unit.PERCENT).highestIsBest(), StudyCell.Result::worstTier),
            Figure.spread(Column.of("worst decile", Unit.PERCENT).highestIsBest(), StudyCell.Result::worstDecile),
            Figure.mean(
                    Column.of("bytes down", Unit.BYTES),
                    result -> result.summary().downloadBytes()),
            Figure.mean(
                    Column.of("bytes up", Unit.BYTES),
                    result -> result.summary().uploadBytes()),
            Figure.mean(Column.of("Gini").lowestIsBest(), StudyCell.Result::gini),
            Figure.mean(
                    Column.of("q max", Unit.PERCENT).lowestIsBest(),
                    result -> result.summary().largestShare()),
            Figure.mean(
                    Column.of("rounds", Unit.COUNT), result -> result.summary().rounds()));

    /** The table of a report. */
    static Table table(ScenarioResults results) {
        List<Column> columns = new ArrayList<>(List.of(Column.of("policy"), Column.of("reached by")));
        FIGURES.forEach(figure -> columns.add(named(figure.column(), results)));
        List<List<Cell>> rows = new ArrayList<>();
        for (ScenarioResults.Line line : results.lines()) {
            List<Cell> row = new ArrayList<>(List.of(Cell.of(line.name()), Cell.of(reached(results, line))));
            FIGURES.forEach(figure -> row.add(cell(figure.of().apply(results, line))));
            rows.add(row);
        }
        return new Table(caption(results), columns, rows);
    }

    private static String caption(ScenarioResults results) {
        return results.seeds() == 1
                ? "One seed: there are no intervals."
                : "Means over " + results.seeds() + " seeds, and 95 % confidence intervals by Student's t with "
                        + (results.seeds() - 1) + " degrees of freedom.";
    }

    private static Column named(Column column, ScenarioResults results) {
        return new Column(
                column.name().replace(TARGET, Unit.PERCENT.format(results.target())), column.unit(), column.best());
    }

    private static Cell cell(Interval interval) {
        return interval.count() > 1 && interval.isKnown()
                ? Cell.of(interval.mean(), interval.low(), interval.high())
                : Cell.of(interval.mean());
    }

    private static String reached(ScenarioResults results, ScenarioResults.Line line) {
        return line.reached(results.target()) + " of " + line.results().size();
    }

    /** The same table in Markdown. */
    static String markdown(ScenarioResults results) {
        StringBuilder text = new StringBuilder("| policy | reached by |");
        FIGURES.forEach(figure ->
                text.append(" ").append(named(figure.column(), results).name()).append(" |"));
        text.append("\n|---|---|").append("---|".repeat(FIGURES.size())).append("\n");
        for (ScenarioResults.Line line : results.lines()) {
            text.append("| `")
                    .append(line.name())
                    .append("` | ")
                    .append(reached(results, line))
                    .append(" |");
            FIGURES.forEach(figure -> text.append(" ")
                    .append(inWords(figure.column().unit(), figure.of().apply(results, line)))
                    .append(" |"));
            text.append("\n");
        }
        return text.toString();
    }

    /** No figure of a run is negative and no share above one, so no interval is said to reach beyond. */
    static String inWords(Unit unit, Interval interval) {
        if (!interval.isKnown()) {
            return "–";
        }
        String mean = unit.format(interval.mean());
        if (interval.count() < 2) {
            return mean;
        }
        double high = unit == Unit.PERCENT ? Math.min(1, interval.high()) : interval.high();
        return mean + " (" + unit.format(Math.max(0, interval.low())) + " to " + unit.format(high) + ")";
    }

    /** A column of the file of all cells. */
    private record Field(String name, Function<StudyCell.Result, @Nullable Object> of) {}

    private static final List<Field> FIELDS = List.of(
            new Field("scenario", result -> result.cell().scenario()),
            new Field("policy", result -> result.cell().variant().text()),
            new Field("seed", result -> result.cell().seed()),
            new Field("final_accuracy", StudyCell.Result::finalAccuracy),
            new Field("best_accuracy", result -> result.summary().bestAccuracy()),
            new Field("worst_tier_accuracy", StudyCell.Result::worstTier),
            new Field("worst_decile_accuracy", StudyCell.Result::worstDecile),
            new Field("download_bytes", result -> result.summary().downloadBytes()),
            new Field("upload_bytes", result -> result.summary().uploadBytes()),
            new Field("gini", StudyCell.Result::gini),
            new Field("q_max", result -> result.summary().largestShare()),
            new Field("rounds", result -> result.summary().rounds()),
            new Field("committed_rounds", result -> result.summary().committed()),
            new Field("timed_out", result -> result.summary().timedOut()),
            new Field("virtual_seconds", result -> result.summary().virtualSeconds()),
            new Field("profiling_seconds", result -> result.summary().profilingSeconds()),
            new Field("real_seconds", result -> result.summary().wallSeconds()),
            new Field("drifted_clients", retiered(Retiered::clients)),
            new Field("retiered_share", retiered(Retiered::share)),
            new Field("retiered_after_rounds", retiered(Retiered::rounds)),
            new Field("asked_retiered_after_rounds", retiered(Retiered::roundsOfAsked)),
            new Field("replies_until_retiered", retiered(Retiered::replies)),
            new Field("model_sha256", result -> result.summary().modelSha256()));

    private static Function<StudyCell.Result, @Nullable Object> retiered(Function<Retiered, @Nullable Object> figure) {
        return result -> {
            Retiered retiered = result.summary().retiered();
            return retiered == null ? null : figure.apply(retiered);
        };
    }

    static List<String> fieldNames() {
        List<String> names = new ArrayList<>(FIELDS.stream().map(Field::name).toList());
        names.add("target_accuracy");
        names.add("seconds_to_target");
        return names;
    }

    /** A row of the file of all cells; what is not known is empty. */
    static Object[] row(ScenarioResults results, StudyCell.Result result) {
        List<Object> row = new ArrayList<>();
        for (Field field : FIELDS) {
            row.add(Objects.requireNonNullElse(field.of().apply(result), ""));
        }
        row.add(results.target());
        row.add(
                result.secondsTo(results.target()).isPresent()
                        ? result.secondsTo(results.target()).getAsDouble()
                        : "");
        return row.toArray();
    }
}
