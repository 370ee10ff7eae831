package io.tifl.experiments.ssl.study;

import io.tifl.experiments.report.Series;
import io.tifl.experiments.report.Series.Point;
import io.tifl.experiments.reproduce.Format;
import io.tifl.experiments.ssl.image.ImageRun;
import io.tifl.experiments.study.Interval;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Figures of trainings over seeds. */
final class Figures {
    private Figures() {}

    static double probe(ImageRun run) {
        return run.probe().last();
    }

    static double probeOfViews(ImageRun run) {
        return run.probeOfViews().last();
    }

    static double bestProbe(ImageRun run) {
        return run.probe().best();
    }

    static double neighbours(ImageRun run) {
        return run.last().neighbours();
    }

    static double spread(ImageRun run) {
        return run.last().projections().spread();
    }

    static double rank(ImageRun run) {
        return run.last().features().effectiveRank();
    }

    static Interval of(List<ImageRun> runs, ToDoubleFunction<ImageRun> figure) {
        return Interval.of(runs.stream().map(run -> figure.applyAsDouble(run)).toList());
    }

    /** How much more one has than another, seed by seed. */
    static Interval difference(List<ImageRun> more, List<ImageRun> less, ToDoubleFunction<ImageRun> figure) {
        List<Double> differences = new ArrayList<>();
        for (int i = 0; i < more.size(); i++) {
            differences.add(figure.applyAsDouble(more.get(i)) - figure.applyAsDouble(less.get(i)));
        }
        return Interval.of(differences);
    }

    /** Shares in per cent, with their interval: {@code 91.2 (90.8 to 91.6)}. */
    static String percent(Interval shares) {
        return words("%.1f", 100, shares);
    }

    static String words(String format, double factor, Interval interval) {
        String mean = Format.words(format, factor * interval.mean());
        return interval.count() < 2
                ? mean
                : mean
                        + Format.words(
                                " (" + format + " to " + format + ")",
                                factor * interval.low(),
                                factor * interval.high());
    }

    static Series.Bars bars(String name, Map<String, List<ImageRun>> runs, ToDoubleFunction<ImageRun> figure) {
        List<Point> points = new ArrayList<>();
        runs.forEach((variant, some) -> {
            Interval interval = of(some, figure);
            points.add(Point.between(points.size(), interval.mean(), interval.low(), interval.high())
                    .called(variant));
        });
        return new Series.Bars(name, points);
    }

    static Series.Line overEpochs(String name, List<ImageRun> runs, ToDoubleFunction<ImageRun.Epoch> figure) {
        List<Point> points = new ArrayList<>();
        for (int epoch = 0; epoch < runs.getFirst().epochs().size(); epoch++) {
            int number = epoch;
            Interval interval = Interval.of(runs.stream()
                    .map(run -> figure.applyAsDouble(run.epochs().get(number)))
                    .toList());
            points.add(Point.of(epoch, interval.mean()));
        }
        return new Series.Line(name, points);
    }
}
