package io.tifl.experiments.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Leaves out points nobody could see: of those that share a pixel column, the first, least, greatest and last remain. */
final class Thinning {
    private Thinning() {}

    static List<Series.Point> of(List<Series.Point> points, Frame frame) {
        if (points.size() <= 2 * (frame.right() - frame.left())) {
            return points;
        }
        List<Series.Point> kept = new ArrayList<>();
        int begin = 0;
        for (int i = 1; i <= points.size(); i++) {
            if (i == points.size() || column(points.get(i), frame) != column(points.get(begin), frame)) {
                keep(points.subList(begin, i), kept);
                begin = i;
            }
        }
        return kept;
    }

    private static long column(Series.Point point, Frame frame) {
        return (long) Math.floor(frame.xOf(point.x()));
    }

    private static void keep(List<Series.Point> column, List<Series.Point> kept) {
        if (column.size() <= 4) {
            kept.addAll(column);
            return;
        }
        Comparator<Series.Point> byHeight = Comparator.comparingDouble(Series.Point::y);
        int least = column.indexOf(column.stream().min(byHeight).orElseThrow());
        int greatest = column.indexOf(column.stream().max(byHeight).orElseThrow());
        kept.add(column.getFirst());
        kept.add(column.get(Math.min(least, greatest)));
        kept.add(column.get(Math.max(least, greatest)));
        kept.add(column.getLast());
    }
}
