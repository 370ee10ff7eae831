package io.tifl.experiments.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Piles what is stacked: each series begins where the ones of its kind before it end. */
final class Stacks {
    private Stacks() {}

    /** Where one value of a stacked series lies. */
    record Slab(Series.Point point, double from, double to) {}

    /** A stacked series and where its values lie. */
    record Layer(Series series, List<Slab> slabs) {}

    /** The layers of the stacked series, in order; others are left out. */
    static List<Layer> of(List<Series> series) {
        Map<Double, Double> areas = new TreeMap<>();
        Map<Double, Double> bars = new TreeMap<>();
        List<Layer> layers = new ArrayList<>();
        for (Series one : series) {
            switch (one) {
                case Series.Area area -> layers.add(new Layer(area, pile(area.points(), areas)));
                case Series.StackedBars bar -> layers.add(new Layer(bar, pile(bar.points(), bars)));
                case Series.Line _,
                        Series.Dots _,
                        Series.Bars _,
                        Series.Cells _,
                        Series.Diagonal _,
                        Series.Level _ -> {}
            }
        }
        return layers;
    }

    private static List<Slab> pile(List<Series.Point> points, Map<Double, Double> heights) {
        List<Slab> slabs = new ArrayList<>();
        for (Series.Point point : points) {
            if (point.isFinite()) {
                double from = heights.getOrDefault(point.x(), 0.0);
                heights.put(point.x(), from + point.y());
                slabs.add(new Slab(point, from, from + point.y()));
            }
        }
        return slabs;
    }
}
