package io.tifl.coordinator.observe;

import java.util.List;
import java.util.Map;

/** Counters whose values of tags are known: they are there, at 0, from the start, so that a rate over the first event is right. */
public final class Expected {
    private static final Map<Metric, List<String>> VALUES = Map.ofEntries(
            Map.entry(Metric.DOWNLOADS, List.of("whole", "resumed", "unchanged")),
            Map.entry(Metric.ORDERS_HANDED, List.of("first", "again")),
            Map.entry(Metric.POLLS, List.of("order", "empty")),
            Map.entry(Metric.LEASE_RENEWALS, List.of("renewed", "withdrawn", "pending")),
            Map.entry(
                    Metric.REPLIES_RECEIVED,
                    List.of("counted-once", "known", "already-answered", "order-withdrawn", "unavailable")),
            Map.entry(
                    Metric.REPLIES_REFUSED,
                    List.of("signature-invalid", "malformed", "too-large", "upload-offset", "unavailable")),
            Map.entry(
                    Metric.DEVICE_REFUSALS,
                    List.of("session-invalid", "signature-invalid", "token-invalid", "client-barred", "unavailable")),
            Map.entry(Metric.ENROLMENTS, List.of("granted", "refused")),
            Map.entry(Metric.SESSIONS, List.of("opened", "refused")),
            Map.entry(Metric.SUSPICIONS, List.of("signature-invalid", "certificate-invalid")),
            Map.entry(Metric.JOB_ENDS, List.of("completed", "failed")),
            Map.entry(Metric.STORE_TRANSACTION, List.of("read", "write")),
            Map.entry(
                    Metric.STORE_FAULTS,
                    List.of(
                            "unreachable",
                            "refused",
                            "disk-full",
                            "not-writable",
                            "locked",
                            "damaged",
                            "fenced",
                            "other")),
            Map.entry(Metric.BLOBS_WRITTEN, List.of("model", "reply")),
            Map.entry(Metric.BLOB_BYTES, List.of("model", "reply")),
            Map.entry(Metric.LEAD_CHANGES, List.of("taken", "lost", "resigned")),
            Map.entry(Metric.KAFKA_RECEIVED, List.of("calls", "replies")),
            Map.entry(Metric.KAFKA_SENT, List.of("orders", "models", "dead-letters")),
            Map.entry(Metric.KAFKA_READ_FAILURES, List.of("calls", "replies")),
            Map.entry(Metric.KAFKA_LAG, List.of("calls", "replies")),
            Map.entry(Metric.KAFKA_STARTS, List.of("open", "failed")),
            Map.entry(Metric.SECURE_SUMS, List.of("made", "aborted")),
            Map.entry(Metric.SECURE_STAGE, List.of("shares", "masked", "revealed", "unmask")),
            Map.entry(Metric.EVENTS, List.of("waiting", "profiling", "began", "round")),
            Map.entry(Metric.OPERATOR_REFUSALS, List.of("unknown", "role")),
            Map.entry(Metric.TRACES_EXPORTED, List.of("exported", "failed")));

    private Expected() {}

    /** Registers all meters that are of no job and whose tags are known; those of others come with what they count. */
    public static void in(Meters meters) {
        for (Metric metric : Metric.values()) {
            if (metric.tags().isEmpty()) {
                meters.expect(metric);
            }
        }
        VALUES.forEach((metric, values) -> values.forEach(value -> meters.expect(metric, value)));
        for (String outcome : List.of("2xx", "4xx")) {
            meters.expect(Metric.OPERATOR_CALLS, "GET", outcome);
        }
    }
}
