package io.tifl.experiments.export.run;

import io.tifl.experiments.report.CsvRows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * Reads what replays and studies leave: folders with {@code rounds.csv}, {@code summary.json}, {@code config.yaml} and
 * {@code provenance.json}, anywhere below the one that is named.
 */
public final class ReplayRuns {
    private static final String ROUNDS = "rounds.csv";
    private static final YAMLMapper YAML = new YAMLMapper();

    /** Columns that say which run and round a row is of, or hold words. */
    private static final Set<String> NO_METRICS =
            Set.of("policy", "seed", "round", "status", "tier", "started_seconds");

    /** Wall-clock time, which is another one each time. */
    private static final Set<String> NOT_THE_RUNS = Set.of("wall-seconds");

    private ReplayRuns() {}

    /** There is a folder, but no replay in it. */
    static final class NoReplayException extends IOException {
        private static final long serialVersionUID = 1;

        NoReplayException(String message) {
            super(message);
        }
    }

    /**
     * All runs, by experiment and name.
     *
     * @throws IOException if there is none, or a file is damaged; the message names it
     */
    public static List<ExportedRun> read(Path folder) throws IOException {
        List<ExportedRun> runs = new ArrayList<>();
        for (Path replay : replays(folder)) {
            runs.addAll(runsOf(folder, replay));
        }
        if (runs.isEmpty()) {
            throw new NoReplayException(
                    folder + " holds no replay: expected " + ROUNDS + " as 'tifl replay' leaves it");
        }
        return runs;
    }

    private static List<Path> replays(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new IOException("there is no folder " + folder);
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.endsWith(ROUNDS))
                    .map(file -> folder.resolve(folder.relativize(file))
                            .resolveSibling("")
                            .normalize())
                    .sorted(Comparator.comparing(Path::toString))
                    .toList();
        }
    }

    private static List<ExportedRun> runsOf(Path top, Path replay) throws IOException {
        Path inside = top.toAbsolutePath()
                .normalize()
                .relativize(replay.toAbsolutePath().normalize());
        Path above = top.toAbsolutePath().normalize().getFileName();
        String root = above == null ? "results" : above.toString();
        String experiment = inside.toString().isEmpty()
                ? root
                : root + "/" + inside.toString().replace('\\', '/');
        SortedMap<String, String> params = Flattened.of(tree(replay.resolve("config.yaml"), YAML));
        // The list of all is the experiment's, not the run's.
        params.keySet().removeAll(List.of("policies", "seeds"));
        SortedMap<String, String> versions = Flattened.of(
                tree(replay.resolve("provenance.json"), JsonMapper.shared()).path("versions"));
        Map<String, JsonNode> summaries = summaries(replay);
        List<ExportedRun> runs = new ArrayList<>();
        for (Map.Entry<String, List<RunMetric>> series :
                series(replay.resolve(ROUNDS)).entrySet()) {
            runs.add(run(experiment, series.getKey(), params, versions, series.getValue(), summaries, replay));
        }
        return runs;
    }

    private static ExportedRun run(
            String experiment,
            String name,
            SortedMap<String, String> params,
            SortedMap<String, String> versions,
            List<RunMetric> series,
            Map<String, JsonNode> summaries,
            Path replay)
            throws IOException {
        SortedMap<String, String> own = new TreeMap<>(params);
        int cut = name.lastIndexOf("-seed");
        own.put("policy", name.substring(0, cut));
        own.put("seed", name.substring(cut + "-seed".length()));
        SortedMap<String, String> tags = new TreeMap<>();
        versions.forEach((what, version) -> tags.put("tifl.version." + what, version));
        List<RunMetric> metrics = new ArrayList<>(series);
        JsonNode summary = summaries.get(name);
        if (summary != null) {
            summarise(summary, metrics, tags);
        }
        SortedMap<String, byte[]> artifacts = new TreeMap<>();
        for (String file : List.of("config.yaml", "provenance.json")) {
            if (Files.exists(replay.resolve(file))) {
                artifacts.put(file, Files.readAllBytes(replay.resolve(file)));
            }
        }
        return new ExportedRun(experiment, name, summary != null, own, tags, metrics, artifacts);
    }

    /** What a run came to, as values at its last step. */
    private static void summarise(JsonNode summary, List<RunMetric> metrics, SortedMap<String, String> tags) {
        long step = metrics.stream().mapToLong(RunMetric::step).max().orElse(0);
        long millis = metrics.stream().mapToLong(RunMetric::millis).max().orElse(0);
        summary.properties().forEach(field -> {
            if (field.getValue().isNumber()
                    && !field.getKey().equals("seed")
                    && !NOT_THE_RUNS.contains(field.getKey())) {
                metrics.add(new RunMetric(
                        "summary/" + field.getKey(),
                        step,
                        millis,
                        field.getValue().asDouble()));
            }
        });
        tags.put("tifl.model-sha256", summary.path("model-sha256").asString(""));
    }

    private static Map<String, JsonNode> summaries(Path replay) throws IOException {
        Map<String, JsonNode> summaries = new LinkedHashMap<>();
        tree(replay.resolve("summary.json"), JsonMapper.shared())
                .forEach(summary -> summaries.put(
                        summary.path("policy").asString("") + "-seed"
                                + summary.path("seed").asLong(0),
                        summary));
        return summaries;
    }

    private static JsonNode tree(Path file, ObjectMapper mapper) throws IOException {
        if (!Files.exists(file)) {
            return mapper.createObjectNode();
        }
        try {
            return mapper.readTree(Files.readString(file));
        } catch (JacksonException e) {
            throw new IOException(file + " is damaged: " + e.getOriginalMessage(), e);
        }
    }

    private static Map<String, List<RunMetric>> series(Path file) throws IOException {
        List<List<String>> rows = CsvRows.read(file);
        Map<String, List<RunMetric>> series = new LinkedHashMap<>();
        if (rows.isEmpty()) {
            throw new IOException(file + " is empty, expected a header and a row for each round");
        }
        List<String> header = rows.getFirst();
        for (String column : List.of("policy", "seed", "round", "started_seconds", "elapsed_seconds")) {
            if (!header.contains(column)) {
                throw new IOException(file + " has no column '" + column + "', it has " + header);
            }
        }
        for (int i = 1; i < rows.size(); i++) {
            if (rows.get(i).size() != header.size()) {
                throw new IOException(file + " line " + (i + 1) + " has "
                        + rows.get(i).size() + " fields, the header has " + header.size());
            }
            Row row = new Row(file, i + 1, header, rows.get(i));
            String run = row.text("policy") + "-seed" + row.text("seed");
            series.computeIfAbsent(run, _ -> new ArrayList<>()).addAll(metrics(row));
        }
        return series;
    }

    private static List<RunMetric> metrics(Row row) throws IOException {
        long step = Math.round(row.number("round"));
        long millis = Math.round(1000 * (row.number("started_seconds") + row.number("elapsed_seconds")));
        List<RunMetric> metrics = new ArrayList<>();
        for (String column : row.header()) {
            if (!NO_METRICS.contains(column) && !row.text(column).isEmpty()) {
                metrics.add(new RunMetric(column, step, millis, row.number(column)));
            }
        }
        return metrics;
    }

    /** @param line of the file, from 1 on */
    private record Row(Path file, int line, List<String> header, List<String> fields) {
        String text(String column) {
            return fields.get(header.indexOf(column));
        }

        double number(String column) throws IOException {
            try {
                return Double.parseDouble(text(column));
            } catch (NumberFormatException e) {
                throw new IOException(
                        file + " line " + line + ": " + column + " is '" + text(column) + "', expected a number", e);
            }
        }
    }
}
