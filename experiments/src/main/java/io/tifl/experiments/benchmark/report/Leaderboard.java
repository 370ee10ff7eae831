package io.tifl.experiments.benchmark.report;

import io.tifl.experiments.benchmark.result.BenchmarkResult;
import io.tifl.experiments.report.Table;
import io.tifl.experiments.report.Table.Cell;
import io.tifl.experiments.report.Table.Column;
import io.tifl.experiments.report.Unit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The configurations of one kind of device under one objective, best first.
 *
 * @param device kind of it
 * @param objective in words
 */
public record Leaderboard(String device, String objective, List<Entry> entries) {
    public Leaderboard {
        entries = List.copyOf(entries);
    }

    /** A configuration. */
    public record Entry(BenchmarkResult result, Figures figures) {}

    /** What to sort by. */
    public enum Order {
        THROUGHPUT,
        P99,
        COST,
        ENERGY;

        private double key(Entry entry) {
            return switch (this) {
                case THROUGHPUT -> -entry.figures().throughput();
                case P99 -> entry.figures().percentile(99);
                case COST -> entry.figures().costPer1000();
                case ENERGY -> entry.figures().joules();
            };
        }

        /** Its name on the command line. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }

        // Java's order of numbers puts those that are not known last.
        Comparator<Entry> comparator() {
            return Comparator.comparingDouble(this::key)
                    .thenComparing(entry -> entry.result().spec().name());
        }
    }

    /** One for each kind of device and objective; results of followers of one kind are merged first. */
    public static List<Leaderboard> of(List<BenchmarkResult> results, Order order) {
        Map<List<String>, List<Entry>> groups = new LinkedHashMap<>();
        for (BenchmarkResult result : Merging.byKind(results)) {
            groups.computeIfAbsent(List.of(result.device().kind(), Labels.objective(result)), _ -> new ArrayList<>())
                    .add(new Entry(result, Figures.of(result)));
        }
        return groups.entrySet().stream()
                .map(group -> new Leaderboard(
                        group.getKey().getFirst(),
                        group.getKey().getLast(),
                        group.getValue().stream().sorted(order.comparator()).toList()))
                .toList();
    }

    /** All orders at once: a place in each. */
    public Table table() {
        Table table = new Table(
                device + ", " + objective,
                List.of(
                        Column.of("benchmark"),
                        Column.of("model"),
                        Column.of("server"),
                        Column.of("examples/s").highestIsBest(),
                        Column.of("place"),
                        Column.of("p99", Unit.SECONDS).lowestIsBest(),
                        Column.of("place"),
                        Column.of("cost of 1000").lowestIsBest(),
                        Column.of("place"),
                        Column.of("J per example").lowestIsBest(),
                        Column.of("place"),
                        Column.of("within limit", Unit.PERCENT).highestIsBest(),
                        Column.of("verdict")),
                List.of());
        for (Entry entry : entries) {
            table = table.row(
                    Cell.of(entry.result().spec().name()),
                    Cell.of(Labels.model(entry.result())),
                    Cell.of(Labels.engine(entry.result())),
                    Cell.of(entry.figures().throughput()),
                    place(entry, Order.THROUGHPUT, entry.figures().throughput()),
                    Cell.of(entry.figures().percentile(99)),
                    place(entry, Order.P99, entry.figures().percentile(99)),
                    Cell.of(entry.figures().costPer1000()),
                    place(entry, Order.COST, entry.figures().costPer1000()),
                    Cell.of(entry.figures().joules()),
                    place(entry, Order.ENERGY, entry.figures().joules()),
                    Cell.of(entry.figures().attainment()),
                    Cell.of(verdict(entry)));
        }
        return table;
    }

    private Cell place(Entry entry, Order order, double value) {
        if (Double.isNaN(value)) {
            return Cell.of(Double.NaN);
        }
        return Cell.of(
                1.0 + entries.stream().sorted(order.comparator()).toList().indexOf(entry));
    }

    private static String verdict(Entry entry) {
        return entry.figures().repeats().stream()
                .map(repeat -> repeat.verdict()
                        .outcome()
                        .toString()
                        .toLowerCase(Locale.ROOT)
                        .replace('_', ' '))
                .distinct()
                .reduce((one, other) -> one + ", " + other)
                .orElse("nothing measured");
    }
}
