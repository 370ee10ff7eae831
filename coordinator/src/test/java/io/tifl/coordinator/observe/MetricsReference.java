package io.tifl.coordinator.observe;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** {@code docs/reference/metrics.md}, made from the table of meters. */
public final class MetricsReference {
    private MetricsReference() {}

    /** The names under which Prometheus has a meter. */
    public static List<String> prometheus(Metric metric) {
        String base = metric.meter().replace('.', '_');
        String unit = metric.unit();
        return switch (metric.kind()) {
            case COUNTER -> List.of(withUnit(base, unit) + "_total");
            case GAUGE -> List.of(withUnit(base, unit));
            case SUMMARY -> parts(withUnit(base, unit), false);
            case TIMER -> parts(base + "_seconds", false);
            case HISTOGRAM -> parts(base + "_seconds", true);
        };
    }

    private static String withUnit(String base, String unit) {
        return unit.isEmpty() || base.endsWith("_" + unit) ? base : base + "_" + unit;
    }

    private static List<String> parts(String base, boolean buckets) {
        List<String> parts = new ArrayList<>(List.of(base + "_count", base + "_sum", base + "_max"));
        if (buckets) {
            parts.add(base + "_bucket");
        }
        return parts;
    }

    /** The whole page. */
    static String page() {
        StringBuilder page = new StringBuilder("""
                # Meters

                <!-- Made from io.tifl.coordinator.observe.Metric; the test MetricTest says how to make it again. -->

                What a coordinator counts, at `/actuator/prometheus` for Prometheus and at `/v1/metrics` in JSON; [observability.md](../observability.md)
                has how to read them. The framework's own (JVM, HTTP, threads, log lines) are there besides. Meters of a job go once twenty other
                jobs have ended since; tiers from the 32nd on count as one; no label names a client.

                """);
        page.append("There are ").append(Metric.values().length).append(" meters.\n\n");
        page.append("| meter | in Prometheus | kind | unit | labels | meaning |\n|---|---|---|---|---|---|\n");
        for (Metric metric : Metric.values()) {
            page.append(row(metric));
        }
        return page.toString();
    }

    private static String row(Metric metric) {
        return "| `%s` | %s | %s | %s | %s | %s |%n"
                .formatted(
                        metric.meter(),
                        code(prometheus(metric)),
                        metric.kind().name().toLowerCase(Locale.ROOT),
                        metric.unit(),
                        code(metric.tags()),
                        metric.meaning())
                .replace("\r\n", "\n");
    }

    private static String code(List<String> names) {
        return String.join(", ", names.stream().map(name -> "`" + name + "`").toList());
    }
}
