package io.tifl.experiments.data;

import io.tifl.experiments.report.AtomicFile;
import io.tifl.experiments.report.Chart;
import io.tifl.experiments.report.ChartFiles;
import io.tifl.experiments.report.HtmlReport;
import io.tifl.experiments.report.Report;
import io.tifl.leaf.LabelCounts;
import io.tifl.leaf.LabelStatistics;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How the classes of a data set spread over its clients, as pictures: {@code labels-counts}, stacked bars of examples;
 * {@code labels-shares}, a grid of clients and classes; {@code examples-per-client}, a histogram.
 *
 * <p>Of more clients than a picture has room for, some are shown, evenly spaced from the smallest to the largest; the note
 * below the title says so.
 */
public final class LabelPictures {
    private LabelPictures() {}

    /** The three pictures, in this order. */
    public static List<Chart> charts(LabelCounts counts) {
        LabelStatistics statistics = LabelStatistics.of(counts);
        ShownClients shown = ShownClients.of(counts);
        return List.of(
                LabelBars.of(shown, statistics), LabelGrid.of(shown, statistics), SizeHistogram.of(counts.sizes()));
    }

    /** The histogram alone, for data without classes. */
    public static Chart sizes(int[] sizes) {
        return SizeHistogram.of(sizes);
    }

    /**
     * Writes the pictures, and a page {@code labels.html} with all of them and the table.
     *
     * @param folder is created if need be
     * @param title of the page: the data set and how it was dealt
     * @param facts that let a reader make the same again, by name
     * @return why there are no PNG files, if there are none
     */
    public static Optional<String> write(Path folder, String title, LabelCounts counts, Map<String, String> facts)
            throws IOException {
        List<Chart> charts = charts(counts);
        Optional<String> obstacle = ChartFiles.write(folder, charts);
        AtomicFile.write(folder.resolve("labels.html"), HtmlReport.of(page(title, counts, charts, facts)));
        return obstacle;
    }

    private static Report page(String title, LabelCounts counts, List<Chart> charts, Map<String, String> facts) {
        LabelTable table = LabelTable.of(LabelStatistics.of(counts));
        Report report = Report.of(title, "Who holds how many examples of which classes.");
        for (Report.Tile tile : table.tiles()) {
            report = report.with(tile);
        }
        return report.with(Report.Section.of(
                        "Classes per client", Report.Block.of(charts.get(0)), Report.Block.of(charts.get(1))))
                .with(Report.Section.of("Examples per client", Report.Block.of(charts.get(2))))
                .with(Report.Section.of("In figures", Report.Block.of(table.table())))
                .madeWith(facts, "");
    }
}
