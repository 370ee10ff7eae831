package io.tifl.experiments.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.tifl.experiments.report.Chart;
import io.tifl.experiments.report.Series;
import io.tifl.leaf.LabelCounts;
import io.tifl.leaf.LabelStatistics;
import io.tifl.leaf.SizeStatistics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabelPicturesTest {
    private static final LabelCounts TWO = LabelCounts.of(
            List.of("client-00", "client-01"),
            List.of("cat", "dog", "eel"),
            List.of(new int[] {30, 10, 0}, new int[] {0, 0, 40}));

    @Test
    void barsPileTheExamplesOfEachClass() {
        Chart bars = LabelPictures.charts(TWO).getFirst();

        assertThat(bars.name()).isEqualTo("labels-counts");
        assertThat(bars.title()).isEqualTo("1.50 classes per client, of 3");
        assertThat(bars.x().categories()).containsExactly("00", "01");
        assertThat(bars.series()).extracting(Series::name).containsExactly("cat", "dog", "eel");
        assertThat(((Series.StackedBars) bars.series().getFirst()).points())
                .extracting(Series.Point::y)
                .containsExactly(30.0, 0.0);
    }

    @Test
    void boxesOfFewClientsAreAsLargeAsTheirExamples() {
        Chart grid = LabelPictures.charts(TWO).get(1);

        assertThat(cells(grid)).hasSize(3);
        assertThat(cells(grid))
                .extracting(Series.Cell::label)
                .containsExactlyInAnyOrder(
                        "client-00\nclass cat: 30 of 40 examples, 75 %",
                        "client-00\nclass dog: 10 of 40 examples, 25 %",
                        "client-01\nclass eel: 40 of 40 examples, 100 %");
        assertThat(cells(grid)).extracting(Series.Cell::area).containsExactlyInAnyOrder(0.75, 0.25, 1.0);
        assertThat(grid.note()).contains("the largest stands for 40");
    }

    @Test
    void boxesAreColouredByTheShareOfTheClass() {
        Chart grid = LabelPictures.charts(TWO).get(1);

        List<String> filled = grid.series().stream()
                .filter(one -> !((Series.Cells) one).cells().isEmpty())
                .map(Series::name)
                .toList();
        assertThat(filled).containsExactly("10 to 25 %", "50 to 100 %");
    }

    @Test
    void someOfManyClientsAreShownAndSaidToBe() {
        LabelCounts many = made(1000, 10);

        List<Chart> charts = LabelPictures.charts(many);

        List<String> names = charts.getFirst().x().categories();
        assertThat(names).hasSize(200).startsWith("0").endsWith("999");
        for (Chart chart : charts.subList(0, 2)) {
            assertThat(chart.note())
                    .endsWith("Shown are 200 of 1,000 clients, evenly spaced from the smallest to the largest.");
        }
        assertThat(cells(charts.get(1))).allMatch(cell -> cell.area() == 1);
        assertThat(charts.get(2).note()).contains("over 1,000 clients");
    }

    @Test
    void manyClassesAreJoinedInTheirOrder() {
        Chart bars = LabelPictures.charts(made(5, 62)).getFirst();

        assertThat(bars.series())
                .hasSizeLessThanOrEqualTo(12)
                .first()
                .extracting(Series::name)
                .isEqualTo("0 to 5");
        assertThat(bars.series().getLast().name()).isEqualTo("60 to 61");
        assertThat(bars.note()).contains("Classes are joined by 6");
    }

    @Test
    void histogramCountsEveryClientOnce() {
        int[][] populations = {{5, 5, 5}, {0, 1, 2, 900, 70_000}, {100, 250, 399}, {1, 1_000_000}, {0}, {}};
        for (int[] sizes : populations) {
            Series.Bars bars = (Series.Bars) LabelPictures.sizes(sizes).series().getFirst();

            assertThat(bars.points().stream().mapToDouble(Series.Point::y).sum())
                    .isEqualTo(sizes.length);
            assertThat(bars.points()).hasSizeLessThanOrEqualTo(24);
        }
    }

    @Test
    void binsSayWhatTheyHold() {
        assertThat(LabelPictures.sizes(new int[] {3, 40, 700}).x().categories())
                .containsExactly("2–4", "5–9", "10–19", "20–49", "50–99", "100–199", "200–499", "500–999");
        assertThat(LabelPictures.sizes(new int[] {10, 20, 30}).x().categories())
                .startsWith("10–11")
                .endsWith("30–31");
        assertThat(LabelPictures.sizes(new int[] {7, 7}).title()).isEqualTo("Clients have 7 examples each");
    }

    @Test
    void filesAreWrittenWithThePage(@TempDir Path folder) throws IOException {
        LabelPictures.write(folder.resolve("new"), "Animals, shards", TWO, Map.of("partitioner", "shards"));

        for (String name : List.of("labels-counts", "labels-shares", "examples-per-client")) {
            assertThat(folder.resolve("new").resolve(name + ".svg")).content().contains("<svg");
        }
        assertThat(Files.readString(folder.resolve("new/labels.html")))
                .contains("Animals, shards", "class eel: 40 of 40 examples", "skewness", "partitioner");
    }

    @Test
    void nothingIsDrawnOfNobody(@TempDir Path folder) throws IOException {
        LabelPictures.write(folder, "Nobody", made(0, 3), Map.of());
        LabelPictures.write(folder, "Nothing", made(2, 0), Map.of());

        assertThat(folder.resolve("labels-counts.svg")).content().contains("no data");
    }

    @Test
    void tableHoldsTheFiguresOfPapers() {
        String text = LabelTable.of(LabelStatistics.of(TWO)).text();

        assertThat(text.lines().map(line -> line.replaceAll(" +", " ")))
                .containsExactly(
                        "users 2",
                        "examples 80",
                        "least per user 40",
                        "mean per user 40",
                        "median per user 40",
                        "standard deviation 0",
                        "skewness 0",
                        "most per user 40",
                        "classes 3",
                        "classes per user 1.50 (1 to 2)",
                        "distance to the mix of all 0.500",
                        "entropy per user 0.406 of 1.406 bits");
        assertThat(LabelTable.text(SizeStatistics.of(new int[] {1, 2})))
                .contains("users", "1.50")
                .doesNotContain("entropy");
    }

    private static List<Series.Cell> cells(Chart grid) {
        return grid.series().stream()
                .flatMap(one -> ((Series.Cells) one).cells().stream())
                .toList();
    }

    private static LabelCounts made(int clients, int classes) {
        return LabelCounts.of(
                IntStream.range(0, clients).mapToObj(Integer::toString).toList(),
                IntStream.range(0, classes).mapToObj(Integer::toString).toList(),
                IntStream.range(0, clients)
                        .mapToObj(i -> IntStream.range(0, classes)
                                .map(c -> 1 + i * (c + 1))
                                .toArray())
                        .toList());
    }
}
