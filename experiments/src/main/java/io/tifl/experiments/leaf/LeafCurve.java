package io.tifl.experiments.leaf;

import io.tifl.experiments.report.CsvRows;
import io.tifl.experiments.report.Series;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;

/**
 * Accuracy on clients' test examples as rounds go by, from a file of statistics of LEAF's or of {@link LeafMetrics}.
 *
 * @param rounds what is known after each round that was judged
 */
public record LeafCurve(String name, SortedMap<Long, Spread> rounds) {
    private static final String ROUND = "round_number";
    private static final String SAMPLES = "num_samples";
    private static final String ACCURACY = "accuracy";
    private static final String SET = "set";
    private static final String TEST = "test";

    public LeafCurve {
        rounds = new TreeMap<>(rounds);
    }

    /**
     * Reads a CSV file, plain or by gzip. Rows of another set than {@code test} are left out; older files of LEAF have no
     * column that says so.
     *
     * @throws IOException if it cannot be read, or a column or number is missing: names file and line
     */
    public static LeafCurve read(String name, Path file) throws IOException {
        List<List<String>> rows = rows(file);
        if (rows.isEmpty()) {
            throw new IOException(
                    file + " is empty, expected a header with " + ROUND + ", " + SAMPLES + ", " + ACCURACY);
        }
        Columns columns = Columns.of(file, rows.getFirst());
        Map<Long, Values> perRound = new TreeMap<>();
        for (int line = 1; line < rows.size(); line++) {
            columns.add(file, line + 1, rows.get(line), perRound);
        }
        SortedMap<Long, Spread> spreads = new TreeMap<>();
        perRound.forEach((round, values) -> spreads.put(round, Spread.of(values.accuracies, values.weights)));
        return new LeafCurve(name, spreads);
    }

    private static List<List<String>> rows(Path file) throws IOException {
        if (!file.toString().endsWith(".gz")) {
            return CsvRows.read(file);
        }
        try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
            return CsvRows.of(in.readAllBytes());
        }
    }

    /** What is known after this round, or the last judged before it. */
    public Optional<Spread> at(long round) {
        SortedMap<Long, Spread> until = rounds.headMap(round + 1);
        return until.isEmpty() ? Optional.empty() : Optional.ofNullable(until.get(until.lastKey()));
    }

    /** The weighted mean over rounds, in a band from the 10th to the 90th percentile of clients. */
    public Series.Line line() {
        List<Series.Point> points = new ArrayList<>();
        rounds.forEach((round, spread) ->
                points.add(Series.Point.between(round, spread.mean(), spread.tenth(), spread.ninetieth())));
        return new Series.Line(name, points);
    }

    private record Values(List<Double> accuracies, List<Long> weights) {}

    private record Columns(int round, int samples, int accuracy, int set) {
        static Columns of(Path file, List<String> header) throws IOException {
            Columns columns = new Columns(
                    header.indexOf(ROUND), header.indexOf(SAMPLES), header.indexOf(ACCURACY), header.indexOf(SET));
            if (columns.round < 0 || columns.samples < 0 || columns.accuracy < 0) {
                throw new IOException(file + " has the columns " + header + ", expected " + ROUND + ", " + SAMPLES
                        + ", " + ACCURACY + " among them");
            }
            return columns;
        }

        void add(Path file, int line, List<String> row, Map<Long, Values> perRound) throws IOException {
            try {
                if (set >= 0 && !row.get(set).equals(TEST)) {
                    return;
                }
                Values values = perRound.computeIfAbsent(
                        Long.parseLong(row.get(round)), _ -> new Values(new ArrayList<>(), new ArrayList<>()));
                values.accuracies.add(Double.parseDouble(row.get(accuracy)));
                values.weights.add(Long.parseLong(row.get(samples)));
            } catch (NumberFormatException | IndexOutOfBoundsException e) {
                throw new IOException(
                        file + ", line " + line + ": expected numbers for " + ROUND + ", " + SAMPLES + " and "
                                + ACCURACY + ", got " + row,
                        e);
            }
        }
    }
}
