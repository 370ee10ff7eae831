package io.tifl.experiments.advi.study;

import io.tifl.experiments.advi.family.Mixture;
import io.tifl.experiments.report.Axis;
import io.tifl.experiments.report.Chart;
import io.tifl.experiments.report.Series;
import io.tifl.experiments.report.Series.Cell;
import io.tifl.experiments.reproduce.Format;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A density in the plane on a grid of cells, its highest parts darkest.
 *
 * @param from where the grid begins, in both coordinates
 * @param step width of a cell
 * @param shares of each cell, row by row from the bottom, by its middle's density: 1 for the highest
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record DensityMap(double from, double step, double[] shares) {
    private static final int CELLS = 28;
    private static final double[] LEVELS = {0.01, 0.05, 0.2, 0.5, 0.8};

    /** The reach of a square around the origin that holds all but a thousandth of a mixture, at least 1. */
    static double reach(Mixture mixture) {
        double reach = 1;
        while (reach < 64 && shareAtEdge(mixture, reach) > 1e-3) {
            reach *= 1.25;
        }
        return reach;
    }

    private static double shareAtEdge(Mixture mixture, double reach) {
        DensityMap wider = within(mixture, 2 * reach);
        double outside = 0;
        double all = 0;
        for (int i = 0; i < wider.shares.length; i++) {
            double x = wider.middle(i % CELLS);
            double y = wider.middle(i / CELLS);
            all += wider.shares[i];
            outside += Math.max(Math.abs(x), Math.abs(y)) > reach ? wider.shares[i] : 0;
        }
        return outside / all;
    }

    /** Of the square from {@code -reach} to {@code reach}. */
    static DensityMap within(Mixture mixture, double reach) {
        double step = 2 * reach / CELLS;
        DensityMap map = new DensityMap(-reach, step, new double[CELLS * CELLS]);
        double[] logs = new double[CELLS * CELLS];
        double highest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < logs.length; i++) {
            logs[i] = mixture.logDensity(new double[] {map.middle(i % CELLS), map.middle(i / CELLS)});
            highest = Math.max(highest, logs[i]);
        }
        for (int i = 0; i < logs.length; i++) {
            map.shares[i] = StrictMath.exp(logs[i] - highest);
        }
        return map;
    }

    private double middle(int index) {
        return from + (index + 0.5) * step;
    }

    Chart chart(String name, String title) {
        List<String> places = IntStream.range(0, CELLS)
                .mapToObj(i -> i % 4 == 0 ? Format.words("%.1f", middle(i)) : "")
                .toList();
        Chart chart = Chart.of(name, title, Axis.categories("z1", places), Axis.categories("z2", places))
                .noting("By the density in the middle of each cell, as a share of the highest.")
                .inOrderedColours();
        for (int level = 0; level < LEVELS.length; level++) {
            chart = chart.with(level(level));
        }
        return chart;
    }

    private Series.Cells level(int level) {
        double low = LEVELS[level];
        double high = level + 1 < LEVELS.length ? LEVELS[level + 1] : Double.POSITIVE_INFINITY;
        List<Cell> cells = new ArrayList<>();
        for (int i = 0; i < shares.length; i++) {
            if (shares[i] >= low && shares[i] < high) {
                String label =
                        Format.words("(%.2f, %.2f): %.0f %%", middle(i % CELLS), middle(i / CELLS), 100 * shares[i]);
                cells.add(new Cell(i % CELLS, i / CELLS, 1, label));
            }
        }
        return new Series.Cells(Format.words("%.0f %% and more", 100 * low), cells);
    }
}
