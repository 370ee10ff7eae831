package io.tifl.coordinator.observe.job;

import io.opentelemetry.api.trace.Span;
import io.tifl.coordinator.observe.Instruments;
import io.tifl.coordinator.observe.Metric;
import io.tifl.coordinator.round.RoundWatch;
import io.tifl.protocol.JobId;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/** How the time of a job's rounds is spent, as meters, spans and fields of the log. Confined to the job's thread. */
final class RoundTimes implements RoundWatch {
    private final Instruments instruments;
    private final Map<Phase, Long> nanos = new EnumMap<>(Phase.class);
    private final Map<Phase, Span> spans = new EnumMap<>(Phase.class);
    private @Nullable JobId job;
    private @Nullable Phase phase;
    private Optional<Span> span = Optional.empty();
    private long began;
    private long since;

    RoundTimes(Instruments instruments) {
        this.instruments = instruments;
    }

    @Override
    public void began(JobId ofJob, long round) {
        abandon();
        job = ofJob;
        began = System.nanoTime();
        span = instruments.traces().round(ofJob, round);
        MDC.put("job", ofJob.value());
        MDC.put("round", Long.toString(round));
        span.ifPresent(shown -> {
            MDC.put("traceId", shown.getSpanContext().getTraceId());
            MDC.put("spanId", shown.getSpanContext().getSpanId());
        });
    }

    @Override
    public void phase(Phase next) {
        if (job == null || phase == next) {
            return;
        }
        long now = System.nanoTime();
        endPhase(now);
        phase = next;
        since = now;
        span.ifPresent(round ->
                spans.computeIfAbsent(next, _ -> instruments.traces().phase(round, name(next))));
    }

    @Override
    public void secureStage(String stage, Duration took) {
        instruments.meters().time(Metric.SECURE_STAGE, took, stage);
    }

    @Override
    public void secureSum(boolean made, int lost) {
        instruments.meters().count(Metric.SECURE_SUMS, made ? "made" : "aborted");
        instruments.meters().add(Metric.SECURE_LOST, lost);
    }

    private void endPhase(long now) {
        if (phase != null) {
            nanos.merge(phase, now - since, Long::sum);
            phase = null;
        }
    }

    /** The round is over, and what came of it is kept. */
    void ended(String status) {
        JobId of = job;
        if (of == null) {
            return;
        }
        long now = System.nanoTime();
        endPhase(now);
        nanos.forEach((each, spent) ->
                instruments.meters().time(Metric.ROUND_PHASE, Duration.ofNanos(spent), of.value(), name(each)));
        instruments.meters().time(Metric.ROUND_WALL, Duration.ofNanos(now - began), of.value());
        close(of, status, false);
    }

    /** The round is cut short, if one is under way. */
    void abandon() {
        if (job != null) {
            instruments.meters().count(Metric.ROUNDS_CUT_SHORT, job.value());
            close(job, "cut-short", true);
        }
    }

    private void close(JobId of, String status, boolean failed) {
        spans.forEach((each, shown) -> {
            shown.setAttribute("tifl.seconds", nanos.getOrDefault(each, 0L) / 1e9);
            shown.end();
        });
        span.ifPresent(round -> instruments.traces().over(of, round, status, failed));
        spans.clear();
        nanos.clear();
        span = Optional.empty();
        phase = null;
        job = null;
        MDC.remove("round");
        MDC.remove("traceId");
        MDC.remove("spanId");
    }

    static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
