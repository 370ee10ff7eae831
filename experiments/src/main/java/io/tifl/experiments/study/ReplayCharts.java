package io.tifl.experiments.study;

import io.tifl.experiments.report.Axis;
import io.tifl.experiments.report.Chart;
import io.tifl.experiments.report.Series;
import io.tifl.experiments.report.Series.Point;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The pictures of a replay: the TiFL paper's figures 3 to 9, drawn from our runs. */
final class ReplayCharts {
    private static final int WINDOWS = 20;

    private final List<RunGroup> groups;

    ReplayCharts(List<RunGroup> groups) {
        this.groups = List.copyOf(groups);
    }

    Chart accuracyOverRounds() {
        Chart chart = Chart.of(
                        "accuracy-over-rounds",
                        "Accuracy over rounds",
                        Axis.counts("completed rounds"),
                        Axis.shares("test accuracy"))
                .noting(bandNote());
        for (RunGroup group : groups) {
            chart = chart.with(new Series.Line(
                    group.name(),
                    group.curve().stream()
                            .map(at -> accuracyAt((double) at.completed(), at))
                            .toList()));
        }
        return chart;
    }

    Chart accuracyOverTime() {
        Chart chart = Chart.of(
                        "accuracy-over-time",
                        "Accuracy over virtual time",
                        Axis.seconds("virtual time"),
                        Axis.shares("test accuracy"))
                .noting(bandNote());
        for (RunGroup group : groups) {
            chart = chart.with(new Series.Line(
                    group.name(),
                    group.curve().stream()
                            .map(at -> accuracyAt(at.seconds().mean(), at))
                            .toList()));
        }
        return chart;
    }

    private static Point accuracyAt(double x, RunGroup.Curve at) {
        return Point.between(
                        x,
                        at.accuracy().mean(),
                        at.accuracy().least(),
                        at.accuracy().greatest())
                .called("after round " + at.completed());
    }

    private String bandNote() {
        boolean several = groups.stream().anyMatch(group -> group.runs().size() > 1);
        return several ? "Lines are means over seeds, bands span the least and greatest." : "";
    }

    Chart totalTime() {
        List<Point> bars = IntStream.range(0, groups.size())
                .mapToObj(i -> spanning(i, groups.get(i).seconds()))
                .toList();
        return Chart.of(
                        "total-time",
                        "Virtual time for all rounds",
                        Axis.categories("policy", names()),
                        Axis.seconds("virtual time"))
                .with(new Series.Bars("virtual time", bars));
    }

    private static Point spanning(int x, Statistics figure) {
        return Point.between(x, figure.mean(), figure.least(), figure.greatest());
    }

    /** How often each tier was drawn as the rounds went by; one chart per policy that draws tiers. */
    List<Chart> tierChoices() {
        return groups.stream()
                .filter(group -> group.runs().getFirst().rounds().stream().anyMatch(entry -> entry.tier() != null))
                .map(ReplayCharts::tierChoices)
                .toList();
    }

    private static Chart tierChoices(RunGroup group) {
        int tiers = group.runs().getFirst().summary().tierSizes().size();
        long rounds = group.runs().getFirst().summary().rounds();
        int windows = (int) Math.min(WINDOWS, rounds);
        double[][] drawn = new double[tiers][windows];
        for (RunRecord run : group.runs()) {
            for (JournalEntry entry : run.rounds()) {
                Integer tier = entry.tier();
                int window = (int) (entry.round() * windows / rounds);
                if (tier != null && tier < tiers && window < windows) {
                    drawn[tier][window] += 1.0 / group.runs().size();
                }
            }
        }
        List<String> labels = IntStream.range(0, windows)
                .mapToObj(i -> Long.toString((i + 1) * rounds / windows))
                .toList();
        Chart chart = Chart.of(
                        "tier-choices-" + group.name().replaceAll("[^a-z0-9]+", "-"),
                        "Tiers drawn by " + group.name(),
                        Axis.categories("up to round", labels),
                        Axis.numbers("rounds"))
                .inOrderedColours();
        for (int tier = 0; tier < tiers; tier++) {
            chart = chart.with(Series.stackedBars(tierName(tier, tiers), drawn[tier]));
        }
        return chart;
    }

    static String tierName(int tier, int tiers) {
        if (tier == 0) {
            return "tier 1 (fastest)";
        }
        return tier == tiers - 1 ? "tier " + tiers + " (slowest)" : "tier " + (tier + 1);
    }

    Chart tierAccuracy() {
        int tiers = groups.stream()
                .mapToInt(group -> group.runs().getFirst().summary().tierSizes().size())
                .max()
                .orElse(1);
        Chart chart = Chart.of(
                "tier-accuracy",
                "Final accuracy per tier",
                Axis.categories(
                        "tier",
                        IntStream.range(0, tiers)
                                .mapToObj(tier -> tierName(tier, tiers))
                                .toList()),
                Axis.shares("test accuracy"));
        for (RunGroup group : groups) {
            List<Point> bars = new ArrayList<>();
            for (int tier = 0; tier < tiers; tier++) {
                bars.add(spanning(tier, tierAccuracy(group, tier)));
            }
            chart = chart.with(new Series.Bars(group.name(), bars));
        }
        return chart;
    }

    private static Statistics tierAccuracy(RunGroup group, int tier) {
        List<Double> values = new ArrayList<>();
        for (RunRecord run : group.runs()) {
            List<@Nullable Double> accuracy = run.summary().tierAccuracy();
            Double value = tier < accuracy.size() ? accuracy.get(tier) : null;
            if (value != null) {
                values.add(value);
            }
        }
        return Statistics.of(values);
    }

    Chart estimateAgainstActual() {
        Chart chart = Chart.of(
                        "estimate-against-actual",
                        "Estimated against actual training time",
                        Axis.seconds("actual virtual time"),
                        Axis.seconds("estimated virtual time"))
                .with(new Series.Diagonal("estimate = actual"));
        for (RunGroup group : groups) {
            List<Point> dots = new ArrayList<>();
            for (RunRecord run : group.runs()) {
                RunSummary summary = run.summary();
                String name = group.name() + ", seed " + summary.seed();
                dots.add(Point.of(summary.virtualSeconds(), summary.estimatedSeconds())
                        .called(name + ", by Eq. 6"));
                dots.add(Point.of(summary.virtualSeconds(), summary.expectedSeconds())
                        .called(name + ", expectation"));
            }
            chart = chart.with(new Series.Dots(group.name(), dots));
        }
        return chart;
    }

    private List<String> names() {
        return groups.stream().map(RunGroup::name).toList();
    }

    /** All charts, each with the same colour for the same policy. */
    List<Chart> all() {
        List<Chart> charts = new ArrayList<>(List.of(
                accuracyOverRounds().colouredAs(names()),
                accuracyOverTime().colouredAs(names()),
                totalTime(),
                tierAccuracy().colouredAs(names()),
                estimateAgainstActual().colouredAs(names())));
        charts.addAll(tierChoices());
        return charts;
    }
}
