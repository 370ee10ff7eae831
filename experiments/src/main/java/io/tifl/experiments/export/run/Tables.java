package io.tifl.experiments.export.run;

import io.tifl.experiments.report.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Writes runs, and whatever tables lie in a folder, as Parquet or CSV. */
final class Tables {
    private final Path root;
    private final boolean parquet;

    Tables(Path root, boolean parquet) {
        this.root = root;
        this.parquet = parquet;
    }

    /** {@code metrics}, a row for each value, and {@code params}, a row for each setting. */
    List<Path> write(List<ExportedRun> runs) throws IOException {
        List<List<String>> metrics = new ArrayList<>();
        List<List<String>> params = new ArrayList<>();
        metrics.add(List.of("experiment", "run", "metric", "step", "seconds", "value"));
        params.add(List.of("experiment", "run", "name", "value"));
        for (ExportedRun run : runs) {
            for (RunMetric metric : run.metrics()) {
                metrics.add(List.of(
                        run.experiment(),
                        run.name(),
                        metric.name(),
                        Long.toString(metric.step()),
                        Double.toString(metric.millis() / 1000.0),
                        Double.toString(metric.value())));
            }
            run.params().forEach((name, value) -> params.add(List.of(run.experiment(), run.name(), name, value)));
        }
        return List.of(write("metrics", metrics), write("params", params));
    }

    private Path write(String name, List<List<String>> rows) throws IOException {
        Path file = root.resolve(name + (parquet ? ".parquet" : ".csv"));
        if (parquet) {
            AtomicFile.write(file, ParquetFile.bytes(DataTable.of(rows)));
        } else {
            AtomicFile.write(file, csv(rows));
        }
        return file;
    }

    private static String csv(List<List<String>> rows) {
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            text.append(String.join(",", row.stream().map(Tables::quoted).toList()))
                    .append('\n');
        }
        return text.toString();
    }

    private static String quoted(String field) {
        boolean plain = field.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return plain ? field : "\"" + field.replace("\"", "\"\"") + "\"";
    }

    /** Every CSV file of a folder and those below it, each in its place. */
    List<Path> convert(Path folder) throws IOException {
        SortedMap<String, Path> tables = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            files.filter(file -> file.toString().endsWith(".csv"))
                    .filter(file -> !file.toAbsolutePath().startsWith(root.toAbsolutePath()))
                    .forEach(file -> tables.put(folder.relativize(file).toString(), file));
        }
        List<Path> written = new ArrayList<>();
        for (var table : tables.entrySet()) {
            Path file =
                    root.resolve(table.getKey().substring(0, table.getKey().length() - ".csv".length()) + ".parquet");
            AtomicFile.write(file, ParquetFile.bytes(DataTable.of(table.getValue())));
            written.add(file);
        }
        return written;
    }
}
