package io.tifl.experiments.benchmark.spec;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/** A benchmark as names and values, which {@link SpecReader} reads again. */
final class SpecWriter {
    private SpecWriter() {}

    static SequencedMap<String, Object> values(BenchmarkSpec spec) {
        SequencedMap<String, Object> values = new LinkedHashMap<>();
        values.put("name", spec.name());
        values.put("model", model(spec.model()));
        values.put("server", server(spec.server()));
        values.put("device", spec.device());
        values.put("workload", workload(spec.workload()));
        values.put("objective", objective(spec.objective()));
        values.put("warmup", spec.warmup());
        values.put("repeats", spec.repeats());
        values.put("prices", prices(spec.prices()));
        values.put("seed", spec.seed());
        return values;
    }

    private static Map<String, Object> model(ModelChoice choice) {
        Map<String, Object> values = new LinkedHashMap<>();
        switch (choice) {
            case ModelChoice.Named named -> {
                values.put("name", named.spec().name());
                if (!named.spec().settings().values().isEmpty()) {
                    values.put("settings", named.spec().settings().values());
                }
            }
            case ModelChoice.Generated generated -> {
                values.put("family", generated.family().toString());
                values.put("layers", generated.layers());
                values.put("width", generated.width());
                values.put("input", generated.input());
                values.put("classes", generated.classes());
            }
            case ModelChoice.InFile file -> values.put("file", file.path());
            case ModelChoice.Trained trained -> {
                values.put("job", trained.job().value());
                trained.version().ifPresent(version -> values.put("version", version));
            }
        }
        return values;
    }

    private static Map<String, Object> server(ServerChoice server) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("kind", server.kind().toString());
        values.put("max-batch", server.maxBatch());
        values.put("max-wait-ms", milliseconds(server.maxWait()));
        values.put("queue", server.queue());
        values.put("process", server.ownProcess());
        values.put("threads", server.threads());
        server.endpoint().ifPresent(endpoint -> values.put("endpoint", endpoint.toString()));
        if (server.kind() == ServerChoice.Kind.ENDPOINT) {
            values.put("content-type", server.contentType());
            values.put("body", server.body());
        }
        server.recorded().ifPresent(recorded -> values.put("recorded", recorded));
        return values;
    }

    private static Map<String, Object> workload(Workload workload) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("mode", workload.mode().toString());
        values.put("rate", workload.rate());
        values.put("shape", workload.shape());
        values.put("concurrency", workload.concurrency());
        values.put("seconds", seconds(workload.duration()));
        values.put("requests", workload.requests());
        values.put("batch", workload.batch());
        if (!workload.times().isEmpty()) {
            values.put("times", workload.times());
        }
        values.put("growth", workload.growth());
        values.put("window", seconds(workload.window()));
        values.put("timeout", seconds(workload.timeout()));
        return values;
    }

    private static Map<String, Object> objective(Objective objective) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("percentile", objective.percentile());
        values.put("limit-ms", milliseconds(objective.limit()));
        values.put("confidence", objective.confidence());
        return values;
    }

    private static Map<String, Object> prices(Prices prices) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("per-hour", prices.perHour());
        prices.watts().ifPresent(watts -> values.put("watts", watts));
        values.put("grams-per-kwh", prices.gramsPerKwh());
        values.put("overhead", prices.overhead());
        return values;
    }

    private static double milliseconds(Duration duration) {
        return duration.toNanos() / 1e6;
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }
}
