package io.tifl.coordinator.observe;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.tifl.protocol.JobId;
import io.tifl.protocol.task.TaskId;
import java.net.URI;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Spans: one for each round, below it one for each phase and one for each order, from its dispatch to its reply. Thread-safe.
 *
 * <p>They are sent from a thread of their own, some thousand at most wait for that, and what a collector does not take is
 * dropped: no round waits for it. Switched off, each call returns at once.
 */
public final class Traces implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Traces.class);
    private static final Traces OFF = new Traces(null);
    private static final int MOST_WAITING = 8192;
    private static final Duration EXPORT_EVERY = Duration.ofSeconds(1);
    private static final Duration EXPORT_LIMIT = Duration.ofSeconds(5);
    private static final AttributeKey<String> JOB = AttributeKey.stringKey("tifl.job");
    private static final AttributeKey<Long> ROUND = AttributeKey.longKey("tifl.round");
    private static final AttributeKey<String> CLIENT = AttributeKey.stringKey("tifl.client");
    private static final AttributeKey<String> TASK = AttributeKey.stringKey("tifl.task");
    private static final AttributeKey<String> OUTCOME = AttributeKey.stringKey("tifl.outcome");

    private final ConcurrentMap<JobId, Span> rounds = new ConcurrentHashMap<>();
    private final ConcurrentMap<TaskId, Span> orders = new ConcurrentHashMap<>();
    private final @Nullable SdkTracerProvider provider;
    private final @Nullable Tracer tracer;

    private Traces(@Nullable SdkTracerProvider provider) {
        this.provider = provider;
        this.tracer = provider == null ? null : provider.get("io.tifl.coordinator");
    }

    /** No spans. */
    public static Traces off() {
        return OFF;
    }

    /**
     * Spans to a collector that speaks OTLP over HTTP.
     *
     * @param endpoint whole, such as {@code http://collector:4318/v1/traces}
     * @param share of the rounds that are traced, 0 to 1
     */
    public static Traces to(URI endpoint, double share, Meters meters) {
        return to(
                OtlpHttpSpanExporter.builder()
                        .setEndpoint(endpoint.toString())
                        .setTimeout(EXPORT_LIMIT)
                        .build(),
                share,
                meters);
    }

    /** Spans to an exporter, which is closed with this. */
    public static Traces to(SpanExporter exporter, double share, Meters meters) {
        return new Traces(SdkTracerProvider.builder()
                .setResource(Resource.create(Attributes.of(AttributeKey.stringKey("service.name"), "tifl-coordinator")))
                .setSampler(Sampler.parentBased(Sampler.traceIdRatioBased(share)))
                .addSpanProcessor(BatchSpanProcessor.builder(new Counted(exporter, meters, new AtomicBoolean()))
                        .setScheduleDelay(EXPORT_EVERY)
                        .setExporterTimeout(EXPORT_LIMIT)
                        .setMaxQueueSize(MOST_WAITING)
                        .build())
                .build());
    }

    /** Whether there are any. */
    public boolean isOn() {
        return tracer != null;
    }

    /** A round begins; its orders are below it from now on. */
    public Optional<Span> round(JobId job, long round) {
        if (tracer == null) {
            return Optional.empty();
        }
        Span span = tracer.spanBuilder("round")
                .setNoParent()
                .setAttribute(JOB, job.value())
                .setAttribute(ROUND, round)
                .startSpan();
        rounds.put(job, span);
        return Optional.of(span);
    }

    /** A phase of a round begins. */
    public Span phase(Span round, String name) {
        return builder(name, round).startSpan();
    }

    /** A round is over; orders that are still out go on below it. */
    public void over(JobId job, Span round, String outcome, boolean failed) {
        rounds.remove(job, round);
        round.setAttribute(OUTCOME, outcome);
        if (failed) {
            round.setStatus(StatusCode.ERROR, outcome);
        }
        round.end();
    }

    private SpanBuilder builder(String name, @Nullable Span parent) {
        if (tracer == null) {
            throw new IllegalStateException("traces are off");
        }
        SpanBuilder builder = tracer.spanBuilder(name);
        return parent == null
                ? builder.setNoParent()
                : builder.setParent(Context.root().with(parent));
    }

    /** An order is laid out for its client. */
    public void ordered(TaskId task, String what) {
        if (tracer == null) {
            return;
        }
        Span span = builder("order", rounds.get(task.job().whole()))
                .setSpanKind(SpanKind.PRODUCER)
                .setAttribute(JOB, task.job().value())
                .setAttribute(ROUND, task.round())
                .setAttribute(CLIENT, task.client().value())
                .setAttribute(TASK, what)
                .startSpan();
        orders.put(task, span);
    }

    /** The client fetched it. */
    public void fetched(TaskId task) {
        if (tracer != null) {
            Span span = orders.get(task);
            if (span != null) {
                span.addEvent("fetched");
            }
        }
    }

    /** The header {@code traceparent} of an order, by which the client's spans can be below this one. */
    public Optional<String> traceparent(TaskId task) {
        Span span = tracer == null ? null : orders.get(task);
        if (span == null) {
            return Optional.empty();
        }
        String[] header = new String[1];
        W3CTraceContextPropagator.getInstance().inject(Context.root().with(span), header, (into, name, value) -> {
            if (into != null && name.equals("traceparent")) {
                into[0] = value;
            }
        });
        return Optional.ofNullable(header[0]);
    }

    /** The trace that an order is in. */
    public Optional<String> traceId(TaskId task) {
        Span span = tracer == null ? null : orders.get(task);
        return Optional.ofNullable(span).map(order -> order.getSpanContext().getTraceId());
    }

    /** Links an order to the span a client names in its header {@code traceparent}; one that is malformed is passed over. */
    public void link(TaskId task, @Nullable String traceparent) {
        if (tracer == null || traceparent == null) {
            return;
        }
        Span span = orders.get(task);
        Context client =
                W3CTraceContextPropagator.getInstance().extract(Context.root(), traceparent, TraceparentOnly.GETTER);
        SpanContext named = Span.fromContext(client).getSpanContext();
        if (span != null
                && named.isValid()
                && !named.getSpanId().equals(span.getSpanContext().getSpanId())) {
            span.addLink(named);
        }
    }

    /** An order is over: answered, given up or withdrawn. */
    public void over(TaskId task, String outcome) {
        if (tracer == null) {
            return;
        }
        Span span = orders.remove(task);
        if (span != null) {
            span.setAttribute(OUTCOME, outcome).end();
        }
    }

    /** Sends what is left, for some seconds at most. */
    @Override
    public void close() {
        if (provider != null) {
            provider.shutdown().join(EXPORT_LIMIT.toSeconds(), TimeUnit.SECONDS);
        }
    }

    private enum TraceparentOnly implements TextMapGetter<String> {
        GETTER;

        @Override
        public Iterable<String> keys(String carrier) {
            return List.of("traceparent");
        }

        @Override
        public @Nullable String get(@Nullable String carrier, String key) {
            return key.equals("traceparent") ? carrier : null;
        }
    }

    /** Counts what is sent, and says once when a collector begins to fail or is there again. */
    private record Counted(SpanExporter exporter, Meters meters, AtomicBoolean failing) implements SpanExporter {
        @Override
        public CompletableResultCode export(Collection<SpanData> spans) {
            int count = spans.size();
            CompletableResultCode result = exporter.export(spans);
            return result.whenComplete(() -> {
                meters.add(Metric.TRACES_EXPORTED, count, result.isSuccess() ? "exported" : "failed");
                tell(!result.isSuccess(), result.getFailureThrowable());
            });
        }

        private void tell(boolean fails, @Nullable Throwable why) {
            if (failing.getAndSet(fails) == fails) {
                return;
            }
            if (fails) {
                LOG.warn(
                        "the collector of tifl.traces.endpoint does not take spans, which are dropped: {}",
                        reason(why));
            } else {
                LOG.info("the collector of tifl.traces.endpoint takes spans again");
            }
        }

        private static String reason(@Nullable Throwable why) {
            Throwable cause = why;
            while (cause != null && cause.getCause() != null) {
                cause = cause.getCause();
            }
            return cause == null ? "it refused them" : cause.toString();
        }

        @Override
        public CompletableResultCode flush() {
            return exporter.flush();
        }

        @Override
        public CompletableResultCode shutdown() {
            return exporter.shutdown();
        }
    }
}
