package io.tifl.experiments.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tifl.experiments.report.Report.Block;
import io.tifl.experiments.report.Report.Section;
import io.tifl.experiments.report.Table.Cell;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class HtmlReportTest {
    private final String page = HtmlReport.of(Samples.report());

    @Test
    void theSameReportGivesTheSameBytes() {
        assertThat(HtmlReport.of(Samples.report())).isEqualTo(page);
    }

    @Test
    void nothingIsFetchedAndNothingRuns() {
        String withoutNamespaces = page.replace("xmlns=\"http://www.w3.org/2000/svg\"", "");

        assertThat(withoutNamespaces).doesNotContain("http:", "https:", "<script", "src=", "@import", "url(");
        assertThat(page).contains("default-src 'none'");
    }

    @Test
    void everyAnchorExistsOnce() {
        List<String> ids = found(" id=\"([^\"]+)\"");
        Set<String> unique = new HashSet<>(ids);

        assertThat(ids).doesNotHaveDuplicates();
        assertThat(found("href=\"#([^\"]+)\"")).isNotEmpty().allMatch(unique::contains);
    }

    @Test
    void everyElementIsClosed() {
        for (String element : List.of("section", "figure", "table", "tr", "td", "th", "div", "svg", "p", "dl", "ul")) {
            assertThat(found("<(" + element + ")[ >]")).as(element).hasSameSizeAs(found("</(" + element + ")>"));
        }
    }

    @Test
    void theBestOfAColumnIsMarkedForEyesAndForReaders() {
        assertThat(page).contains("<td class=\"number best\">").contains("(best)");
        assertThat(found("(number best)")).hasSize(2);
    }

    @Test
    void equalBestsAreAllMarkedAndALoneValueIsNot() {
        Table ties = Table.of("t", Table.Column.of("a"), Table.Column.of("b").lowestIsBest())
                .row(Cell.of("x"), Cell.of(1))
                .row(Cell.of("y"), Cell.of(1))
                .row(Cell.of("z"), Cell.of(Double.NaN));
        Table alone = Table.of("t", Table.Column.of("b").highestIsBest()).row(Cell.of(1));

        assertThat(List.of(ties.isBest(0, 1), ties.isBest(1, 1), ties.isBest(2, 1)))
                .containsExactly(true, true, false);
        assertThat(alone.isBest(0, 0)).isFalse();
    }

    @Test
    void hostileTextStaysText() {
        String hostile = "<img onerror=x>\"'&`code<`";
        Report report = Report.of(hostile, hostile)
                .with(new Report.Tile(hostile, hostile, hostile))
                .with(Section.of(
                        hostile,
                        Block.of(hostile),
                        new Block.Verbatim(hostile),
                        Block.of(Table.of(hostile, Table.Column.of(hostile)).row(Cell.of(hostile)))))
                .madeWith(Map.of(hostile, hostile), hostile);

        assertThat(HtmlReport.of(report)).doesNotContain("<img").contains("&lt;img onerror=x&gt;");
    }

    @Test
    void backquotesMakeCodeOnlyInPairs() {
        String html = HtmlReport.of(Report.of("t", "run `tifl` now, 5` wide"));

        assertThat(html).contains("run <code>tifl</code> now, 5` wide");
    }

    @Test
    void aRowThatDoesNotFitItsTableIsRefused() {
        assertThatThrownBy(() -> Table.of("t", Table.Column.of("a")).row(Cell.of("x"), Cell.of("y")))
                .hasMessageContaining("2 cells, expected 1");
    }

    @Test
    void provenanceKeepsItsOrder() {
        assertThat(found("<dt>(tifl|Java|seeds|command)</dt>")).containsExactly("tifl", "Java", "seeds", "command");
    }

    private List<String> found(String pattern) {
        return Pattern.compile(pattern)
                .matcher(page)
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();
    }
}
