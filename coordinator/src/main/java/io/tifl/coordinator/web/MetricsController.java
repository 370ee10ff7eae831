package io.tifl.coordinator.web;

import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.swagger.v3.oas.annotations.Operation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The coordinator's own meters for programs that do not read Prometheus; a round's figures are with the rounds. */
@RestController
@io.swagger.v3.oas.annotations.tags.Tag(name = "Metrics")
class MetricsController {
    private static final String OURS = "tifl.";

    private final MeterRegistry registry;

    MetricsController(MeterRegistry registry) {
        this.registry = registry;
    }

    /**
     * One figure of a meter.
     *
     * @param statistic what of the meter: count, total, max, value
     * @param unit empty if it is a number of things
     */
    record Metric(String name, Map<String, String> tags, String statistic, double value, String unit) {}

    @GetMapping("/v1/metrics")
    @Operation(summary = "The coordinator's own meters as they stand; /actuator/prometheus has these and the JVM's")
    List<Metric> metrics() {
        List<Metric> metrics = new ArrayList<>();
        for (Meter meter : registry.getMeters()) {
            if (meter.getId().getName().startsWith(OURS)) {
                for (Measurement measurement : meter.measure()) {
                    if (Double.isFinite(measurement.getValue())) {
                        metrics.add(of(meter.getId(), measurement));
                    }
                }
            }
        }
        metrics.sort(Comparator.comparing(Metric::name)
                .thenComparing(metric -> metric.tags().toString()));
        return metrics;
    }

    private static Metric of(Meter.Id id, Measurement measurement) {
        Map<String, String> tags = new TreeMap<>();
        for (Tag tag : id.getTags()) {
            tags.put(tag.getKey(), tag.getValue());
        }
        String unit = id.getBaseUnit();
        return new Metric(
                id.getName(),
                tags,
                measurement.getStatistic().getTagValueRepresentation(),
                measurement.getValue(),
                unit == null ? "" : unit);
    }
}
