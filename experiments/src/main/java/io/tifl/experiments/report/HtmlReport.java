package io.tifl.experiments.report;

import io.tifl.experiments.report.Report.Block;
import io.tifl.experiments.report.Report.Section;
import io.tifl.experiments.report.Report.Tile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/**
 * Makes one HTML page of a {@link Report}: no script, nothing fetched from elsewhere, readable on paper and on a telephone,
 * light or dark as the reader's system is.
 */
public final class HtmlReport {
    private static final String POLICY = "default-src 'none'; style-src 'unsafe-inline'";

    private final Report report;
    private final Markup page = new Markup();

    private HtmlReport(Report report) {
        this.report = report;
    }

    /** The page; the same report gives the same bytes. */
    public static String of(Report report) {
        return new HtmlReport(report).write();
    }

    private String write() {
        page.raw("<!DOCTYPE html>").line().open("html", "lang", "en").line();
        head();
        page.open("body").line();
        page.element("a", "Skip to the results", "class", "skip", "href", "#results")
                .line();
        header();
        page.open("main", "id", "results").line();
        for (int i = 0; i < report.sections().size(); i++) {
            section(report.sections().get(i), anchor(i));
        }
        provenance();
        page.close("main").line().close("body").line().close("html").line();
        return page.toString();
    }

    private void head() {
        page.open("head").line();
        page.raw("<meta charset=\"utf-8\">").line();
        page.raw("<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">")
                .line();
        page.raw("<meta name=\"color-scheme\" content=\"light dark\">").line();
        page.raw("<meta http-equiv=\"Content-Security-Policy\" content=\"" + POLICY + "\">")
                .line();
        page.element("title", report.title()).line();
        page.raw("<style>\n" + pageStyle() + SvgChart.styleSheet() + "</style>").line();
        page.close("head").line();
    }

    private void header() {
        page.open("header").line();
        page.element("h1", report.title()).line();
        prose(report.lead(), "lead");
        if (!report.tiles().isEmpty()) {
            page.open("dl", "class", "tiles").line();
            report.tiles().forEach(this::tile);
            page.close("dl").line();
        }
        contents();
        page.close("header").line();
    }

    private void tile(Tile tile) {
        page.open("div").element("dt", tile.label()).element("dd", tile.value());
        if (!tile.note().isEmpty()) {
            page.element("dd", tile.note(), "class", "note");
        }
        page.close("div").line();
    }

    private void contents() {
        if (report.sections().size() < 3) {
            return;
        }
        page.open("nav", "aria-label", "Contents").open("ul").line();
        for (int i = 0; i < report.sections().size(); i++) {
            link(report.sections().get(i).title(), anchor(i));
        }
        link("How this was made", "made");
        page.close("ul").close("nav").line();
    }

    private void link(String text, String anchor) {
        page.open("li").element("a", text, "href", "#" + anchor).close("li").line();
    }

    private void section(Section section, String anchor) {
        page.open("section", "id", anchor).element("h2", section.title()).line();
        section.blocks().forEach(this::block);
        page.close("section").line();
    }

    private void block(Block block) {
        switch (block) {
            case Block.Prose prose -> prose(prose.text(), "");
            case Block.Figure figure -> figure(figure.chart());
            case Block.Tabular tabular -> new HtmlTable(tabular.table(), page).write();
            case Block.Verbatim verbatim -> verbatim(verbatim.text(), "Text");
        }
    }

    /** Each chart comes twice, for wide and narrow screens; the style sheet shows one of them. */
    private void figure(Chart chart) {
        page.open("figure", "id", chart.name()).line();
        page.open("figcaption").element("strong", chart.title());
        if (!chart.note().isEmpty()) {
            page.text(" ").element("span", chart.note());
        }
        page.close("figcaption").line();
        page.open("div", "class", "wide")
                .raw(SvgChart.inline(chart, Canvas.WIDE))
                .close("div")
                .line();
        page.open("div", "class", "narrow")
                .raw(SvgChart.inline(chart, Canvas.NARROW))
                .close("div")
                .line();
        page.close("figure").line();
    }

    private void provenance() {
        page.open("section", "id", "made").element("h2", "How this was made").line();
        page.open("dl", "class", "facts").line();
        report.provenance()
                .forEach((name, value) ->
                        page.element("dt", name).element("dd", value).line());
        page.close("dl").line();
        if (!report.configuration().isEmpty()) {
            page.element("h3", "Resolved configuration").line();
            verbatim(report.configuration(), "Resolved configuration");
        }
        page.close("section").line();
    }

    /** Can be scrolled by keyboard where it is too wide. */
    private void verbatim(String text, String name) {
        page.element("pre", text, "tabindex", "0", "role", "region", "aria-label", name)
                .line();
    }

    private void prose(String text, String style) {
        for (String paragraph : List.of(text.strip().split("\n\\s*\n"))) {
            if (paragraph.isBlank()) {
                continue;
            }
            page.open("p", style.isEmpty() ? new String[0] : new String[] {"class", style});
            inline(paragraph);
            page.close("p").line();
        }
    }

    /** Every second piece between backquotes is code; a backquote without partner stays one. */
    private void inline(String paragraph) {
        List<String> pieces = List.of(paragraph.split("`", -1));
        for (int i = 0; i < pieces.size(); i++) {
            boolean closed = i + 1 < pieces.size();
            if (i % 2 == 1 && closed) {
                page.element("code", pieces.get(i));
            } else {
                page.text(i % 2 == 1 ? "`" + pieces.get(i) : pieces.get(i));
            }
        }
    }

    private static String anchor(int section) {
        return "section-" + (section + 1);
    }

    private static String pageStyle() {
        try (InputStream css = HtmlReport.class.getResourceAsStream("report.css")) {
            return new String(
                    Objects.requireNonNull(css, "report.css is not beside its class")
                            .readAllBytes(),
                    StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("report.css cannot be read", e);
        }
    }
}
