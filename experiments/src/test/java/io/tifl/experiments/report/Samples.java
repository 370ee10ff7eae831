package io.tifl.experiments.report;

import io.tifl.experiments.report.Report.Block;
import io.tifl.experiments.report.Series.Point;
import io.tifl.experiments.report.Table.Cell;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** Charts of made-up data, one of each kind, as a study would draw them. */
final class Samples {
    static final List<String> POLICIES = List.of("vanilla", "slow", "uniform", "random", "fast", "adaptive");

    private Samples() {}

    static List<Chart> all() {
        return List.of(
                accuracyOverRounds(),
                accuracyOverTime(),
                totalTime(),
                tierChoices(),
                accuracyPerTier(),
                estimates(),
                throughput());
    }

    static Chart accuracyOverRounds() {
        Chart chart = Chart.of(
                        "accuracy-over-rounds",
                        "Adaptive selection keeps the accuracy of vanilla",
                        Axis.counts("round"),
                        Axis.shares("test accuracy"))
                .noting("Mean over three seeds; the band spans the least and the greatest of them.")
                .colouredAs(POLICIES);
        for (int i = 0; i < POLICIES.size(); i++) {
            chart = chart.with(new Series.Line(POLICIES.get(i), learning(i, 500, 1)));
        }
        return chart;
    }

    static Chart accuracyOverTime() {
        Chart chart = Chart.of(
                        "accuracy-over-time",
                        "Fast policies reach the same accuracy sooner",
                        Axis.seconds("virtual time").logarithmic(),
                        Axis.shares("test accuracy"))
                .colouredAs(POLICIES);
        double[] seconds = {70, 95, 26, 11, 3.6, 18};
        for (int i = 0; i < POLICIES.size(); i++) {
            chart = chart.with(new Series.Line(POLICIES.get(i), learning(i, 120, seconds[i])));
        }
        return chart;
    }

    static Chart totalTime() {
        return Chart.of(
                        "total-time",
                        "Training time per policy",
                        Axis.categories("policy", POLICIES),
                        Axis.seconds("training time").startingAt(0))
                .with(new Series.Bars(
                        "resource",
                        List.of(
                                Point.between(0, 34245, 33510, 34980),
                                Point.between(1, 46240, 46100, 46400),
                                Point.between(2, 12774, 12015, 13533),
                                Point.between(3, 4740, 4326, 5154),
                                Point.between(4, 1835, 1830, 1840),
                                Point.between(5, 6010, 5700, 6300))))
                .with(Series.bars("quantity", 12000, 15000, 9000, 8000, 5000, 7600));
    }

    static Chart tierChoices() {
        List<Chart> chart = new ArrayList<>(List.of(Chart.of(
                        "tier-choices",
                        "Adaptive selection turns to the tiers that lag",
                        Axis.counts("round"),
                        Axis.shares("share of choices").reaching(1))
                .inOrderedColours()));
        for (int tier = 0; tier < 5; tier++) {
            List<Point> points = new ArrayList<>();
            for (int round = 0; round <= 500; round += 20) {
                double[] weight = new double[5];
                double sum = 0;
                for (int other = 0; other < 5; other++) {
                    weight[other] = 1.5 + StrictMath.sin(round / 60.0 + other * 1.3);
                    sum += weight[other];
                }
                points.add(Point.of(round, weight[tier] / sum));
            }
            chart.set(0, chart.getFirst().with(new Series.Area("tier " + (tier + 1), points)));
        }
        return chart.getFirst();
    }

    static Chart accuracyPerTier() {
        Chart chart = Chart.of(
                        "accuracy-per-tier",
                        "Accuracy per tier",
                        Axis.categories("", List.of("vanilla", "uniform", "adaptive")),
                        Axis.shares("test accuracy").startingAt(0))
                .inOrderedColours();
        for (int tier = 0; tier < 5; tier++) {
            chart = chart.with(Series.bars("tier " + (tier + 1), 0.8 - tier * 0.03, 0.82 - tier * 0.05, 0.81));
        }
        return chart;
    }

    static Chart estimates() {
        return Chart.of(
                        "estimates",
                        "The estimator against what came out",
                        Axis.seconds("estimated"),
                        Axis.seconds("actual"))
                .with(new Series.Diagonal("estimate = actual"))
                .with(new Series.Dots(
                        "replayed",
                        List.of(
                                Point.of(46242, 44977).called("slow"),
                                Point.of(12693, 12643).called("uniform"),
                                Point.of(5143, 5053).called("random"),
                                Point.of(1837, 1750).called("fast"))));
    }

    static Chart throughput() {
        return Chart.of(
                        "stacked-bars",
                        "Where a round's time goes",
                        Axis.categories(
                                "",
                                List.of(
                                        "cifar10-resource",
                                        "cifar10-quantity",
                                        "fashion-mnist",
                                        "mnist",
                                        "femnist-all")),
                        Axis.seconds("time per round"))
                .with(Series.stackedBars("download", 1, 2, 3, 2, 4))
                .with(Series.stackedBars("training", 30, 20, 12, 9, 41))
                .with(Series.stackedBars("upload", 2, 4, 3, 1, 7))
                .with(new Series.Level("deadline", 45));
    }

    static Report report() {
        Table policies = Table.of(
                        "What each policy took and reached",
                        Table.Column.of("policy"),
                        Table.Column.of("training time", Unit.SECONDS).lowestIsBest(),
                        Table.Column.of("final accuracy", Unit.PERCENT).highestIsBest(),
                        Table.Column.of("speed-up"),
                        Table.Column.of("model"))
                .row(Cell.of("vanilla"), Cell.of(34245, 33510, 34980), Cell.of(0.823), Cell.of(1), Cell.of("3f9a01"))
                .row(Cell.of("fast"), Cell.of(1835), Cell.of(0.712), Cell.of(18.66), Cell.of("77c0de"))
                .row(Cell.of("adaptive"), Cell.of(6010, 5700, 6300), Cell.of(0.825), Cell.of(5.7), Cell.of("01ab9d"))
                .row(Cell.of("broken <b>"), Cell.of(Double.NaN), Cell.of(Double.NaN), Cell.of(0), Cell.of(""));
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("tifl", "0.1.0-SNAPSHOT");
        facts.put("Java", "25.0.3+9-LTS");
        facts.put("seeds", "1, 2, 3");
        facts.put("command", "tifl replay --policies vanilla,fast,adaptive");
        return Report.of(
                        "TiFL on LEAF Synthetic",
                        "50 clients in 5 tiers of CPU share, 5 per round, 500 rounds, three seeds. The figures are made up.")
                .with(new Report.Tile("Adaptive over vanilla", "5.7×", "training time, virtual"))
                .with(new Report.Tile("Accuracy, adaptive", "82.5 %", "vanilla 82.3 %"))
                .with(new Report.Tile("Estimator error", "2.8 %", "worst of four policies"))
                .with(new Report.Tile("Client tasks", "45,000", ""))
                .with(Report.Section.of(
                        "Accuracy",
                        Block.of(
                                "Every policy trains the same model on the same clients.\n\nRun `tifl compare` to see more."),
                        Block.of(accuracyOverRounds()),
                        Block.of(accuracyOverTime())))
                .with(Report.Section.of("Time", Block.of(policies), Block.of(totalTime()), Block.of(throughput())))
                .with(Report.Section.of("Tiers", Block.of(tierChoices()), Block.of(accuracyPerTier())))
                .with(Report.Section.of("Estimator", Block.of(estimates())))
                .madeWith(
                        facts, "data: leaf-synthetic\nclients: 50\nrounds: 500\npolicies: [vanilla, fast, adaptive]\n");
    }

    private static List<Point> learning(int policy, int rounds, double secondsPerRound) {
        RandomGenerator chance = RandomGeneratorFactory.of("L64X128MixRandom").create(policy);
        List<Point> points = new ArrayList<>();
        double[] limits = {0.82, 0.74, 0.815, 0.79, 0.71, 0.825};
        for (int round = 1; round <= rounds; round++) {
            double value = limits[policy] * (1 - StrictMath.exp(-round / (25.0 + policy * 6)))
                    + (chance.nextDouble() - 0.5) * 0.02;
            points.add(Point.between(round * secondsPerRound, value, value - 0.015, value + 0.02));
        }
        return points;
    }
}
