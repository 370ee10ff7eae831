package io.tifl.experiments.study;

import io.tifl.experiments.report.Table;
import io.tifl.experiments.report.Table.Cell;
import io.tifl.experiments.report.Table.Column;
import io.tifl.experiments.report.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** The policies of one or more replays side by side: a line each, means over seeds. */
public final class ReplayTable {
    /** What {@code vanilla} reaches counts as reached at this share of it. */
    private static final double NEARLY = 0.95;

    private final List<RunGroup> groups;
    private final RunGroup baseline;
    private final double target;

    /** @param target accuracy for the time-to-accuracy column; 0 for 95 % of the baseline's */
    ReplayTable(List<RunGroup> groups, double target) {
        this.groups = List.copyOf(groups);
        this.baseline = groups.stream()
                .filter(group -> group.runs().getFirst().policy().equals("vanilla"))
                .findFirst()
                .orElse(groups.getFirst());
        this.target = target > 0 ? target : NEARLY * baseline.accuracy().mean();
    }

    RunGroup baseline() {
        return baseline;
    }

    double target() {
        return target;
    }

    /** How many times faster than the baseline, in virtual time for all rounds. */
    Statistics speedUp(RunGroup group) {
        return perSeed(group, RunSummary::virtualSeconds);
    }

    private Statistics perSeed(RunGroup group, Function<RunSummary, Double> seconds) {
        List<Double> ratios = new ArrayList<>();
        for (RunRecord run : group.runs()) {
            RunSummary base = sameSeed(run.summary().seed());
            if (base != null) {
                ratios.add(seconds.apply(base) / seconds.apply(run.summary()));
            }
        }
        return Statistics.of(ratios);
    }

    private @Nullable RunSummary sameSeed(long seed) {
        return baseline.runs().stream()
                .map(RunRecord::summary)
                .filter(summary -> summary.seed() == seed)
                .findFirst()
                .orElse(null);
    }

    /** Error of an estimated training time as a share of the actual one, mean over seeds (MAPE, Eq. 7). */
    private static double errorOf(RunGroup group, ToDoubleFunction<RunSummary> estimate) {
        return group.over(summary ->
                        Math.abs(estimate.applyAsDouble(summary) - summary.virtualSeconds()) / summary.virtualSeconds())
                .mean();
    }

    /** The table of the report. */
    Table table() {
        List<List<Cell>> rows = new ArrayList<>();
        for (RunGroup group : groups) {
            Statistics toTarget = group.secondsTo(target);
            rows.add(List.of(
                    Cell.of(group.name()),
                    cell(group.accuracy()),
                    cell(group.over(RunSummary::bestAccuracy)),
                    cell(group.seconds()),
                    cell(speedUp(group)),
                    cell(toTarget.count() == group.runs().size() ? toTarget : Statistics.of(List.of())),
                    Cell.of(group.over(summary -> summary.asking().seconds()).mean()),
                    Cell.of(group.over(summary -> (double) summary.uploadBytes() + summary.downloadBytes())
                            .mean()),
                    Cell.of(errorOf(group, RunSummary::estimatedSeconds)),
                    Cell.of(errorOf(group, RunSummary::expectedSeconds)),
                    Cell.of(group.over(RunSummary::largestShare).mean()),
                    Cell.of(group.over(summary -> (double) summary.samplesTrained())
                            .mean())));
        }
        return new Table(
                "Means over " + baseline.runs().size() + " seed(s); least and greatest in brackets.",
                List.of(
                        Column.of("policy"),
                        Column.of("final accuracy", Unit.PERCENT).highestIsBest(),
                        Column.of("best accuracy", Unit.PERCENT),
                        Column.of("virtual time", Unit.SECONDS).lowestIsBest(),
                        Column.of("times faster than " + baseline.name()).highestIsBest(),
                        Column.of("time to " + Unit.PERCENT.format(target), Unit.SECONDS)
                                .lowestIsBest(),
                        Column.of("time asking", Unit.SECONDS),
                        Column.of("traffic", Unit.BYTES),
                        Column.of("Eq. 6 off by", Unit.PERCENT),
                        Column.of("expectation off by", Unit.PERCENT),
                        Column.of("q max", Unit.PERCENT),
                        Column.of("examples trained", Unit.COUNT)),
                rows);
    }

    private static Cell cell(Statistics figure) {
        return figure.count() > 1 ? Cell.of(figure.mean(), figure.least(), figure.greatest()) : Cell.of(figure.mean());
    }

    /** The table for a terminal. */
    public String text() {
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "%-28s %9s %9s %12s %8s %14s %9s %9s%n",
                "policy",
                "accuracy",
                "best",
                "time",
                "faster",
                "to " + Unit.PERCENT.format(target),
                "Eq. 6 off",
                "expected"));
        for (RunGroup group : groups) {
            Statistics toTarget = group.secondsTo(target);
            text.append(String.format(
                    Locale.ROOT,
                    "%-28s %9s %9s %12s %7sx %14s %9s %9s%n",
                    group.name(),
                    Unit.PERCENT.format(group.accuracy().mean()),
                    Unit.PERCENT.format(group.over(RunSummary::bestAccuracy).mean()),
                    Unit.SECONDS.format(group.seconds().mean()),
                    String.format(Locale.ROOT, "%.2f", speedUp(group).mean()),
                    toTarget.count() == group.runs().size() ? Unit.SECONDS.format(toTarget.mean()) : "not reached",
                    Unit.PERCENT.format(errorOf(group, RunSummary::estimatedSeconds)),
                    Unit.PERCENT.format(errorOf(group, RunSummary::expectedSeconds))));
        }
        ClientAccuracy clients = new ClientAccuracy(groups);
        return clients.isEmpty()
                ? text.toString().stripTrailing()
                : text.append(String.format(Locale.ROOT, "%n%s", clients.text()))
                        .toString();
    }

    /** Every run's summary as JSON. */
    public String json() {
        return Json.PRETTY.writeValueAsString(groups.stream()
                .flatMap(group -> group.runs().stream())
                .map(RunRecord::summary)
                .toList());
    }
}
