package io.tifl.experiments.benchmark.study;

import io.tifl.experiments.report.Chart;
import java.util.ArrayList;
import java.util.List;

/** What one part of the study found: text, tables and charts, and its claims. Confined to one thread. */
final class Findings {
    private final List<String> paragraphs = new ArrayList<>();
    private final List<MarkdownTable> tables = new ArrayList<>();
    private final List<Chart> charts = new ArrayList<>();
    private final List<Claim> claims = new ArrayList<>();

    void say(String paragraph) {
        paragraphs.add(paragraph);
    }

    void show(MarkdownTable table) {
        tables.add(table);
    }

    void show(Chart chart) {
        charts.add(chart);
    }

    void claim(String text, boolean holds, String seen) {
        claims.add(new Claim(text, holds, seen));
    }

    List<String> paragraphs() {
        return List.copyOf(paragraphs);
    }

    List<MarkdownTable> tables() {
        return List.copyOf(tables);
    }

    List<Chart> charts() {
        return List.copyOf(charts);
    }

    List<Claim> claims() {
        return List.copyOf(claims);
    }
}
