package io.tifl.experiments.cli;

import io.tifl.experiments.benchmark.lead.BenchmarkJob;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import tools.jackson.databind.JsonNode;

/**
 * A benchmark in a table.
 *
 * @param completion seconds from submission to the end
 */
record BenchmarkRow(
        String name, String status, String follower, int attempt, OptionalDouble completion, String reason) {
    static BenchmarkRow of(JsonNode said) {
        return new BenchmarkRow(
                said.path("name").asString(""),
                said.path("status").asString(""),
                said.path("follower").asString(""),
                said.path("attempt").asInt(0),
                said.has("completion")
                        ? OptionalDouble.of(said.path("completion").asDouble())
                        : OptionalDouble.empty(),
                said.path("reason").asString(""));
    }

    static BenchmarkRow of(BenchmarkJob job) {
        return new BenchmarkRow(
                job.name(),
                job.status().toString(),
                job.follower().orElse(""),
                job.attempt(),
                job.completion()
                        .map(Duration::toNanos)
                        .map(nanos -> OptionalDouble.of(nanos / 1e9))
                        .orElse(OptionalDouble.empty()),
                job.reason());
    }

    boolean isOpen() {
        return status.equals("queued") || status.equals("running");
    }

    static String table(List<BenchmarkRow> rows) {
        int width = rows.stream().mapToInt(row -> row.name.length()).max().orElse(0);
        StringBuilder table = new StringBuilder();
        rows.forEach(row -> table.append(row.line(Math.max(9, width))).append(System.lineSeparator()));
        return table.toString();
    }

    /** @param width of the name */
    String line(int width) {
        String took = completion.isPresent() ? String.format(Locale.ROOT, "%.1f s", completion.getAsDouble()) : "";
        return String.format(
                        Locale.ROOT,
                        "%-" + width + "s  %-9s  %-20s  %-8s  %-10s  %s",
                        name,
                        status,
                        follower,
                        attempt > 1 ? "try " + attempt : "",
                        took,
                        reason)
                .stripTrailing();
    }
}
