package io.tifl.experiments.data;

import io.tifl.experiments.report.Axis;
import io.tifl.experiments.report.Chart;
import io.tifl.experiments.report.Series;
import io.tifl.leaf.LabelCounts;
import io.tifl.leaf.LabelStatistics;
import java.util.List;
import java.util.stream.IntStream;

/** A bar for each client, as high as it has examples, of a piece for each class. */
final class LabelBars {
    private static final int COLOURS = 12;

    private LabelBars() {}

    static Chart of(ShownClients shown, LabelStatistics statistics) {
        LabelCounts counts = shown.counts();
        int classes = counts.classes().size();
        int width = Math.max(1, Math.ceilDiv(classes, COLOURS));
        List<Series.StackedBars> bars = IntStream.range(0, Math.ceilDiv(classes, width))
                .mapToObj(i -> piece(counts, i * width, Math.min(classes, (i + 1) * width)))
                .toList();
        String joined = width == 1 ? "" : " Classes are joined by " + width + ", in their order.";
        return Chart.of(
                        "labels-counts",
                        "%s classes per client, of %d".formatted(Words.of(statistics.meanClasses()), classes),
                        Axis.categories("client", shown.names()),
                        Axis.counts("examples"))
                .inManyColours()
                .withAll(bars)
                .noting("Examples of each client by class." + joined + shown.note());
    }

    private static Series.StackedBars piece(LabelCounts counts, int from, int to) {
        String first = counts.classes().get(from);
        String name = to - from == 1 ? first : first + " to " + counts.classes().get(to - 1);
        double[] values = IntStream.range(0, counts.clients().size())
                .mapToDouble(i ->
                        IntStream.range(from, to).map(c -> counts.count(i, c)).sum())
                .toArray();
        return Series.stackedBars(name, values);
    }
}
