package io.tifl.experiments.benchmark.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tifl.experiments.benchmark.result.BenchmarkResult;
import io.tifl.experiments.benchmark.result.ModelCost;
import io.tifl.experiments.benchmark.spec.BenchmarkSpec;
import io.tifl.experiments.report.Chart;
import io.tifl.experiments.report.CsvRows;
import io.tifl.experiments.report.HtmlReport;
import io.tifl.experiments.report.Report;
import io.tifl.experiments.report.Series;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BenchmarkReportTest {
    private static final List<BenchmarkResult> RESULTS = SampleResults.all();
    private static final ResultFiles FILES = new ResultFiles(RESULTS, List.of("bad.json: no result of a benchmark"));

    private final Report report = BenchmarkReport.of(FILES, Leaderboard.Order.THROUGHPUT);

    @Test
    void everyChartIsThereWithWhatWasMeasured() {
        assertThat(report.charts().stream().map(Chart::name))
                .containsExactly(
                        "latency-distribution",
                        "tail-over-rate",
                        "stages",
                        "batch-throughput",
                        "batch-latency",
                        "latency-dense-compiled",
                        "gflops-dense-compiled",
                        "roofline",
                        "cost");
        assertThat(report.lead()).contains("bad.json");
    }

    @Test
    void theSameResultsGiveTheSamePage() {
        String page = HtmlReport.of(report);

        assertThat(page).isEqualTo(HtmlReport.of(BenchmarkReport.of(FILES, Leaderboard.Order.THROUGHPUT)));
        assertThat(page).doesNotContain("<script").contains("Leader boards", "compiled-rate-100");
    }

    @Test
    void tailsRiseTowardsSaturation() {
        Chart tails = chart("tail-over-rate");

        for (Series series : tails.series()) {
            List<Series.Point> points = ((Series.Line) series).points();
            assertThat(points).hasSize(6);
            assertThat(points.getLast().y()).isGreaterThan(4 * points.getFirst().y());
            assertThat(points).allMatch(point -> point.low() <= point.y() && point.y() <= point.high());
        }
    }

    private Chart chart(String name) {
        return report.charts().stream()
                .filter(chart -> chart.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void heatMapsHoldEverySizeOnceInTheRangeOfItsValue() {
        List<Series.Cell> cells = chart("latency-dense-compiled").series().stream()
                .flatMap(series -> ((Series.Cells) series).cells().stream())
                .toList();

        assertThat(cells).hasSize(25);
        assertThat(cells.stream().map(cell -> cell.column() + "," + cell.row()).distinct())
                .hasSize(25);
        List<Series.Cell> slowest =
                ((Series.Cells) chart("latency-dense-compiled").series().getLast()).cells();
        assertThat(slowest).anyMatch(cell -> cell.column() == 4 && cell.row() == 4);
    }

    @Test
    void csvHasARowForEachBenchmarkRepeatAndStage() {
        List<List<String>> rows = CsvRows.of(Exports.CSV.of(FILES).getBytes(StandardCharsets.UTF_8));

        int repeats =
                RESULTS.stream().mapToInt(result -> result.repeats().size()).sum();
        assertThat(rows).hasSize(1 + 7 * repeats).allMatch(row -> row.size() == Exports.COLUMNS.size());
        assertThat(rows.get(1))
                .startsWith("compiled-rate-100", "mnist-cnn", "compiled", "f1")
                .contains("latency", "PASS");
    }

    @Test
    void markdownHasARowForEachBenchmark() {
        assertThat(Exports.MARKDOWN.of(FILES).lines()).hasSize(2 + RESULTS.size());
    }

    @Test
    void figuresFollowTheFormulas() {
        BenchmarkSpec spec = SampleResults.spec("name: x\nworkload: {mode: blocking, batch: 2}\n"
                + "prices: {per-hour: 3.6, grams-per-kwh: 500, overhead: 1.5}");
        BenchmarkResult result = SampleResults.result(
                spec,
                SampleResults.device("a"),
                Optional.of(new ModelCost(1, 5e6, 1e6)),
                SampleResults.closed(spec, 1, 100, 0.0096, 0));

        Figures figures = Figures.of(result);

        // 100 requests of 2 examples in 1 s.
        assertThat(figures.throughput()).isCloseTo(200, within(1e-6));
        assertThat(figures.costPer1000()).isCloseTo(3.6 / 3600 / 200 * 1000, within(1e-9));
        assertThat(figures.joules()).isCloseTo(30.0 / 200, within(1e-9));
        assertThat(figures.grams()).isCloseTo(30.0 / 200 / 3.6e6 * 500 * 1.5, within(1e-12));
        assertThat(figures.gflops()).isCloseTo(5e6 * 2 / (0.85 * 0.0096) / 1e9, within(0.01));
        assertThat(figures.attainment()).isEqualTo(1);
        assertThat(figures.passed()).isTrue();
    }

    @Test
    void theKneeOfThePublishedResnetRowsIsAtSixteen() {
        int[] batches = {1, 2, 4, 8, 16, 32};
        double[] throughputs = {95, 162, 192, 217, 300, 278};
        List<BatchSweep.Point> points = new ArrayList<>();
        for (int i = 0; i < batches.length; i++) {
            points.add(new BatchSweep.Point(batches[i], throughputs[i], 0, 0));
        }

        assertThat(new BatchSweep(points.reversed()).knee().orElseThrow().batch())
                .isEqualTo(16);
        assertThat(new BatchSweep(List.of()).knee()).isEmpty();
    }

    @Test
    void pointsAboveTheRoofAreFlagged() {
        Roofline roofline = new Roofline(
                "device",
                100,
                20,
                List.of(
                        new Roofline.Point("slope", "dl4j", 2, 39),
                        new Roofline.Point("flat", "dl4j", 50, 99),
                        new Roofline.Point("cached", "dl4j", 2, 60),
                        new Roofline.Point("wrong", "dl4j", 50, 120)));

        assertThat(roofline.ridge()).isEqualTo(5);
        assertThat(roofline.attainable(2)).isEqualTo(40);
        assertThat(roofline.above().stream().map(Roofline.Point::model)).containsExactly("cached", "wrong");
        assertThat(BenchmarkCharts.roofline(roofline, 0).series().stream().map(Series::name))
                .containsExactly("roof", "dl4j", "above the roof");
    }

    @Test
    void followersOfOneKindAreMergedBucketByBucket() {
        BenchmarkSpec spec = SampleResults.spec("name: x\nworkload: {mode: blocking}");
        BenchmarkResult quick = SampleResults.result(
                spec, SampleResults.device("a"), Optional.empty(), SampleResults.closed(spec, 1, 90, 0.001, 0));
        BenchmarkResult slow = SampleResults.result(
                spec, SampleResults.device("b"), Optional.empty(), SampleResults.closed(spec, 1, 10, 0.009, 0));

        List<BenchmarkResult> merged = Merging.byKind(List.of(quick, slow));

        assertThat(merged).hasSize(1);
        Figures figures = Figures.of(merged.getFirst());
        assertThat(figures.percentile(90)).isCloseTo(0.0014, within(1e-5));
        assertThat(figures.percentile(91)).isCloseTo(0.0094, within(1e-4));
        assertThat(merged.getFirst().device().name()).isEqualTo("a+b");
        assertThat(merged.getFirst().notes()).containsExactly("of 2 results, on a, b");
    }

    @Test
    void leaderBoardsAreSortedAsAsked() {
        for (Leaderboard.Order order : Leaderboard.Order.values()) {
            List<Leaderboard> boards = Leaderboard.of(RESULTS, order);
            assertThat(boards).hasSize(2);
            assertThat(boards.getFirst().entries()).isSortedAccordingTo(order.comparator());
        }
        assertThat(Leaderboard.of(RESULTS, Leaderboard.Order.P99).getFirst().objective())
                .isEqualTo("p95 within 50 ms");
    }
}
