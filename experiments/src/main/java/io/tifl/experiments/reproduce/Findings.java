package io.tifl.experiments.reproduce;

import io.tifl.experiments.report.Chart;
import java.util.ArrayList;
import java.util.List;

/** What one part of the study found: text, tables and charts, and its claims. Confined to one thread. */
public final class Findings {
    private final List<String> paragraphs = new ArrayList<>();
    private final List<MarkdownTable> tables = new ArrayList<>();
    private final List<Chart> charts = new ArrayList<>();
    private final List<Claim> claims = new ArrayList<>();

    /** A paragraph of prose. */
    public void say(String paragraph) {
        paragraphs.add(paragraph);
    }

    public void show(MarkdownTable table) {
        tables.add(table);
    }

    public void show(Chart chart) {
        charts.add(chart);
    }

    /** What must hold. */
    public void claim(String text, boolean holds, String seen) {
        claims.add(Claim.of(text, holds, seen));
    }

    /**
     * What was to be found out, and no more: nothing must hold.
     *
     * @param verdict in words
     */
    public void answer(String question, String verdict, String seen) {
        claims.add(new Claim(question, verdict, seen));
    }

    public List<String> paragraphs() {
        return List.copyOf(paragraphs);
    }

    public List<MarkdownTable> tables() {
        return List.copyOf(tables);
    }

    public List<Chart> charts() {
        return List.copyOf(charts);
    }

    public List<Claim> claims() {
        return List.copyOf(claims);
    }
}
