package io.tifl.experiments.leaf;

import io.tifl.experiments.report.AtomicFile;
import io.tifl.experiments.report.CsvWriter;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * The files that LEAF's reference implementation leaves of a run (Caldas et al., arXiv 1812.01097): {@code metrics_stat.csv}, how
 * each client's examples are judged in some rounds, and {@code metrics_sys.csv}, what each client of a round sent, received and
 * computed. At the end of the run they are there once more by the names that LEAF's notebooks look for,
 * {@code stat_metrics.csv} and {@code sys_metrics.csv}. Besides, {@code metrics_summary.csv} has the {@link Spread} of what was
 * judged. Confined to one thread.
 *
 * <p>Columns are those of LEAF, in its order. Rounds count from 1, round 0 is before the first. {@code num_samples} counts a
 * client's examples to train and to test on together, as LEAF does, and is what LEAF's notebooks weigh means by. Unlike LEAF's,
 * both files begin with a header and hold one run only.
 *
 * <p>A run that goes on after round r keeps the rows up to r, so that it leaves the same files as one that was never
 * interrupted.
 */
public final class LeafMetrics implements Closeable {
    private static final String STAT = "metrics_stat.csv";
    private static final String SYS = "metrics_sys.csv";
    private static final String SUMMARY = "metrics_summary.csv";
    private static final String NOTEBOOK_STAT = "stat_metrics.csv";
    private static final String NOTEBOOK_SYS = "sys_metrics.csv";

    private static final List<String> STAT_COLUMNS =
            List.of("client_id", "round_number", "hierarchy", "num_samples", "set", "accuracy", "loss");
    private static final List<String> SYS_COLUMNS = List.of(
            "client_id",
            "round_number",
            "hierarchy",
            "num_samples",
            "set",
            "bytes_written",
            "bytes_read",
            "local_computations");
    private static final List<String> SUMMARY_COLUMNS =
            List.of("round_number", "set", "measure", "mean", "p10", "p50", "p90", "std");

    private final Path folder;
    private final CsvWriter stat;
    private final CsvWriter sys;
    private final CsvWriter summary;

    private LeafMetrics(Path folder, CsvWriter stat, CsvWriter sys, CsvWriter summary) {
        this.folder = folder;
        this.stat = stat;
        this.sys = sys;
        this.summary = summary;
    }

    /** Begins the files of a run in its folder. */
    public static LeafMetrics begin(Path folder) throws IOException {
        return new LeafMetrics(
                folder,
                CsvWriter.create(folder.resolve(STAT), STAT_COLUMNS),
                CsvWriter.create(folder.resolve(SYS), SYS_COLUMNS),
                CsvWriter.create(folder.resolve(SUMMARY), SUMMARY_COLUMNS));
    }

    /**
     * Goes on with them.
     *
     * @param rounds completed, whose rows are kept
     * @throws IllegalArgumentException if a file there has other columns
     */
    public static LeafMetrics resume(Path folder, long rounds) throws IOException {
        return new LeafMetrics(
                folder,
                resumed(folder.resolve(STAT), STAT_COLUMNS, rounds),
                resumed(folder.resolve(SYS), SYS_COLUMNS, rounds),
                resumed(folder.resolve(SUMMARY), SUMMARY_COLUMNS, rounds));
    }

    private static CsvWriter resumed(Path file, List<String> columns, long rounds) throws IOException {
        int round = columns.indexOf("round_number");
        return CsvWriter.resume(file, columns, row -> Long.parseLong(row.get(round)) <= rounds);
    }

    /** A client of the data set. */
    public record Client(String id, String hierarchy, long samples) {}

    /** What a model makes of the examples of one client; loss is their mean. */
    public record Judged(Client client, double accuracy, double loss) {}

    /** What a client did in a round: bytes it sent and received, floating-point operations. */
    public record Worked(Client client, long bytesWritten, long bytesRead, long computations) {}

    /** @param set {@code train} or {@code test} */
    public void judged(long round, String set, List<Judged> clients) throws IOException {
        for (Judged one : clients) {
            stat.row(one.client.id, round, one.client.hierarchy, one.client.samples, set, one.accuracy, one.loss);
        }
        if (!clients.isEmpty()) {
            spread(round, set, "accuracy", clients, Judged::accuracy);
            spread(round, set, "loss", clients, Judged::loss);
        }
        stat.flush();
        summary.flush();
    }

    private void spread(long round, String set, String measure, List<Judged> clients, Function<Judged, Double> value)
            throws IOException {
        Spread spread = Spread.of(
                clients.stream().map(value).toList(),
                clients.stream().map(one -> one.client.samples).toList());
        List<Object> row = new ArrayList<>(List.of(round, set, measure));
        row.addAll(spread.values());
        summary.row(row.toArray());
    }

    public void worked(long round, List<Worked> clients) throws IOException {
        for (Worked one : clients) {
            sys.row(
                    one.client.id,
                    round,
                    one.client.hierarchy,
                    one.client.samples,
                    "train",
                    one.bytesWritten,
                    one.bytesRead,
                    one.computations);
        }
        sys.flush();
    }

    /** The run is over: leaves its files by the names LEAF's notebooks look for. */
    public void finish() throws IOException {
        AtomicFile.write(folder.resolve(NOTEBOOK_STAT), Files.readAllBytes(folder.resolve(STAT)));
        AtomicFile.write(folder.resolve(NOTEBOOK_SYS), Files.readAllBytes(folder.resolve(SYS)));
    }

    @Override
    public void close() throws IOException {
        try (stat;
                sys;
                summary) {
            // each is closed even if another cannot be
        }
    }
}
