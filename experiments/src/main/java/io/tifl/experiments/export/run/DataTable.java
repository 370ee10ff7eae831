package io.tifl.experiments.export.run;

import io.tifl.experiments.report.CsvRows;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/** A table of texts whose columns have types: the narrowest that holds every value. An empty text is no value. */
record DataTable(List<Column> columns, int rows) {
    /** What values of a column are. */
    enum Type {
        WHOLE,
        REAL,
        TEXT
    }

    /**
     * One column.
     *
     * @param values as texts, empty where there is none
     */
    record Column(String name, Type type, List<String> values) {}

    /** @throws IOException if a row is longer or shorter than the header, or two columns have one name */
    static DataTable of(Path csv) throws IOException {
        List<List<String>> rows = CsvRows.read(csv);
        if (rows.isEmpty()) {
            throw new IOException(csv + " is empty, expected a header");
        }
        for (int i = 1; i < rows.size(); i++) {
            if (rows.get(i).size() != rows.getFirst().size()) {
                throw new IOException(csv + " row " + i + " has " + rows.get(i).size() + " fields, the header has "
                        + rows.getFirst().size());
            }
        }
        if (new HashSet<>(rows.getFirst()).size() != rows.getFirst().size()) {
            throw new IOException(csv + " has two columns of one name: " + rows.getFirst());
        }
        return of(rows);
    }

    /** @param rows the header first, all of one length */
    static DataTable of(List<List<String>> rows) {
        List<Column> columns = new ArrayList<>();
        for (int c = 0; c < rows.getFirst().size(); c++) {
            int column = c;
            List<String> values =
                    rows.stream().skip(1).map(row -> row.get(column)).toList();
            columns.add(new Column(rows.getFirst().get(column), type(values), values));
        }
        return new DataTable(columns, rows.size() - 1);
    }

    private static Type type(List<String> values) {
        List<String> there = values.stream().filter(value -> !value.isEmpty()).toList();
        if (there.isEmpty()) {
            return Type.TEXT;
        }
        if (there.stream().allMatch(DataTable::isWhole)) {
            return Type.WHOLE;
        }
        return there.stream().allMatch(DataTable::isReal) ? Type.REAL : Type.TEXT;
    }

    /** Only if it is written as numbers are: 0218 is a name. */
    private static boolean isWhole(String text) {
        try {
            return Long.toString(Long.parseLong(text)).equals(text);
        } catch (NumberFormatException _) {
            return false;
        }
    }

    private static boolean isReal(String text) {
        if (text.length() > 1 && text.charAt(0) == '0' && Character.isDigit(text.charAt(1))) {
            return false;
        }
        char last = text.charAt(text.length() - 1);
        if (last == 'd' || last == 'f' || last == 'D' || last == 'F') {
            return false;
        }
        try {
            Double.parseDouble(text);
            return text.equals(text.strip());
        } catch (NumberFormatException _) {
            return false;
        }
    }
}
