package io.tifl.coordinator.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.tifl.protocol.wire.WireMessage;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TracesServiceTest {
    private static final String JOB = "{name: flat, model: flat, rounds: 2, clients-per-round: 2, quorum: 2,"
            + " least-clients: 2, evaluate-every: 2, sync-rounds: 0, policy: vanilla}";
    private static final String CLIENT_TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

    @TempDir
    private Path data;

    private static String text(SpanData span, String key) {
        return String.valueOf(span.getAttributes().asMap().entrySet().stream()
                .filter(entry -> entry.getKey().getKey().equals(key))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(""));
    }

    private static List<SpanData> named(List<SpanData> spans, String name) {
        return spans.stream().filter(span -> span.getName().equals(name)).toList();
    }

    @Test
    void aRoundHasSpansOfItsPhasesAndOfItsOrders() throws Exception {
        try (SpanCollector collector = new SpanCollector();
                Service service = Service.start(data, collector::registerIn)) {
            try (Crew _ = new Crew(service.enrol(2), Device::serve)) {
                service.create(JOB);
                service.await("flat", "completed");
            }
            List<SpanData> spans = collector.await(some -> named(some, "round").size() == 2);

            for (SpanData round : named(spans, "round")) {
                assertThat(round.getParentSpanContext().isValid()).isFalse();
                assertThat(text(round, "tifl.job")).isEqualTo("flat");
                assertThat(text(round, "tifl.outcome")).isEqualTo("committed");
                List<SpanData> below = spans.stream()
                        .filter(span -> span.getParentSpanId().equals(round.getSpanId()))
                        .toList();
                assertThat(below).extracting(SpanData::getTraceId).containsOnly(round.getTraceId());
                assertThat(below)
                        .extracting(SpanData::getName)
                        .contains("select", "dispatch", "wait", "admit", "aggregate", "step", "evaluate", "commit");
                assertThat(below)
                        .allMatch(span -> span.getStartEpochNanos() >= round.getStartEpochNanos()
                                && span.getEndEpochNanos() <= round.getEndEpochNanos());
                List<SpanData> trained = named(below, "order").stream()
                        .filter(order -> text(order, "tifl.task").equals("train"))
                        .toList();
                assertThat(trained)
                        .extracting(order -> text(order, "tifl.client"))
                        .containsExactlyInAnyOrder("device-0", "device-1");
                assertThat(trained)
                        .allMatch(order -> text(order, "tifl.outcome").equals("answered"));
                assertThat(trained)
                        .allMatch(
                                order -> order.getEvents().getFirst().getName().equals("fetched"));
            }
            assertThat(named(spans, "order"))
                    .anyMatch(order -> text(order, "tifl.task").equals("evaluate"));
            assertThat(named(spans, "round")).extracting(SpanData::getTraceId).doesNotHaveDuplicates();
        }
    }

    @Test
    void ordersNameTheirSpanToTheClientAndLinkToThatOfItsReply() throws Exception {
        Map<String, String> headers = new HashMap<>();
        try (SpanCollector collector = new SpanCollector();
                Service service = Service.start(data, collector::registerIn)) {
            service.create("{name: flat, model: flat, rounds: 1, clients-per-round: 1, quorum: 1, least-clients: 1,"
                    + " evaluate-every: 9, sync-rounds: 0, policy: vanilla}");
            Device device = service.enrol(1).getFirst();
            device.openSession();
            while (headers.isEmpty()) {
                HttpResponse<byte[]> order =
                        device.send(device.request("/v1/orders?wait=30").GET());
                if (order.statusCode() != 200) {
                    continue;
                }
                Device.Received received = new Device.Received(
                        ((WireMessage.Order) Device.FORMAT.decode(order.body())).order(),
                        order.headers().firstValue("Tifl-Nonce").orElseThrow());
                if (received.order().task().equals("evaluate")) {
                    device.serve(received);
                    continue;
                }
                headers.put("order", order.headers().firstValue("traceparent").orElseThrow());
                byte[] message = Device.FORMAT.encode(new WireMessage.Reply(device.work(received.order())));
                HttpResponse<byte[]> reply =
                        device.send(device.signed(received.order().id(), received.nonce(), message)
                                .header("traceparent", "00-" + CLIENT_TRACE + "-00f067aa0ba902b7-01")
                                .PUT(BodyPublishers.ofByteArray(message)));
                assertThat(reply.statusCode()).isEqualTo(200);
            }
            device.serve(device.poll(30).orElseThrow());
            List<SpanData> spans = collector.await(some -> !named(some, "round").isEmpty());
            SpanData order = named(spans, "order").stream()
                    .filter(span -> text(span, "tifl.task").equals("train"))
                    .findFirst()
                    .orElseThrow();

            assertThat(headers.get("order")).startsWith("00-" + order.getTraceId() + "-" + order.getSpanId() + "-0");
            assertThat(order.getLinks()).hasSize(1);
            assertThat(order.getLinks().getFirst().getSpanContext().getTraceId())
                    .isEqualTo(CLIENT_TRACE);
        }
    }

    @Test
    void aTraceparentOfNonsenseIsPassedOver() throws Exception {
        try (SpanCollector collector = new SpanCollector();
                Service service = Service.start(data, collector::registerIn)) {
            Crew.Script odd = (device, received) -> {
                byte[] message = Device.FORMAT.encode(new WireMessage.Reply(device.work(received.order())));
                HttpResponse<byte[]> reply =
                        device.send(device.signed(received.order().id(), received.nonce(), message)
                                .header("traceparent", "00-" + "z".repeat(5000))
                                .PUT(BodyPublishers.ofByteArray(message)));
                assertThat(reply.statusCode()).isEqualTo(200);
            };
            try (Crew _ = new Crew(service.enrol(2), odd)) {
                service.create(JOB);
                service.await("flat", "completed");
            }

            List<SpanData> spans = collector.await(some -> named(some, "round").size() == 2);
            assertThat(spans).allMatch(span -> span.getLinks().isEmpty());
        }
    }

    @Test
    void aRoundThatIsCutShortEndsItsSpanWithAnError() throws Exception {
        try (SpanCollector collector = new SpanCollector()) {
            try (Service service = Service.start(data, collector::registerIn)) {
                service.enrol(1).getFirst().openSession();
                service.create("{name: flat, model: flat, rounds: 1, clients-per-round: 1, quorum: 1,"
                        + " least-clients: 1, evaluate-every: 9, sync-rounds: 0, policy: vanilla}");
                // Nobody evaluates the first model, nor trains: the round, or what is before it, lasts until the end.
                Device device = service.enrol(List.of("other")).getFirst();
                device.openSession();
                while (service.scrape().of("tifl_orders_open") == 0) {
                    Thread.onSpinWait();
                }
            }

            List<SpanData> spans = collector.await(some -> !some.isEmpty());
            assertThat(named(spans, "order"))
                    .isNotEmpty()
                    .allMatch(order -> text(order, "tifl.outcome").equals("withdrawn"));
            assertThat(named(spans, "round"))
                    .allMatch(round -> round.getStatus().getStatusCode() == StatusCode.ERROR);
        }
    }

    @Test
    void withoutAnEndpointNothingIsSentNorNamed() throws Exception {
        // Those of services that stopped a moment ago may still be there.
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        try (Service service = Service.start(data)) {
            try (Crew _ = new Crew(service.enrol(2), Device::serve)) {
                service.create(JOB);
                service.await("flat", "completed");
            }
            assertThat(service.scrape().of("tifl_traces_spans_total", "outcome", "exported"))
                    .isZero();
            assertThat(Thread.getAllStackTraces().keySet())
                    .noneMatch(thread ->
                            !before.contains(thread) && thread.getName().startsWith("BatchSpan"));
        }
    }

    /** What is in the fields of a number in a message of protocol buffers, those of a length alone. */
    private static List<byte[]> fields(byte[] message, int number) {
        List<byte[]> found = new ArrayList<>();
        int at = 0;
        while (at < message.length) {
            long[] tag = varint(message, at);
            at = (int) tag[1];
            switch ((int) (tag[0] & 7)) {
                case 0 -> at = (int) varint(message, at)[1];
                case 1 -> at += 8;
                case 5 -> at += 4;
                case 2 -> {
                    long[] length = varint(message, at);
                    at = (int) length[1];
                    if (tag[0] >> 3 == number) {
                        byte[] field = new byte[(int) length[0]];
                        System.arraycopy(message, at, field, 0, field.length);
                        found.add(field);
                    }
                    at += (int) length[0];
                }
                default -> throw new AssertionError("no such type of a field: " + (tag[0] & 7));
            }
        }
        return found;
    }

    private static long[] varint(byte[] message, int from) {
        long value = 0;
        int at = from;
        int shift = 0;
        while (true) {
            byte next = message[at++];
            value |= (long) (next & 0x7f) << shift;
            shift += 7;
            if (next >= 0) {
                return new long[] {value, at};
            }
        }
    }

    /** Names of the spans in a request to export some. */
    private static List<String> names(byte[] request) {
        return fields(request, 1).stream()
                .flatMap(resource -> fields(resource, 2).stream())
                .flatMap(scope -> fields(scope, 2).stream())
                .map(span -> new String(fields(span, 5).getFirst(), StandardCharsets.UTF_8))
                .toList();
    }

    @Test
    void aCollectorThatSpeaksOtlpOverHttpGetsAllSpans() throws Exception {
        LinkedBlockingQueue<byte[]> requests = new LinkedBlockingQueue<>();
        HttpServer collector = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        collector.createContext("/v1/traces", exchange -> {
            requests.add(exchange.getRequestBody().readAllBytes());
            exchange.getResponseHeaders().add("Content-Type", "application/x-protobuf");
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        collector.start();
        try (Service service = Service.start(
                data,
                "--tifl.traces.endpoint=http://127.0.0.1:"
                        + collector.getAddress().getPort() + "/v1/traces")) {
            try (Crew _ = new Crew(service.enrol(2), Device::serve)) {
                service.create(JOB);
                service.await("flat", "completed");
            }
            Map<String, Integer> counts = new TreeMap<>();
            while (counts.getOrDefault("round", 0) < 2) {
                byte[] request = requests.poll(30, TimeUnit.SECONDS);
                assertThat(request).as("more spans than " + counts).isNotNull();
                names(request).forEach(name -> counts.merge(name, 1, Integer::sum));
            }

            assertThat(counts).containsEntry("round", 2).containsEntry("commit", 2);
            assertThat(counts.get("order")).isGreaterThanOrEqualTo(4);
            assertThat(service.scrape().of("tifl_traces_spans_total", "outcome", "failed"))
                    .isZero();
        } finally {
            collector.stop(0);
        }
    }

    @Test
    void roundsGoOnWhereTheCollectorIsDeadOrSilent() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            for (int port : List.of(1, silent.getLocalPort())) {
                try (Service service = Service.start(
                        data.resolve("at-" + port), "--tifl.traces.endpoint=http://127.0.0.1:" + port + "/v1/traces")) {
                    try (Crew _ = new Crew(service.enrol(2), Device::serve)) {
                        service.create(JOB);
                        service.await("flat", "completed");
                    }

                    Scrape scrape = service.scrape();
                    assertThat(scrape.of("tifl_rounds_total", "job", "flat", "status", "committed"))
                            .isEqualTo(2);
                    assertThat(scrape.of("tifl_traces_spans_total", "outcome", "exported"))
                            .isZero();
                }
            }
        }
    }
}
