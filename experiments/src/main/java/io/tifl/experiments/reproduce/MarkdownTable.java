package io.tifl.experiments.reproduce;

import io.tifl.experiments.report.Table;
import java.util.ArrayList;
import java.util.List;

/** A table of words, which a page shows as one and documentation takes as it is. Confined to one thread. */
public final class MarkdownTable {
    private final String caption;
    private final List<String> columns;
    private final List<List<String>> rows = new ArrayList<>();

    /** @param caption what it shows, in a sentence */
    public MarkdownTable(String caption, String... columns) {
        this.caption = caption;
        this.columns = List.of(columns);
    }

    /** @throws IllegalArgumentException unless there is a cell for each column */
    public void row(List<String> cells) {
        if (cells.size() != columns.size()) {
            throw new IllegalArgumentException("expected " + columns.size() + " cells, got " + cells.size());
        }
        rows.add(List.copyOf(cells));
    }

    /** As {@link #row(List)}. */
    public void row(String... cells) {
        row(List.of(cells));
    }

    /** With its caption above. */
    public String markdown() {
        StringBuilder text = new StringBuilder(caption).append("\n\n");
        line(text, columns);
        text.append("|---".repeat(columns.size())).append("|\n");
        rows.forEach(row -> line(text, row));
        return text.toString();
    }

    private static void line(StringBuilder text, List<String> cells) {
        text.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }

    /** The same on a page. */
    public Table table() {
        Table table = Table.of(caption, columns.stream().map(Table.Column::of).toArray(Table.Column[]::new));
        for (List<String> row : rows) {
            table = table.row(row.stream().map(Table.Cell::of).toArray(Table.Cell[]::new));
        }
        return table;
    }
}
