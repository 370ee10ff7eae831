package io.tifl.experiments.report;

import io.tifl.experiments.report.Table.Cell;
import java.util.List;
import java.util.stream.IntStream;

/** Writes a {@link Table} into a page. Confined to one thread. */
final class HtmlTable {
    private final Table table;
    private final Markup page;
    private final List<ColumnFormat> formats;

    HtmlTable(Table table, Markup page) {
        this.table = table;
        this.page = page;
        this.formats = IntStream.range(0, table.columns().size())
                .mapToObj(i -> ColumnFormat.of(table.columns().get(i).unit(), table.numbers(i)))
                .toList();
    }

    /** Wide tables scroll within their own frame, by keyboard too. */
    void write() {
        page.open("div", "class", "table", "tabindex", "0", "role", "region", "aria-label", table.caption());
        page.open("table").element("caption", table.caption()).line();
        page.open("thead").open("tr");
        for (int column = 0; column < table.columns().size(); column++) {
            page.element("th", table.columns().get(column).name(), "scope", "col", "class", alignment(column));
        }
        page.close("tr").close("thead").line().open("tbody").line();
        for (int row = 0; row < table.rows().size(); row++) {
            row(row);
        }
        page.close("tbody").close("table").close("div").line();
    }

    private void row(int row) {
        List<Cell> cells = table.rows().get(row);
        page.open("tr");
        for (int column = 0; column < cells.size(); column++) {
            if (column == 0) {
                page.open("th", "scope", "row", "class", alignment(column));
                content(cells.get(column), column);
                page.close("th");
            } else {
                cell(cells.get(column), row, column);
            }
        }
        page.close("tr").line();
    }

    private void cell(Cell cell, int row, int column) {
        boolean best = table.isBest(row, column);
        page.open("td", "class", best ? alignment(column) + " best" : alignment(column));
        content(cell, column);
        if (best) {
            page.element("span", " (best)", "class", "unseen");
        }
        page.close("td");
    }

    private void content(Cell cell, int column) {
        switch (cell) {
            case Cell.Words words -> page.text(words.text());
            case Cell.Single single -> page.text(formats.get(column).format(single.value()));
            case Cell.Range range -> {
                ColumnFormat format = formats.get(column);
                page.text(format.format(range.value())).text(" ");
                page.element("small", format.format(range.low()) + " to " + format.format(range.high()));
            }
        }
    }

    private String alignment(int column) {
        boolean words = table.rows().stream().allMatch(row -> row.get(column) instanceof Cell.Words);
        return words ? "words" : "number";
    }
}
