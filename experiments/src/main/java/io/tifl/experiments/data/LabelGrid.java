package io.tifl.experiments.data;

import io.tifl.experiments.report.Axis;
import io.tifl.experiments.report.Chart;
import io.tifl.experiments.report.Series;
import io.tifl.experiments.report.Unit;
import io.tifl.leaf.LabelCounts;
import io.tifl.leaf.LabelStatistics;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A column for each client and a row for each class. Colour says what part of its client's examples is of the class; of few
 * clients, the size of the box says how many that are.
 */
final class LabelGrid {
    private static final double[] BOUNDS = {0, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1};
    private static final int FEW_CLIENTS = 40;
    private static final int FEW_CLASSES = 30;

    /** Smaller boxes are not seen, though a client has examples there. */
    private static final double LEAST_AREA = 0.01;

    private LabelGrid() {}

    static Chart of(ShownClients shown, LabelStatistics statistics) {
        LabelCounts counts = shown.counts();
        boolean sized =
                counts.clients().size() <= FEW_CLIENTS && counts.classes().size() <= FEW_CLASSES;
        int largest = shown.largestCount();
        List<Series.Cells> ranges = IntStream.range(1, BOUNDS.length)
                .mapToObj(
                        i -> new Series.Cells(nameOf(i), cells(counts, BOUNDS[i - 1], BOUNDS[i], sized ? largest : 0)))
                .toList();
        String sizes = sized
                ? " The area of a box is in proportion to the examples; the largest stands for "
                        + Unit.COUNT.format(largest) + "."
                : "";
        return Chart.of(
                        "labels-shares",
                        "A client's mix of classes is " + Words.of(statistics.meanDistance())
                                + " from that of all, on average",
                        Axis.categories("client", shown.names()),
                        Axis.categories("class", counts.classes()))
                .inOrderedColours()
                .withAll(ranges)
                .noting(
                        "Colour: which part of a client's examples is of the class. Distance is total variation, 0 to 1."
                                + sizes + shown.note());
    }

    private static String nameOf(int range) {
        String high = Unit.PERCENT.format(BOUNDS[range]);
        return range == 1 ? "up to " + high : Words.of(100 * BOUNDS[range - 1]) + " to " + high;
    }

    /** @param largest count that fills a box; 0 if all boxes are full */
    private static List<Series.Cell> cells(LabelCounts counts, double above, double upTo, int largest) {
        List<Series.Cell> cells = new ArrayList<>();
        for (int i = 0; i < counts.clients().size(); i++) {
            for (int c = 0; c < counts.classes().size(); c++) {
                double share = (double) counts.count(i, c) / Math.max(1, counts.size(i));
                if (share > above && share <= upTo) {
                    double area = largest == 0 ? 1 : Math.max(LEAST_AREA, (double) counts.count(i, c) / largest);
                    cells.add(new Series.Cell(i, c, area, label(counts, i, c, share)));
                }
            }
        }
        return cells;
    }

    private static String label(LabelCounts counts, int client, int label, double share) {
        return counts.clients().get(client) + "\nclass " + counts.classes().get(label) + ": "
                + counts.count(client, label) + " of " + counts.size(client) + " examples, "
                + Unit.PERCENT.format(share);
    }
}
