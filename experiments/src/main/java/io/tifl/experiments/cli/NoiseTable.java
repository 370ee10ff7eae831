package io.tifl.experiments.cli;

import io.tifl.experiments.noise.federated.Written;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Evaluations as lines of text. */
final class NoiseTable {
    private NoiseTable() {}

    /** An evaluation: where it is, and who leads. */
    static String line(JsonNode one) {
        String found = one.hasNonNull("averageChange")
                ? one.path("leader").asString("") + " loses "
                        + Written.percent(one.path("averageChange").asDouble(), number(one, "margin"))
                : "";
        return String.format(
                        Locale.ROOT,
                        "%-20s  %-9s  %4d rounds  %s  %s",
                        one.path("name").asString(""),
                        one.path("status").asString(""),
                        one.path("rounds").asInt(),
                        found,
                        one.path("reason").asString(""))
                .stripTrailing();
    }

    /** An evaluation with its models and their curves. */
    static String described(JsonNode full) {
        StringBuilder text = new StringBuilder(line(full.path("summary"))).append(System.lineSeparator());
        full.path("models").forEach(model -> text.append(model(model)));
        JsonNode rounds = full.path("rounds");
        if (!rounds.isEmpty()) {
            rounds.get(rounds.size() - 1)
                    .path("rejected")
                    .properties()
                    .forEach(one -> text.append("  not counted in the last round: ")
                            .append(one.getKey())
                            .append(": ")
                            .append(one.getValue().asString())
                            .append(System.lineSeparator()));
        }
        return text.toString();
    }

    private static String model(JsonNode model) {
        String name = model.path("model").asString("");
        if (!model.hasNonNull("robustness")) {
            String fault = model.path("fault").asString("");
            return "  " + name + "  " + (fault.isEmpty() ? "not judged yet" : fault) + System.lineSeparator();
        }
        JsonNode found = model.path("robustness");
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "  %d. %s (%d. by area): loses %s on average, clean accuracy %s, worst client %s, %d chips a level on %d"
                        + " clients%n",
                model.path("place").asInt(),
                name,
                model.path("placeByArea").asInt(),
                Written.percent(found.path("averageChange").asDouble(), number(found, "margin")),
                Written.share(found.path("cleanAccuracy").asDouble()),
                Written.share(found.path("worst").path("accuracy").asDouble()),
                found.path("chips").asLong(),
                found.path("clients").asInt()));
        found.path("levels").forEach(level -> text.append(level(level)));
        return text.toString();
    }

    private static String level(JsonNode level) {
        return String.format(
                Locale.ROOT,
                "     %-34s accuracy %s, between chips %s, between shards %s%n",
                level.path("name").asString(""),
                Written.percent(100 * level.path("accuracy").asDouble(), hundredfold(number(level, "margin"))),
                share(number(level, "chipDeviation")),
                share(number(level, "shardDeviation")));
    }

    private static String share(@Nullable Double value) {
        return value == null ? "unknown" : Written.share(value);
    }

    private static @Nullable Double hundredfold(@Nullable Double value) {
        return value == null ? null : (Double) (100 * value);
    }

    private static @Nullable Double number(JsonNode node, String name) {
        return node.hasNonNull(name) ? (Double) node.path(name).asDouble() : null;
    }
}
