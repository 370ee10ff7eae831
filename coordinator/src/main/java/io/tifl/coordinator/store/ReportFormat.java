package io.tifl.coordinator.store;

import io.tifl.coordinator.round.AccuracySpread;
import io.tifl.coordinator.round.ClientReport;
import io.tifl.coordinator.round.Evaluated;
import io.tifl.coordinator.round.Rejection;
import io.tifl.coordinator.round.RoundReport;
import io.tifl.coordinator.round.Toll;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.Metrics;
import io.tifl.protocol.wire.Frame;
import io.tifl.protocol.wire.MalformedMessageException;
import io.tifl.protocol.wire.Sink;
import io.tifl.protocol.wire.Source;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/** A {@link RoundReport} as bytes and back, as docs/store.md has them; pinned by a golden file. */
final class ReportFormat {
    private static final Frame FRAME = new Frame("TIFR", 1);
    private static final int NO_TIER = -1;
    private static final int NOT_EVALUATED = 0;
    private static final int EVALUATED = 1;
    private static final int EVALUATED_BY_CLIENT = 2;

    /** Added to how the model was evaluated if the round began with a query; what that cost comes last. */
    private static final int WITH_QUERY = 4;

    /** Added likewise if clients were asked in earlier rounds; how many rounds before comes after all else, client by client. */
    private static final int OVERLAPPING = 8;

    private static final int MAX_TIERS = 0xffff;
    private static final int MAX_STRING = 0xffff;
    private static final int MAX_DETAIL = 4096;

    private ReportFormat() {}

    static byte[] encode(RoundReport report) {
        return FRAME.seal(sink -> report(sink, report));
    }

    static RoundReport decode(byte[] bytes) throws MalformedMessageException {
        Source source = FRAME.open(ByteBuffer.wrap(bytes));
        try {
            RoundReport report = report(source);
            source.requireEnd();
            return report;
        } catch (IllegalArgumentException | DateTimeException | ArithmeticException e) {
            throw new MalformedMessageException("the report says what cannot be: " + e.getMessage());
        }
    }

    private static void report(Sink sink, RoundReport report) {
        sink.i64(report.round());
        sink.i64(report.modelVersion());
        sink.u8(ReportCodes.of(report.status()));
        sink.u32(report.tier().orElse(NO_TIER));
        instant(sink, report.started());
        duration(sink, report.elapsed());
        boolean overlapping = report.clients().stream().anyMatch(client -> client.roundsAgo() > 0);
        evaluated(
                sink,
                report.evaluated(),
                (report.query().isPresent() ? WITH_QUERY : 0) + (overlapping ? OVERLAPPING : 0));
        sink.u32(report.clients().size());
        report.clients().forEach(client -> client(sink, client));
        report.query().ifPresent(toll -> toll(sink, toll));
        if (overlapping) {
            report.clients().forEach(client -> sink.i64(client.roundsAgo()));
        }
    }

    private static RoundReport report(Source source) throws MalformedMessageException {
        long round = source.i64("round");
        long modelVersion = source.i64("model version");
        RoundReport.Status status = ReportCodes.status(source.u8("status"));
        int tier = (int) source.u32("tier");
        Instant started = Instant.ofEpochSecond(source.i64("started"), nanos(source));
        Duration elapsed = duration(source);
        int evaluation = source.u8("evaluated");
        Optional<Evaluated> evaluated = evaluated(source, evaluation & ~(WITH_QUERY | OVERLAPPING));
        int count = source.count("clients", Integer.MAX_VALUE, Long.BYTES);
        List<ClientReport> clients = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            clients.add(client(source));
        }
        OptionalInt drawnFrom = tier == NO_TIER ? OptionalInt.empty() : OptionalInt.of(tier);
        Optional<Toll> query = (evaluation & WITH_QUERY) == 0 ? Optional.empty() : Optional.of(toll(source));
        if ((evaluation & OVERLAPPING) != 0) {
            for (int i = 0; i < count; i++) {
                clients.set(i, askedBefore(source, clients.get(i)));
            }
        }
        return new RoundReport(round, modelVersion, status, drawnFrom, started, elapsed, clients, evaluated, query);
    }

    private static ClientReport askedBefore(Source source, ClientReport client) throws MalformedMessageException {
        long rounds = source.i64("rounds before");
        if (rounds < 0) {
            throw new MalformedMessageException("a client was asked " + -rounds + " rounds later");
        }
        return client.asked(rounds);
    }

    private static void toll(Sink sink, Toll toll) {
        sink.u32(toll.asked());
        sink.u32(toll.answered());
        duration(sink, toll.elapsed());
        sink.i64(toll.downloadBytes());
        sink.i64(toll.uploadBytes());
    }

    private static Toll toll(Source source) throws MalformedMessageException {
        return new Toll(
                (int) source.u32("asked"),
                (int) source.u32("answered"),
                duration(source),
                source.i64("bytes to those asked"),
                source.i64("bytes of answers"));
    }

    /** @param more added to how */
    private static void evaluated(Sink sink, Optional<Evaluated> evaluated, int more) {
        int how = evaluated
                .map(found -> found.clients().isEmpty() ? EVALUATED : EVALUATED_BY_CLIENT)
                .orElse(NOT_EVALUATED);
        sink.u8(how + more);
        evaluated.ifPresent(found -> {
            real(sink, found.accuracy());
            real(sink, found.loss());
            sink.u32(found.tierAccuracy().size());
            found.tierAccuracy().forEach(value -> {
                sink.u8(value.isPresent() ? 1 : 0);
                value.ifPresent(accuracy -> real(sink, accuracy));
            });
            if (!found.clients().isEmpty()) {
                sink.u32(found.clients().size());
                found.clients().forEach((model, spread) -> spread(sink, model, spread));
            }
        });
    }

    private static void spread(Sink sink, String model, AccuracySpread spread) {
        sink.string(model, MAX_STRING);
        sink.u32(spread.clients());
        real(sink, spread.mean());
        real(sink, spread.worstDecile());
        spread.percentiles().forEach(at -> real(sink, at.accuracy()));
    }

    private static AccuracySpread spread(Source source) throws MalformedMessageException {
        return new AccuracySpread(
                (int) source.u32("clients with an accuracy"),
                real(source, "mean"),
                real(source, "worst decile"),
                real(source, "p5"),
                real(source, "p10"),
                real(source, "p25"),
                real(source, "p50"),
                real(source, "p75"),
                real(source, "p90"),
                real(source, "p95"));
    }

    private static Optional<Evaluated> evaluated(Source source, int kind) throws MalformedMessageException {
        if (kind == NOT_EVALUATED) {
            return Optional.empty();
        }
        if (kind != EVALUATED && kind != EVALUATED_BY_CLIENT) {
            throw new MalformedMessageException(
                    "evaluated is " + kind + ", expected 0, 1 or 2, 4 more with a query and 8 more if rounds overlap");
        }
        double accuracy = real(source, "accuracy");
        double loss = real(source, "loss");
        int tiers = source.count("tiers", MAX_TIERS, 1);
        List<OptionalDouble> tierAccuracy = new ArrayList<>(tiers);
        for (int tier = 0; tier < tiers; tier++) {
            boolean measured = flag(source, "tier measured");
            tierAccuracy.add(measured ? OptionalDouble.of(real(source, "tier accuracy")) : OptionalDouble.empty());
        }
        SortedMap<String, AccuracySpread> clients = new TreeMap<>();
        int models = kind == EVALUATED ? 0 : source.count("models of clients", MAX_TIERS, Short.BYTES);
        for (int model = 0; model < models; model++) {
            clients.put(source.string("model", MAX_STRING), spread(source));
        }
        return Optional.of(new Evaluated(accuracy, loss, tierAccuracy, clients));
    }

    private static void client(Sink sink, ClientReport client) {
        sink.string(client.client().value(), MAX_STRING);
        sink.u8(ReportCodes.of(client.status()));
        sink.u8(client.latency().isPresent() ? 1 : 0);
        client.latency().ifPresent(latency -> duration(sink, latency));
        sink.i64(client.examples());
        sink.i64(client.uploadBytes());
        sink.u32(client.metrics().values().size());
        client.metrics().values().forEach((name, value) -> {
            sink.string(name, MAX_STRING);
            real(sink, value);
        });
        sink.u8(client.rejection().map(ReportCodes::of).orElse(ReportCodes.NOT_REJECTED));
        sink.string(whole(client.detail()), MAX_STRING);
    }

    private static ClientReport client(Source source) throws MalformedMessageException {
        ClientId client = new ClientId(source.string("client", MAX_STRING));
        ClientReport.Status status = ReportCodes.clientStatus(source.u8("client status"));
        Optional<Duration> latency = flag(source, "answered") ? Optional.of(duration(source)) : Optional.empty();
        long examples = source.i64("examples");
        long uploadBytes = source.i64("upload bytes");
        Metrics metrics = metrics(source);
        Optional<Rejection> rejection = ReportCodes.rejection(source.u8("rejection"));
        String detail = source.string("detail", MAX_STRING);
        return new ClientReport(client, status, latency, examples, uploadBytes, metrics, rejection, detail);
    }

    private static Metrics metrics(Source source) throws MalformedMessageException {
        int count = source.count("metrics", Integer.MAX_VALUE, Short.BYTES + Double.BYTES);
        SortedMap<String, Double> values = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            values.put(source.string("metric name", MAX_STRING), real(source, "metric value"));
        }
        return new Metrics(values);
    }

    // Details are for people: a long one is cut, and half a character at the cut replaced.
    private static String whole(String detail) {
        String cut = detail.substring(0, Math.min(detail.length(), MAX_DETAIL));
        return new String(cut.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    private static void instant(Sink sink, Instant instant) {
        sink.i64(instant.getEpochSecond());
        sink.u32(instant.getNano());
    }

    private static void duration(Sink sink, Duration duration) {
        sink.i64(duration.getSeconds());
        sink.u32(duration.getNano());
    }

    private static Duration duration(Source source) throws MalformedMessageException {
        return Duration.ofSeconds(source.i64("seconds"), nanos(source));
    }

    private static long nanos(Source source) throws MalformedMessageException {
        long nanos = source.u32("nanoseconds");
        if (nanos >= 1_000_000_000) {
            throw new MalformedMessageException("nanoseconds: " + nanos + " is a second or more");
        }
        return nanos;
    }

    private static void real(Sink sink, double value) {
        sink.i64(Double.doubleToRawLongBits(value));
    }

    private static double real(Source source, String field) throws MalformedMessageException {
        return Double.longBitsToDouble(source.i64(field));
    }

    private static boolean flag(Source source, String field) throws MalformedMessageException {
        int value = source.u8(field);
        if (value > 1) {
            throw new MalformedMessageException(field + ": " + value + " is neither 0 nor 1");
        }
        return value == 1;
    }
}
