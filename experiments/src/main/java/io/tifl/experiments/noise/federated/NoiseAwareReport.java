package io.tifl.experiments.noise.federated;

import io.tifl.experiments.noise.federated.NoiseAwareResult.OfSeed;
import io.tifl.experiments.noise.federated.NoiseAwareResult.Training;
import io.tifl.experiments.report.Report.Block;
import io.tifl.experiments.report.Report.Section;
import io.tifl.experiments.report.Table;
import io.tifl.experiments.report.Table.Cell;
import io.tifl.experiments.report.Table.Column;
import io.tifl.experiments.report.Unit;
import io.tifl.experiments.study.Interval;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What noise-aware training is worth, for people and for reports. */
public final class NoiseAwareReport {
    private NoiseAwareReport() {}

    /** Savings, cost and verdict in a few lines. */
    public static String inWords(NoiseAwareResult result) {
        return String.format(
                Locale.ROOT,
                "Over %d seeds noise-aware training saves %s points of average normalised change, costs %s points of clean"
                        + " accuracy, and gives the worst client %s points. The claim (it saves, at a mean cost of no more than"
                        + " %.0f points) %s.",
                result.seeds().size(),
                interval(result.saved()),
                interval(result.cost()),
                interval(result.worstGains()),
                NoiseAwareResult.ALLOWED_POINTS,
                result.seeds().size() < 3 ? "takes three seeds" : result.holds() ? "holds" : "does not hold");
    }

    private static String interval(Interval interval) {
        return interval.count() < 2
                ? String.format(Locale.ROOT, "%.2f", interval.mean())
                : String.format(Locale.ROOT, "%.2f (%.2f to %.2f)", interval.mean(), interval.low(), interval.high());
    }

    /** A section of a report: the words, and a row for each seed and way to train. */
    public static Section section(NoiseAwareResult result) {
        return Section.of("Noise-aware federated training", Block.of(inWords(result)), Block.of(table(result)));
    }

    private static Table table(NoiseAwareResult result) {
        Table table = Table.of(
                "After the last round, judged by all clients on chips of every profile",
                Column.of("Seed", Unit.COUNT),
                Column.of("Training"),
                Column.of("Clean accuracy", Unit.PERCENT),
                Column.of("Average change, %"),
                Column.of("±"),
                Column.of("Above chance", Unit.PERCENT),
                Column.of("Worst client", Unit.PERCENT));
        for (OfSeed seed : result.seeds()) {
            table = row(row(table, seed.seed(), "plain", seed.plain()), seed.seed(), "noise-aware", seed.aware());
        }
        return table;
    }

    private static Table row(Table table, long seed, String name, Training training) {
        Robustness last = training.last();
        return table.row(
                Cell.of((double) seed),
                Cell.of(name),
                Cell.of(last.cleanAccuracy()),
                Cell.of(last.averageChange()),
                Cell.of(orNone(last.margin())),
                Cell.of(orNone(last.aboveChance())),
                Cell.of(last.worst().accuracy()));
    }

    private static double orNone(@Nullable Double value) {
        return value == null ? Double.NaN : value;
    }
}
