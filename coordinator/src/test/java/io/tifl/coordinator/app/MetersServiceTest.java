package io.tifl.coordinator.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.tifl.coordinator.observe.Metric;
import io.tifl.coordinator.observe.MetricsReference;
import io.tifl.protocol.Metrics;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.auth.ClientKey;
import io.tifl.protocol.codec.Float32Codec;
import io.tifl.protocol.task.TaskId;
import io.tifl.protocol.task.TaskReply;
import io.tifl.protocol.wire.WireMessage;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rounds, and what goes wrong in them, seen by whoever reads the meters. */
class MetersServiceTest {
    private static final String TIERED = """
            name: tiered
            model: flat
            rounds: 4
            clients-per-round: 2
            quorum: 1
            deadline: 30
            least-clients: 4
            evaluate-every: 2
            sync-rounds: 1
            tiers: 2
            policy: adaptive
            """;

    private static final String NOISY = """
            name: noisy
            model: flat
            rounds: 2
            clients-per-round: 3
            quorum: 3
            least-clients: 4
            evaluate-every: 2
            sync-rounds: 0
            policy: vanilla
            wrappers: {clip: 1, noise: 8, epsilon: 9, delta: 1e-6}
            """;

    @TempDir
    private Path data;

    private static TaskReply notFinite(Device device, Device.Received received) throws Exception {
        Parameters start = device.model(received.order()).parameters();
        float[] change = new float[start.size()];
        Arrays.fill(change, Float.NaN);
        return new TaskReply.Updated(
                received.order().id(),
                new Float32Codec().encode(Parameters.owning(start.layout(), change), 0),
                10,
                Metrics.none());
    }

    @Test
    void aTieredJobIsCountedInAllItsPartsAndEveryDeclaredMeterIsOffered() throws Exception {
        try (Service service = Service.start(data)) {
            List<Device> devices = service.enrol(4);
            try (Crew _ = new Crew(devices, Device::serve)) {
                service.create(TIERED);
                service.create(NOISY);
                service.await("tiered", "completed");
                service.await("noisy", "completed");
            }
            Scrape scrape = service.scrape();

            rounds(scrape);
            tiers(scrape);
            orders(scrape, service);
            assertThat(scrape.of("tifl_privacy_rounds", "delta", "1.0E-6", "job", "noisy"))
                    .isEqualTo(2);
            assertThat(scrape.of("tifl_privacy_epsilon", "delta", "1.0E-6", "job", "noisy"))
                    .isBetween(0.05, 9.0);
            assertThat(scrape.of("tifl_privacy_budget", "delta", "1.0E-6", "job", "noisy"))
                    .isEqualTo(9);
            everyDeclaredMeterIsOffered(scrape);
        }
    }

    private static void rounds(Scrape scrape) {
        assertThat(scrape.of("tifl_rounds_total", "job", "tiered", "status", "committed"))
                .isEqualTo(4);
        assertThat(scrape.of("tifl_round_duration_seconds_count", "job", "tiered"))
                .isEqualTo(4);
        assertThat(scrape.of("tifl_round_wall_seconds_count", "job", "tiered")).isEqualTo(4);
        assertThat(scrape.of("tifl_round_number", "job", "tiered")).isEqualTo(3);
        assertThat(scrape.of("tifl_model_version", "job", "tiered")).isEqualTo(4);
        double whole = scrape.of("tifl_round_wall_seconds_sum", "job", "tiered");
        double parts = 0;
        for (String phase : List.of("select", "dispatch", "wait", "admit", "aggregate", "step", "evaluate", "commit")) {
            assertThat(scrape.of("tifl_round_phase_seconds_count", "job", "tiered", "phase", phase))
                    .as(phase)
                    .isEqualTo(4);
            parts += scrape.of("tifl_round_phase_seconds_sum", "job", "tiered", "phase", phase);
        }
        assertThat(parts).isBetween(whole * 0.9, whole * 1.001);
        assertThat(scrape.of("tifl_clients_asked_total", "job", "tiered")).isEqualTo(8);
        assertThat(scrape.of("tifl_replies_total", "job", "tiered", "reason", "", "status", "counted"))
                .isEqualTo(8);
        assertThat(scrape.of("tifl_reply_latency_seconds_count", "job", "tiered"))
                .isEqualTo(8);
        assertThat(scrape.of("tifl_reply_examples_total", "job", "tiered")).isEqualTo(80);
        // Once before the first round, and after each second one.
        assertThat(scrape.of("tifl_evaluations_total", "job", "tiered")).isEqualTo(3);
        assertThat(scrape.of("tifl_accuracy", "job", "tiered")).isEqualTo(0.5);
        assertThat(scrape.of("tifl_accuracy_best", "job", "tiered")).isEqualTo(0.5);
        assertThat(scrape.of("tifl_loss", "job", "tiered")).isEqualTo(1);
        assertThat(scrape.of("tifl_model_bytes", "job", "tiered")).isEqualTo(32);
        assertThat(scrape.of("tifl_compression", "job", "tiered")).isBetween(0.05, 1.0);
        assertThat(scrape.of("tifl_upload_bytes_total", "job", "tiered")).isGreaterThan(8 * 32);
        assertThat(scrape.of("tifl_jobs", "status", "completed")).isEqualTo(2);
        assertThat(scrape.of("tifl_job_ends_total", "end", "completed")).isEqualTo(2);
        assertThat(scrape.of("tifl_jobs_running")).isZero();
        assertThat(scrape.of("tifl_job_running", "job", "tiered")).isZero();
        assertThat(scrape.of("tifl_jobs_stalled")).isZero();
    }

    private static void tiers(Scrape scrape) {
        assertThat(scrape.of("tifl_tiers", "job", "tiered")).isEqualTo(2);
        double clients = 0;
        double chance = 0;
        double selected = 0;
        for (String tier : List.of("0", "1")) {
            clients += scrape.of("tifl_tier_clients", "job", "tiered", "tier", tier);
            chance += scrape.of("tifl_tier_probability", "job", "tiered", "tier", tier);
            selected +=
                    scrape.series().getOrDefault("tifl_tier_selected_total{job=\"tiered\",tier=\"" + tier + "\"}", 0.0);
            assertThat(scrape.of("tifl_tier_accuracy", "job", "tiered", "tier", tier))
                    .isEqualTo(0.5);
            assertThat(scrape.of("tifl_tier_latency_largest_seconds", "job", "tiered", "tier", tier))
                    .isGreaterThan(0);
        }
        assertThat(clients).isEqualTo(4);
        assertThat(chance).isBetween(0.999, 1.001);
        assertThat(selected).isEqualTo(4);
        assertThat(scrape.of("tifl_profiled", "job", "tiered")).isEqualTo(4);
    }

    private static void orders(Scrape scrape, Service service) throws Exception {
        double first = scrape.of("tifl_orders_handed_total", "kind", "first");
        assertThat(scrape.of("tifl_orders_dispatched_total")).isGreaterThanOrEqualTo(first);
        assertThat(first).isGreaterThan(8);
        assertThat(scrape.of("tifl_order_delivery_seconds_count")).isEqualTo(first);
        assertThat(scrape.of("tifl_replies_received_total", "receipt", "counted-once"))
                .isEqualTo(first);
        assertThat(scrape.of("tifl_reply_bytes_count")).isGreaterThanOrEqualTo(first);
        assertThat(scrape.of("tifl_store_group_size_replies_sum")).isEqualTo(first);
        assertThat(scrape.of("tifl_store_group_commit_seconds_count")).isBetween(1.0, first);
        assertThat(scrape.of("tifl_orders_open")).isZero();
        assertThat(scrape.of("tifl_model_downloads_total", "kind", "whole")).isGreaterThan(3);
        assertThat(scrape.of("tifl_model_download_bytes_total")).isGreaterThan(100);
        assertThat(scrape.of("tifl_clients_enrolled")).isEqualTo(4);
        assertThat(scrape.of("tifl_clients_online")).isEqualTo(4);
        assertThat(scrape.of("tifl_clients_barred")).isZero();
        assertThat(scrape.of("tifl_enrolments_total", "outcome", "granted")).isEqualTo(4);
        assertThat(scrape.of("tifl_sessions_total", "outcome", "opened")).isEqualTo(4);
        assertThat(scrape.of("tifl_leader")).isEqualTo(1);
        assertThat(scrape.of("tifl_leader_changes_total", "event", "taken")).isEqualTo(1);
        assertThat(scrape.of("tifl_store_migrations")).isGreaterThan(4);
        assertThat(scrape.of("tifl_store_blobs_written_total", "kind", "model")).isGreaterThan(4);
        assertThat(scrape.of("tifl_store_transaction_seconds_count", "kind", "write"))
                .isGreaterThan(10);
        assertThat(scrape.of("tifl_disk_free_bytes")).isLessThan(scrape.of("tifl_disk_total_bytes"));
        assertThat(scrape.of("tifl_certificate_expiry_seconds")).isInfinite();
        assertThat(scrape.of("tifl_events_total", "event", "round")).isEqualTo(6);
        assertThat(service.get("/v1/status").statusCode()).isEqualTo(200);
    }

    private static void everyDeclaredMeterIsOffered(Scrape scrape) {
        Set<String> missing = new TreeSet<>();
        for (Metric metric : Metric.values()) {
            MetricsReference.prometheus(metric).stream()
                    .filter(name -> !scrape.names().contains(name))
                    .forEach(missing::add);
        }
        assertThat(missing).as("declared, and not among what Prometheus reads").isEmpty();
        Set<String> unknown = new TreeSet<>(scrape.names());
        unknown.removeIf(name -> !name.startsWith("tifl_"));
        Arrays.stream(Metric.values()).map(MetricsReference::prometheus).forEach(unknown::removeAll);
        assertThat(unknown).as("read by Prometheus, and not declared").isEmpty();
    }

    @Test
    void whatGoesWrongIsCountedByItsReason() throws Exception {
        try (Service service = Service.start(data)) {
            List<Device> devices = service.enrol(3);
            service.create("{name: flat, model: flat, rounds: 1, clients-per-round: 3, quorum: 3, least-clients: 3,"
                    + " evaluate-every: 5, sync-rounds: 0, policy: vanilla, deadline: 60}");
            Crew.Script training = (device, received) -> {
                if (device.id().value().equals("device-0")) {
                    forge(device, received);
                    device.reply(received, notFinite(device, received));
                } else {
                    inPieces(device, received);
                }
            };
            try (Crew _ = new Crew(devices, training)) {
                service.await("flat", "completed");
            }
            strangers(service);
            assertThat(service.post("/v1/clients/device-2/bar", "application/json", "")
                            .statusCode())
                    .isEqualTo(200);
            Device barred = devices.get(2);
            assertThat(barred.send(barred.request("/v1/orders?wait=0").GET()).statusCode())
                    .isEqualTo(403);
            Device leaving = devices.get(1);
            assertThat(leaving.send(leaving.request("/v1/sessions").DELETE()).statusCode())
                    .isEqualTo(204);

            Scrape scrape = service.scrape();
            assertThat(scrape.of("tifl_rounds_total", "job", "flat", "status", "no-quorum"))
                    .isEqualTo(1);
            assertThat(scrape.of("tifl_round_missed", "job", "flat")).isEqualTo(1);
            assertThat(scrape.of("tifl_round_counted", "job", "flat")).isEqualTo(2);
            assertThat(scrape.of("tifl_replies_total", "job", "flat", "reason", "not-finite", "status", "rejected"))
                    .isEqualTo(1);
            assertThat(scrape.of("tifl_replies_refused_total", "code", "signature-invalid"))
                    .isEqualTo(1);
            assertThat(scrape.of("tifl_replies_refused_total", "code", "upload-offset"))
                    .isEqualTo(2);
            assertThat(scrape.of("tifl_suspicions_total", "event", "signature-invalid"))
                    .isEqualTo(1);
            assertThat(scrape.of("tifl_upload_chunks_total")).isEqualTo(6);
            assertThat(scrape.of("tifl_uploads_resumed_total")).isEqualTo(2);
            assertThat(scrape.of("tifl_uploads_under_way")).isZero();
            assertThat(scrape.of("tifl_enrolments_total", "outcome", "refused")).isEqualTo(1);
            assertThat(scrape.of("tifl_device_refusals_total", "code", "token-invalid"))
                    .isEqualTo(1);
            assertThat(scrape.of("tifl_device_refusals_total", "code", "client-barred"))
                    .isEqualTo(1);
            assertThat(scrape.of("tifl_operator_refusals_total", "reason", "unknown"))
                    .isEqualTo(1);
            assertThat(scrape.of("tifl_operator_calls_total", "method", "GET", "outcome", "4xx"))
                    .isGreaterThanOrEqualTo(1);
            assertThat(scrape.of("tifl_clients_barred")).isEqualTo(1);
            assertThat(scrape.of("tifl_departures_total")).isEqualTo(1);
        }
    }

    private static void forge(Device device, Device.Received received) throws Exception {
        byte[] message = Device.FORMAT.encode(new WireMessage.Reply(device.work(received.order())));
        TaskId task = received.order().id();
        HttpResponse<byte[]> refused = device.send(device.request("/v1/replies/" + task.job() + "/" + task.round())
                .header("Tifl-Digest", ClientKey.digest(message))
                .header("Tifl-Signature", "forged")
                .PUT(BodyPublishers.ofByteArray(message)));
        assertThat(refused.statusCode()).isEqualTo(403);
    }

    /** A first piece, one that leaves a gap, a question how much is there, and the rest. */
    private static void inPieces(Device device, Device.Received received) throws Exception {
        byte[] message = Device.FORMAT.encode(new WireMessage.Reply(device.work(received.order())));
        int half = message.length / 2;
        TaskId task = received.order().id();
        assertThat(piece(device, received, message, 0, half)).isEqualTo(202);
        assertThat(piece(device, received, message, half + 1, message.length)).isEqualTo(409);
        HttpResponse<byte[]> asked = device.send(device.request("/v1/replies/" + task.job() + "/" + task.round())
                .header("Tifl-Digest", ClientKey.digest(message))
                .method("HEAD", BodyPublishers.noBody()));
        assertThat(asked.headers().firstValue("Upload-Offset")).contains(Integer.toString(half));
        assertThat(piece(device, received, message, half, message.length)).isEqualTo(200);
    }

    private static int piece(Device device, Device.Received received, byte[] message, int from, int to)
            throws Exception {
        return device.send(device.signed(received.order().id(), received.nonce(), message)
                        .header("Upload-Offset", Integer.toString(from))
                        .header("Upload-Length", Integer.toString(message.length))
                        .PUT(BodyPublishers.ofByteArray(message, from, to - from)))
                .statusCode();
    }

    private static void strangers(Service service) throws Exception {
        HttpResponse<byte[]> enrolment = Device.post(
                service.http(), service.uri().resolve("/v1/enrolments"), Map.of("token", "none", "client", "eve"));
        assertThat(enrolment.statusCode()).isEqualTo(403);
        HttpResponse<byte[]> stranger = service.http()
                .send(
                        HttpRequest.newBuilder(service.uri().resolve("/v1/jobs"))
                                .header("Authorization", "Bearer tifl_nobody")
                                .build(),
                        BodyHandlers.ofByteArray());
        assertThat(stranger.statusCode()).isEqualTo(401);
    }

    @Test
    void whoeverReadsMetersNeedsAToken() throws Exception {
        try (Service service = Service.start(data)) {
            assertThat(service.getAsStranger("/actuator/prometheus").statusCode())
                    .isEqualTo(401);
        }
    }
}
