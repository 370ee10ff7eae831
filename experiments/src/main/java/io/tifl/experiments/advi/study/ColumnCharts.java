package io.tifl.experiments.advi.study;

import io.tifl.experiments.advi.amortised.Calibration.Bin;
import io.tifl.experiments.advi.amortised.ColumnClassifier.Epoch;
import io.tifl.experiments.advi.amortised.ColumnClassifier.Posterior;
import io.tifl.experiments.advi.amortised.ColumnClassifier.Result;
import io.tifl.experiments.advi.bound.Bound;
import io.tifl.experiments.advi.family.Family;
import io.tifl.experiments.advi.study.ColumnClassification.Published;
import io.tifl.experiments.advi.study.ColumnClassification.Results;
import io.tifl.experiments.report.Axis;
import io.tifl.experiments.report.Chart;
import io.tifl.experiments.report.Series;
import io.tifl.experiments.report.Series.Point;
import io.tifl.experiments.study.Interval;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** What the classifiers of single columns look like. */
final class ColumnCharts {
    private static final List<Bound> BOUNDS = List.of(Bound.SELBO, Bound.SIWAE);
    private static final int MOST = 10;

    private ColumnCharts() {}

    static List<Chart> of(Results results) {
        List<Chart> charts = new ArrayList<>();
        charts.add(accuracy(results));
        charts.add(course(results));
        for (int components : List.of(2, MOST)) {
            charts.add(reliability(results, components));
        }
        charts.addAll(densities(results));
        return charts;
    }

    private static Chart accuracy(Results results) {
        Chart chart = Chart.of(
                        "column-accuracy",
                        "SIWAE gains from components, SELBO does not",
                        Axis.counts("components K"),
                        Axis.shares("accuracy"))
                .noting(
                        "Bands are 95 % intervals over trainings; dots are the published accuracies, of one training each.");
        for (Bound bound : BOUNDS) {
            List<Point> points = ColumnClassification.COMPONENTS.stream()
                    .map(k -> point(k, results.over(bound, k, ColumnClassification::accuracy)))
                    .toList();
            chart = chart.with(new Series.Line(bound.toString(), points));
        }
        for (Bound bound : BOUNDS) {
            List<Point> points = ColumnClassification.COMPONENTS.stream()
                    .map(k -> Point.of(k, published(Published.of(k), bound)))
                    .toList();
            chart = chart.with(new Series.Dots(bound + ", published", points));
        }
        return chart;
    }

    private static double published(Published published, Bound bound) {
        return bound == Bound.SIWAE ? published.siwae() : published.selbo();
    }

    private static Point point(double x, Interval interval) {
        return Point.between(x, interval.mean(), interval.low(), interval.high());
    }

    private static Chart course(Results results) {
        Chart chart = Chart.of(
                        "column-course",
                        "Accuracy in the course of training, K = 10",
                        Axis.counts("epoch"),
                        Axis.shares("accuracy"))
                .noting("Means over trainings.");
        for (Bound bound : BOUNDS) {
            List<Result> trainings = results.of(bound, MOST);
            int epochs = trainings.getFirst().epochs().size();
            List<Point> points = IntStream.range(0, epochs)
                    .mapToObj(i -> Point.of(
                            trainings.getFirst().epochs().get(i).epoch(),
                            trainings.stream()
                                    .map(one -> one.epochs().get(i))
                                    .mapToDouble(Epoch::accuracy)
                                    .average()
                                    .orElse(Double.NaN)))
                    .toList();
            chart = chart.with(new Series.Line(bound.toString(), points));
        }
        return chart;
    }

    private static Chart reliability(Results results, int components) {
        Chart chart = Chart.of(
                        "column-reliability-" + components,
                        "Reliability, K = " + components,
                        Axis.shares("probability of the likeliest class").reaching(1),
                        Axis.shares("accuracy").startingAt(0).reaching(1))
                .noting(
                        "Predictions of all trainings in 15 bins; on the dashed line, predictions are as often right as they"
                                + " say.")
                .with(new Series.Diagonal("calibrated"));
        for (Bound bound : BOUNDS) {
            chart = chart.with(new Series.Line(bound.toString(), bins(results.of(bound, components))));
        }
        return chart;
    }

    private static List<Point> bins(List<Result> trainings) {
        int bins = trainings.getFirst().test().bins().size();
        return IntStream.range(0, bins)
                .mapToObj(i -> trainings.stream()
                        .map(one -> one.test().bins().get(i))
                        .reduce(new Bin(0, 0, 0), ColumnCharts::pooled))
                .filter(bin -> bin.count() > 0)
                .map(bin -> Point.of(bin.meanConfidence(), bin.accuracy())
                        .called(String.format(Locale.ROOT, "%,d predictions", bin.count())))
                .toList();
    }

    private static Bin pooled(Bin one, Bin other) {
        return new Bin(
                one.count() + other.count(), one.correct() + other.correct(), one.confidence() + other.confidence());
    }

    /** Of the test column for which SIWAE's mixture has most effective modes: the posterior by each bound. */
    private static List<Chart> densities(Results results) {
        Family family = Family.fullRank(2).mixture(MOST);
        List<Posterior> siwae = results.of(Bound.SIWAE, MOST).getFirst().posteriors();
        int shown = IntStream.range(0, siwae.size())
                .boxed()
                .max(Comparator.comparingDouble(
                        i -> siwae.get(i).mixture(family).effectiveModes()))
                .orElseThrow();
        double reach = BOUNDS.stream()
                .mapToDouble(bound ->
                        DensityMap.reach(posterior(results, bound, shown).mixture(family)))
                .max()
                .orElseThrow();
        return BOUNDS.stream()
                .map(bound -> density(bound, posterior(results, bound, shown), family, reach))
                .toList();
    }

    private static Posterior posterior(Results results, Bound bound, int shown) {
        return results.of(bound, MOST).getFirst().posteriors().get(shown);
    }

    private static Chart density(Bound bound, Posterior posterior, Family family, double reach) {
        return DensityMap.within(posterior.mixture(family), reach)
                .chart(
                        "column-posterior-" + bound.toString().toLowerCase(Locale.ROOT),
                        "The posterior of a column of a " + posterior.label() + " by " + bound + ", K = " + MOST);
    }
}
