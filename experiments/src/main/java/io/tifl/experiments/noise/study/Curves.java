package io.tifl.experiments.noise.study;

import io.tifl.experiments.noise.NoiseCurve;
import io.tifl.experiments.report.Axis;
import io.tifl.experiments.report.Chart;
import io.tifl.experiments.report.Series;
import io.tifl.experiments.report.Series.Point;
import io.tifl.experiments.study.Interval;
import java.util.ArrayList;
import java.util.List;

/** Curves as charts show them: the mean over seeds, and its interval as a band. */
final class Curves {
    private Curves() {}

    static Chart chart(String name, String title, String x) {
        return Chart.of(
                name,
                title,
                Axis.numbers(x).startingAt(0),
                Axis.shares("accuracy, of the clean network's").startingAt(0));
    }

    static Series.Line line(String name, List<NoiseCurve> seeds) {
        List<Point> points = new ArrayList<>(List.of(Point.of(0, 1)));
        for (int i = 0; i < seeds.getFirst().levels().size(); i++) {
            int level = i;
            Interval share = Seeds.of(seeds, curve -> curve.normalised(level));
            points.add(
                    Point.between(seeds.getFirst().levels().get(i).level(), share.mean(), share.low(), share.high()));
        }
        return new Series.Line(name, points);
    }
}
