package io.tifl.experiments.benchmark.report;

import io.tifl.experiments.benchmark.result.BenchmarkResult;
import io.tifl.experiments.benchmark.result.Energy;
import io.tifl.experiments.benchmark.result.Latencies;
import io.tifl.experiments.benchmark.result.Stage;
import io.tifl.experiments.report.Chart;
import io.tifl.experiments.report.Report;
import io.tifl.experiments.report.Report.Block;
import io.tifl.experiments.report.Report.Section;
import io.tifl.experiments.report.Report.Tile;
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

/** The page on a set of results; {@link io.tifl.experiments.report.HtmlReport} writes it. */
public final class BenchmarkReport {
    private final List<BenchmarkResult> results;
    private final List<String> problems;
    private final Leaderboard.Order order;

    private BenchmarkReport(ResultFiles files, Leaderboard.Order order) {
        this.results = Merging.byKind(files.results());
        this.problems = files.problems();
        this.order = order;
    }

    /**
     * The report. Results of one benchmark on several followers of one kind are put together.
     *
     * @param order of the leader boards
     */
    public static Report of(ResultFiles files, Leaderboard.Order order) {
        return new BenchmarkReport(files, order).report();
    }

    private Report report() {
        Report report = Report.of("Benchmarks", lead());
        for (Tile tile : tiles()) {
            report = report.with(tile);
        }
        for (Section section : sections()) {
            if (!section.blocks().isEmpty()) {
                report = report.with(section);
            }
        }
        return report.madeWith(facts(), "");
    }

    private String lead() {
        long devices = results.stream()
                .map(result -> result.device().kind())
                .distinct()
                .count();
        String lead = results.size() + " benchmarks on " + devices + (devices == 1 ? " kind" : " kinds")
                + " of device. Latency counts from the time a request was planned for, so that a server which falls behind cannot"
                + " hide it.";
        return problems.isEmpty()
                ? lead
                : lead + "\n\nLeft out, as they hold no result: " + String.join("; ", problems) + ".";
    }

    private List<Tile> tiles() {
        List<Tile> tiles = new ArrayList<>();
        results.stream()
                .max(Comparator.comparingDouble(result -> Figures.of(result).throughput()))
                .ifPresent(result -> tiles.add(new Tile(
                        "highest throughput",
                        Labels.number(Figures.of(result).throughput()) + " /s",
                        result.spec().name())));
        results.stream()
                .filter(result -> Figures.of(result).percentile(99) > 0)
                .min(Comparator.comparingDouble(result -> Figures.of(result).percentile(99)))
                .ifPresent(result -> tiles.add(new Tile(
                        "lowest p99",
                        Unit.SECONDS.format(Figures.of(result).percentile(99)),
                        result.spec().name())));
        long passed =
                results.stream().filter(result -> Figures.of(result).passed()).count();
        tiles.add(new Tile("objective met", passed + " of " + results.size(), "with the confidence asked for"));
        return tiles;
    }

    private List<Section> sections() {
        List<Section> sections = new ArrayList<>();
        sections.add(new Section(
                "Leader boards",
                Leaderboard.of(results, order).stream()
                        .<Block>map(board -> Block.of(board.table()))
                        .toList()));
        sections.add(figures("Latency", BenchmarkCharts.distributions(results), BenchmarkCharts.tails(results)));
        sections.add(
                figures("Stages", BenchmarkCharts.stages(results)).blocks().isEmpty()
                        ? new Section("Stages", List.of(Block.of(stages(results))))
                        : new Section(
                                "Stages",
                                List.of(
                                        Block.of(BenchmarkCharts.stages(results).getFirst()),
                                        Block.of(stages(results)))));
        sections.add(figures("Batches", BenchmarkCharts.sweepCharts(BenchmarkCharts.sweeps(results))));
        sections.add(figures("Depth and width", BenchmarkCharts.heatMaps(results)));
        sections.add(figures("Roofline", rooflines()));
        List<Block> costs = new ArrayList<>();
        BenchmarkCharts.costs(results).forEach(chart -> costs.add(Block.of(chart)));
        costs.add(Block.of(costs()));
        sections.add(new Section("Cost and energy", costs));
        sections.add(new Section("Repeats", List.of(Block.of(repeats()))));
        return sections;
    }

    @SafeVarargs
    private static Section figures(String title, List<Chart>... charts) {
        List<Block> blocks = new ArrayList<>();
        for (List<Chart> some : charts) {
            some.forEach(chart -> blocks.add(Block.of(chart)));
        }
        return new Section(title, blocks);
    }

    private List<Chart> rooflines() {
        List<Chart> charts = new ArrayList<>();
        for (Roofline roofline : Roofline.of(results)) {
            charts.add(BenchmarkCharts.roofline(roofline, charts.size()));
        }
        return charts;
    }

    /** Percentiles of every stage of every result. */
    static Table stages(List<BenchmarkResult> results) {
        List<List<Cell>> rows = new ArrayList<>();
        for (BenchmarkResult result : results) {
            for (Map.Entry<Stage, Latencies> stage : result.stages().entrySet()) {
                Latencies times = stage.getValue();
                rows.add(List.of(
                        Cell.of(result.spec().name()),
                        Cell.of(stage.getKey().toString()),
                        Cell.of((double) times.count()),
                        Cell.of(1000 * times.mean()),
                        Cell.of(1000 * times.deviation()),
                        Cell.of(1000 * times.percentile(50)),
                        Cell.of(1000 * times.percentile(95)),
                        Cell.of(1000 * times.percentile(99))));
            }
        }
        return new Table(
                "Milliseconds in each stage, all repeats together",
                List.of(
                        Column.of("benchmark"),
                        Column.of("stage"),
                        Column.of("count", Unit.COUNT),
                        Column.of("mean"),
                        Column.of("std"),
                        Column.of("p50"),
                        Column.of("p95"),
                        Column.of("p99")),
                rows);
    }

    private Table costs() {
        List<List<Cell>> rows = results.stream()
                .map(result -> {
                    Figures figures = Figures.of(result);
                    return List.of(
                            Cell.of(result.spec().name()),
                            Cell.of(
                                    result.spec().prices().perHour() > 0
                                            ? result.spec().prices().perHour()
                                            : Double.NaN),
                            Cell.of(figures.costPer1000()),
                            Cell.of(figures.joules()),
                            Cell.of(figures.grams()),
                            Cell.of(source(result.energy().source())),
                            Cell.of(result.coldStart()
                                    .map(time -> time.toNanos() / 1e9)
                                    .orElse(Double.NaN)));
                })
                .toList();
        return new Table(
                "Per answered example; an example is a request unless requests hold several",
                List.of(
                        Column.of("benchmark"),
                        Column.of("price per hour"),
                        Column.of("cost of 1000").lowestIsBest(),
                        Column.of("J").lowestIsBest(),
                        Column.of("g CO2").lowestIsBest(),
                        Column.of("energy from"),
                        Column.of("cold start", Unit.SECONDS).lowestIsBest()),
                rows);
    }

    private static String source(Energy.Source source) {
        return switch (source) {
            case METER -> "meter";
            case ESTIMATE -> "estimate";
            case UNKNOWN -> "not known";
        };
    }

    private Table repeats() {
        List<List<Cell>> rows = new ArrayList<>();
        for (BenchmarkResult result : results) {
            result.repeats()
                    .forEach(repeat -> rows.add(List.of(
                            Cell.of(result.spec().name()),
                            Cell.of(Long.toString(repeat.seed())),
                            Cell.of(repeat.offered()),
                            Cell.of(repeat.throughput()),
                            Cell.of(repeat.goodput()),
                            Cell.of(repeat.attainment()),
                            Cell.of((double) repeat.counts().rejected()),
                            Cell.of((double)
                                    (repeat.counts().errors() + repeat.counts().timeouts())),
                            Cell.of(repeat.utilisation()),
                            Cell.of(repeat.verdict()
                                            .outcome()
                                            .toString()
                                            .toLowerCase(Locale.ROOT)
                                            .replace('_', ' ') + ": "
                                    + repeat.verdict().reason()))));
        }
        return new Table(
                "Every repeat, or every rate of a search",
                List.of(
                        Column.of("benchmark"),
                        Column.of("seed"),
                        Column.of("offered/s"),
                        Column.of("examples/s"),
                        Column.of("goodput/s"),
                        Column.of("within limit", Unit.PERCENT),
                        Column.of("rejected", Unit.COUNT),
                        Column.of("failed", Unit.COUNT),
                        Column.of("busy", Unit.PERCENT),
                        Column.of("verdict")),
                rows);
    }

    private Map<String, String> facts() {
        Map<String, String> facts = new LinkedHashMap<>();
        results.stream()
                .map(BenchmarkResult::device)
                .distinct()
                .forEach(device -> facts.put(
                        device.name(),
                        device.kind() + ", " + Unit.BYTES.format((double) device.memoryBytes()) + ", " + device.system()
                                + ", Java " + device.java()));
        for (BenchmarkResult result : results) {
            if (!result.notes().isEmpty()) {
                facts.put(result.spec().name(), String.join("; ", result.notes()));
            }
        }
        return facts;
    }
}
