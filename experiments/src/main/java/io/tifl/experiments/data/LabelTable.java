package io.tifl.experiments.data;

import io.tifl.experiments.report.Report;
import io.tifl.experiments.report.Table;
import io.tifl.leaf.LabelStatistics;
import io.tifl.leaf.SizeStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Collectors;

/** The figures of a data set among its clients, by name. */
public final class LabelTable {
    private final LabelStatistics statistics;
    private final SequencedMap<String, String> figures;

    private LabelTable(LabelStatistics statistics, SequencedMap<String, String> figures) {
        this.statistics = statistics;
        this.figures = figures;
    }

    public static LabelTable of(LabelStatistics statistics) {
        SequencedMap<String, String> figures = sizes(statistics.sizes());
        figures.put("classes", Words.of(statistics.classes()));
        figures.put(
                "classes per user",
                "%s (%s to %s)"
                        .formatted(
                                Words.of(statistics.meanClasses()),
                                Words.of(statistics.fewestClasses()),
                                Words.of(statistics.mostClasses())));
        figures.put("distance to the mix of all", decimals(statistics.meanDistance()));
        figures.put(
                "entropy per user",
                decimals(statistics.meanEntropy()) + " of " + decimals(statistics.entropy()) + " bits");
        return new LabelTable(statistics, figures);
    }

    /** The figures of sizes alone, for data without classes. */
    public static String text(SizeStatistics sizes) {
        return text(sizes(sizes));
    }

    /** A line for each figure, for a terminal. */
    public String text() {
        return text(figures);
    }

    private static SequencedMap<String, String> sizes(SizeStatistics sizes) {
        SequencedMap<String, String> figures = new LinkedHashMap<>();
        figures.put("users", Words.of(sizes.users()));
        figures.put("examples", Words.of(sizes.examples()));
        figures.put("least per user", Words.of(sizes.min()));
        figures.put("mean per user", Words.of(sizes.mean()));
        figures.put("median per user", Words.of(sizes.median()));
        figures.put("standard deviation", Words.of(sizes.deviation()));
        figures.put("skewness", Words.of(sizes.skewness()));
        figures.put("most per user", Words.of(sizes.max()));
        return figures;
    }

    private static String text(Map<String, String> figures) {
        return figures.entrySet().stream()
                .map(figure -> String.format(Locale.ROOT, "%-28s %s%n", figure.getKey(), figure.getValue()))
                .collect(Collectors.joining());
    }

    Table table() {
        Table table = Table.of("Clients and what they hold", Table.Column.of("figure"), Table.Column.of("value"));
        for (Map.Entry<String, String> figure : figures.entrySet()) {
            table = table.row(Table.Cell.of(figure.getKey()), Table.Cell.of(figure.getValue()));
        }
        return table;
    }

    List<Report.Tile> tiles() {
        SizeStatistics sizes = statistics.sizes();
        return List.of(
                new Report.Tile("clients", Words.of(sizes.users()), ""),
                new Report.Tile("examples", Words.of(sizes.examples()), Words.of(sizes.mean()) + " each on average"),
                new Report.Tile(
                        "classes per client",
                        Words.of(statistics.meanClasses()),
                        "of " + Words.of(statistics.classes())),
                new Report.Tile(
                        "distance to the mix of all",
                        decimals(statistics.meanDistance()),
                        "total variation, 0 if all are alike"));
    }

    private static String decimals(double value) {
        return String.format(Locale.ROOT, "%.3f", value);
    }
}
