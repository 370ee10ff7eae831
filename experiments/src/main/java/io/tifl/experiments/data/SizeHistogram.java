package io.tifl.experiments.data;

import io.tifl.experiments.report.Axis;
import io.tifl.experiments.report.Chart;
import io.tifl.experiments.report.Series;
import io.tifl.experiments.report.Unit;
import io.tifl.leaf.SizeStatistics;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** How many clients have how many examples: bins of the same width, or ever wider ones where sizes differ fiftyfold. */
final class SizeHistogram {
    private static final int BINS = 12;
    private static final int WIDE_RANGE = 50;
    private static final int[] STEPS = {1, 2, 5};

    private SizeHistogram() {}

    static Chart of(int[] sizes) {
        SizeStatistics statistics = SizeStatistics.of(sizes);
        List<Integer> edges = edges(statistics.min(), statistics.max());
        double[] clients = new double[edges.size() - 1];
        for (int size : sizes) {
            clients[bin(edges, size)]++;
        }
        return Chart.of(
                        "examples-per-client",
                        title(statistics),
                        Axis.categories("examples per client", names(edges)),
                        Axis.counts("clients"))
                .with(Series.bars("clients", clients))
                .noting("Mean %s, median %s, standard deviation %s, over %s clients."
                        .formatted(
                                Words.of(statistics.mean()),
                                Words.of(statistics.median()),
                                Words.of(statistics.deviation()),
                                Words.of(statistics.users())));
    }

    private static String title(SizeStatistics statistics) {
        String least = Unit.COUNT.format(statistics.min());
        return statistics.min() == statistics.max()
                ? "Clients have " + least + " examples each"
                : "Clients have " + least + " to " + Unit.COUNT.format(statistics.max()) + " examples";
    }

    /** Where bins begin, and where the last one ends; a size on an edge belongs to the bin that begins there. */
    private static List<Integer> edges(int min, int max) {
        return max > WIDE_RANGE * Math.max(1, min) ? growing(min, max) : even(min, max);
    }

    private static List<Integer> even(int min, int max) {
        int step = Math.ceilDiv(max - min + 1, BINS);
        int round = IntStream.iterate(1, power -> power <= 100_000_000, power -> power * 10)
                .flatMap(power -> Arrays.stream(STEPS).map(digit -> digit * power))
                .filter(width -> width >= step)
                .findFirst()
                .orElse(step);
        List<Integer> edges = new ArrayList<>();
        for (int edge = min / round * round; edges.isEmpty() || edges.getLast() <= max; edge += round) {
            edges.add(edge);
        }
        return edges.size() > 1 ? edges : List.of(edges.getFirst(), edges.getFirst() + round);
    }

    private static List<Integer> growing(int min, int max) {
        List<Integer> edges = new ArrayList<>();
        if (min == 0) {
            edges.add(0);
        }
        for (int power = 1; edges.isEmpty() || edges.getLast() <= max; power *= 10) {
            for (int digit : STEPS) {
                int edge = (int) Math.min(Integer.MAX_VALUE, (long) digit * power);
                if (edges.isEmpty() || edges.getLast() <= max) {
                    edges.add(edge);
                }
            }
        }
        int first = IntStream.range(1, edges.size())
                .filter(i -> edges.get(i) > min)
                .findFirst()
                .orElse(1);
        return List.copyOf(edges.subList(first - 1, edges.size()));
    }

    private static int bin(List<Integer> edges, int size) {
        return IntStream.range(0, edges.size() - 1)
                .filter(i -> size < edges.get(i + 1))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> names(List<Integer> edges) {
        return IntStream.range(0, edges.size() - 1)
                .mapToObj(i -> name(edges.get(i), edges.get(i + 1) - 1))
                .toList();
    }

    private static String name(int from, int to) {
        return from == to ? Unit.COUNT.format(from) : Unit.COUNT.format(from) + "–" + Unit.COUNT.format(to);
    }
}
