package io.tifl.experiments.documentation;

import java.util.List;

/** Writes pages. */
final class Markdown {
    private final StringBuilder text = new StringBuilder();

    Markdown heading(int level, String title) {
        return paragraph("#".repeat(level) + " " + title);
    }

    Markdown paragraph(String paragraph) {
        if (!paragraph.isBlank()) {
            if (!text.isEmpty()) {
                text.append('\n');
            }
            text.append(paragraph.strip()).append('\n');
        }
        return this;
    }

    /** Nothing if there are no rows. */
    Markdown table(List<String> head, List<List<String>> rows) {
        if (rows.isEmpty()) {
            return this;
        }
        StringBuilder table =
                new StringBuilder(row(head)).append("|---".repeat(head.size())).append("|\n");
        rows.forEach(row -> table.append(row(row)));
        return paragraph(table.toString());
    }

    private static String row(List<String> cells) {
        StringBuilder row = new StringBuilder("|");
        cells.forEach(cell -> row.append(' ').append(cell.strip()).append(" |"));
        return row.append('\n').toString();
    }

    /** What stands in a cell as it is. */
    static String plain(String text) {
        return text.replaceAll("\\s+", " ")
                .replace("|", "\\|")
                .replace("<", "&lt;")
                .replace("*", "\\*")
                .strip();
    }

    static String code(String text) {
        return text.isEmpty() ? "" : "`" + text.replace("|", "\\|") + "`";
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
