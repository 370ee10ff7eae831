package io.tifl.experiments.export.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Reads a job of a coordinator as a run, by what operators may see of it. */
public final class CoordinatorRuns {
    private static final int PAGE = 1000;

    private static final Map<String, String> SERIES = Map.of(
            "seconds", "elapsed_seconds",
            "asked", "asked",
            "counted", "counted",
            "uploadBytes", "upload_bytes",
            "modelVersion", "model_version",
            "accuracy", "accuracy",
            "loss", "loss");

    private CoordinatorRuns() {}

    /** How something is asked of a coordinator. */
    @FunctionalInterface
    public interface Interface {
        /**
         * The body of an answer.
         *
         * @param path with its query, from {@code /v1} on
         */
        byte[] get(String path) throws IOException, InterruptedException;
    }

    /**
     * A job as it stands.
     *
     * @param experiment what to call the coordinator
     * @param path of the job: {@code /v1/jobs/NAME}, encoded
     * @throws IOException if the coordinator refuses, or answers what is no job
     */
    public static ExportedRun read(Interface coordinator, String experiment, String job, String path)
            throws IOException, InterruptedException {
        JsonNode about = json(coordinator.get(path));
        byte[] definition = coordinator.get(path + "/definition");
        List<JsonNode> rounds = rounds(coordinator, path);
        SortedMap<String, String> tags = new TreeMap<>();
        tags.put("tifl.status", about.path("status").asString(""));
        SortedMap<String, byte[]> artifacts = new TreeMap<>();
        artifacts.put("job.yaml", definition);
        boolean finished =
                List.of("completed", "stopped").contains(about.path("status").asString(""));
        return new ExportedRun(experiment, job, finished, params(definition), tags, metrics(rounds), artifacts);
    }

    private static SortedMap<String, String> params(byte[] definition) throws IOException {
        try {
            return Flattened.of(new YAMLMapper().readTree(new String(definition, StandardCharsets.UTF_8)));
        } catch (JacksonException e) {
            throw new IOException("the job's definition is no YAML: " + e.getOriginalMessage(), e);
        }
    }

    private static List<JsonNode> rounds(Interface coordinator, String path) throws IOException, InterruptedException {
        List<JsonNode> rounds = new ArrayList<>();
        long from = 0;
        List<JsonNode> page;
        do {
            page = new ArrayList<>();
            json(coordinator.get(path + "/rounds?from=" + from + "&limit=" + PAGE))
                    .forEach(page::add);
            rounds.addAll(page);
            from = page.isEmpty() ? from : page.getLast().path("round").asLong(0) + 1;
        } while (page.size() == PAGE);
        return rounds;
    }

    private static List<RunMetric> metrics(List<JsonNode> rounds) throws IOException {
        List<RunMetric> metrics = new ArrayList<>();
        for (JsonNode round : rounds) {
            long step = round.path("round").asLong(0);
            long millis = ended(round);
            new TreeMap<>(SERIES).forEach((field, name) -> {
                if (round.path(field).isNumber()) {
                    metrics.add(
                            new RunMetric(name, step, millis, round.path(field).asDouble()));
                }
            });
        }
        return metrics;
    }

    private static long ended(JsonNode round) throws IOException {
        String started = round.path("started").asString("");
        try {
            return Instant.parse(started).toEpochMilli()
                    + Math.round(1000 * round.path("seconds").asDouble(0));
        } catch (DateTimeParseException e) {
            throw new IOException("round " + round.path("round") + " started at '" + started + "', expected a time", e);
        }
    }

    private static JsonNode json(byte[] answer) throws IOException {
        try {
            return JsonMapper.shared().readTree(answer);
        } catch (JacksonException e) {
            throw new IOException("the coordinator's answer is no JSON: " + e.getOriginalMessage(), e);
        }
    }
}
