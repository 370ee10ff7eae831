package io.tifl.experiments.export.run;

import io.tifl.experiments.report.AtomicFile;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes runs as MLflow's file store: {@code mlflow ui --backend-store-uri DIR} shows them. The same run gets the same ids and
 * bytes, so that exporting again replaces it.
 */
final class MlflowStore {
    /** MLflow cuts nothing: it refuses what is longer. */
    private static final int LONGEST_VALUE = 6000;

    private static final int RUNNING = 1;
    private static final int FINISHED = 3;
    private static final int LOCAL_SOURCE = 4;
    private static final int ID_DIGITS = 18;

    private final Path root;

    MlflowStore(Path root) {
        this.root = root.toAbsolutePath().normalize();
    }

    /** @return the folders of the runs */
    List<Path> write(List<ExportedRun> runs) throws IOException {
        Map<String, Path> experiments = new LinkedHashMap<>();
        List<Path> written = new ArrayList<>();
        for (ExportedRun run : runs) {
            Path experiment = experiments.get(run.experiment());
            if (experiment == null) {
                experiment = experiment(run.experiment(), runs);
                experiments.put(run.experiment(), experiment);
            }
            written.add(write(run, experiment));
        }
        return written;
    }

    static String experimentId(String name) {
        String digits = new BigInteger(ExportedRun.digest(name), 16).toString();
        // A first digit that is none keeps ids of one length.
        return "1" + digits.substring(digits.length() - (ID_DIGITS - 1));
    }

    private Path experiment(String name, List<ExportedRun> runs) throws IOException {
        String id = experimentId(name);
        Path folder = root.resolve(id);
        SequencedMap<String, @Nullable Object> meta = new LinkedHashMap<>();
        meta.put("artifact_location", uri(folder));
        meta.put(
                "creation_time",
                runs.stream()
                        .filter(run -> run.experiment().equals(name))
                        .mapToLong(ExportedRun::startMillis)
                        .min()
                        .orElse(0));
        meta.put("experiment_id", id);
        meta.put(
                "last_update_time",
                runs.stream()
                        .filter(run -> run.experiment().equals(name))
                        .mapToLong(ExportedRun::endMillis)
                        .max()
                        .orElse(0));
        meta.put("lifecycle_stage", "active");
        meta.put("name", name);
        AtomicFile.write(folder.resolve("meta.yaml"), yaml(meta));
        return folder;
    }

    private Path write(ExportedRun run, Path experiment) throws IOException {
        Path folder = experiment.resolve(run.id());
        Path part = experiment.resolve("." + run.id() + ".part");
        delete(part);
        try {
            fill(part, run, folder, String.valueOf(experiment.getFileName()));
            delete(folder);
            Files.move(part, folder);
        } finally {
            delete(part);
        }
        return folder;
    }

    private static void fill(Path part, ExportedRun run, Path folder, String experiment) throws IOException {
        for (String kind : List.of("artifacts", "metrics", "params", "tags")) {
            Files.createDirectories(part.resolve(kind));
        }
        for (Map.Entry<String, String> param : run.params().entrySet()) {
            String value = param.getValue();
            put(part.resolve("params"), param.getKey(), value.substring(0, Math.min(value.length(), LONGEST_VALUE)));
        }
        put(part.resolve("tags"), "mlflow.runName", run.name());
        put(part.resolve("tags"), "mlflow.source.name", "tifl");
        for (Map.Entry<String, String> tag : run.tags().entrySet()) {
            put(part.resolve("tags"), tag.getKey(), tag.getValue());
        }
        for (Map.Entry<String, String> series : series(run).entrySet()) {
            put(part.resolve("metrics"), series.getKey(), series.getValue());
        }
        for (Map.Entry<String, byte[]> artifact : run.artifacts().entrySet()) {
            Files.write(part.resolve("artifacts").resolve(artifact.getKey()), artifact.getValue());
        }
        Files.writeString(part.resolve("meta.yaml"), yaml(meta(run, folder, experiment)));
    }

    private static SequencedMap<String, @Nullable Object> meta(ExportedRun run, Path folder, String experiment) {
        SequencedMap<String, @Nullable Object> meta = new LinkedHashMap<>();
        meta.put("artifact_uri", uri(folder.resolve("artifacts")));
        meta.put("deleted_time", null);
        meta.put("end_time", run.finished() ? run.endMillis() : null);
        meta.put("entry_point_name", "");
        meta.put("experiment_id", experiment);
        meta.put("lifecycle_stage", "active");
        meta.put("run_id", run.id());
        meta.put("run_name", run.name());
        meta.put("run_uuid", run.id());
        meta.put("source_name", "");
        meta.put("source_type", LOCAL_SOURCE);
        meta.put("source_version", "");
        meta.put("start_time", run.startMillis());
        meta.put("status", run.finished() ? FINISHED : RUNNING);
        meta.put("tags", List.of());
        meta.put("user_id", "tifl");
        return meta;
    }

    /** A line for each value: time, value, step. */
    private static Map<String, String> series(ExportedRun run) {
        Map<String, StringBuilder> lines = new TreeMap<>();
        for (RunMetric metric : run.metrics()) {
            lines.computeIfAbsent(name(metric.name()), _ -> new StringBuilder())
                    .append(metric.millis())
                    .append(' ')
                    .append(number(metric.value()))
                    .append(' ')
                    .append(metric.step())
                    .append('\n');
        }
        Map<String, String> series = new TreeMap<>();
        lines.forEach((name, text) -> series.put(name, text.toString()));
        return series;
    }

    /** As Python reads it. */
    private static String number(double value) {
        if (Double.isNaN(value)) {
            return "nan";
        }
        return Double.isInfinite(value) ? (value > 0 ? "inf" : "-inf") : Double.toString(value);
    }

    /** MLflow takes letters, digits, and a few signs; a slash makes a folder. */
    static String name(String name) {
        String taken = name.replaceAll("[^\\w\\-./ ]", "_");
        return taken.contains("..") ? taken.replace("..", "_") : taken;
    }

    private static void put(Path folder, String name, String text) throws IOException {
        Path file = folder.resolve(name(name)).normalize();
        if (!file.startsWith(folder) || file.equals(folder)) {
            throw new IOException("a run has something named '" + name + "', which is no name of a file");
        }
        Files.createDirectories(file.resolveSibling(""));
        Files.writeString(file, text);
    }

    private static String uri(Path folder) {
        String uri = folder.toUri().toString();
        return uri.endsWith("/") ? uri.substring(0, uri.length() - 1) : uri;
    }

    /** JSON's texts and numbers are YAML's too. */
    private static String yaml(SequencedMap<String, @Nullable Object> meta) {
        StringBuilder yaml = new StringBuilder();
        meta.forEach((name, value) -> yaml.append(name)
                .append(": ")
                .append(JsonMapper.shared().writeValueAsString(value))
                .append('\n'));
        return yaml.toString();
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
