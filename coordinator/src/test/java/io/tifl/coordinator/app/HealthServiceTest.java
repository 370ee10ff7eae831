package io.tifl.coordinator.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.tifl.protocol.task.TaskReply;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

class HealthServiceTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    private Path data;

    private static Map<String, Object> json(HttpResponse<byte[]> answer) {
        return JSON.readValue(answer.body(), new TypeReference<>() {});
    }

    private static Map<?, ?> component(HttpResponse<byte[]> answer, String name) {
        Map<?, ?> components = (Map<?, ?>) Objects.requireNonNull(json(answer).get("components"));
        return (Map<?, ?>) Objects.requireNonNull(components.get(name), () -> name + " in " + components);
    }

    private static String details(HttpResponse<byte[]> answer, String name) {
        return String.valueOf(component(answer, name).get("details"));
    }

    private static void awaitReady(Service service) throws Exception {
        while (service.get("/actuator/health/readiness").statusCode() != 200) {
            Thread.onSpinWait();
        }
    }

    @Test
    void aCoordinatorThatLeadsIsUpInAllParts() throws Exception {
        try (Service service = Service.start(data)) {
            awaitReady(service);
            HttpResponse<byte[]> health = service.health();

            assertThat(health.statusCode()).isEqualTo(200);
            assertThat(json(health)).containsEntry("status", "UP");
            for (String part : List.of("store", "diskSpace", "leadership", "kafka", "jobs", "certificate")) {
                assertThat(component(health, part).get("status")).as(part).isEqualTo("UP");
            }
            assertThat(details(health, "leadership")).contains("role=leader");
            assertThat(service.get("/actuator/health/liveness").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void whoHasNoTokenLearnsTheStatusAlone() throws Exception {
        try (Service service = Service.start(data)) {
            awaitReady(service);
            for (String path : List.of("/actuator/health", "/actuator/health/readiness", "/actuator/health/liveness")) {
                HttpResponse<byte[]> answer = service.getAsStranger(path);
                assertThat(answer.statusCode()).as(path).isEqualTo(200);
                assertThat(json(answer)).containsEntry("status", "UP").doesNotContainKey("components");
            }
            assertThat(new String(
                            service.getAsStranger("/actuator/health/store").body(), StandardCharsets.UTF_8))
                    .doesNotContain("details");
        }
    }

    @Test
    void aSecondCoordinatorStandsByAndIsReady() throws Exception {
        try (Service leader = Service.start(data)) {
            awaitReady(leader);
            try (Service second = Service.start(data)) {
                awaitReady(second);
                assertThat(details(second.health(), "leadership")).contains("role=standby");
                assertThat(second.scrape().of("tifl_leader")).isZero();
            }
        }
    }

    @Test
    void aFullDiskTakesItOutOfServiceAndSaysWhatToDo() throws Exception {
        try (Service service = Service.start(data, "--management.health.diskspace.threshold=1000000TB")) {
            HttpResponse<byte[]> readiness = service.get("/actuator/health/readiness");

            assertThat(readiness.statusCode()).isEqualTo(503);
            assertThat(details(readiness, "diskSpace")).contains("problem=", "toDo=make room");
            assertThat(service.get("/actuator/health/liveness").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void brokersThatAreAwayDegradeItAndDevicesOverHttpAreServed() throws Exception {
        try (Service service = Service.start(
                data,
                "--tifl.kafka.bootstrap=127.0.0.1:1",
                "--tifl.kafka.settings[default.api.timeout.ms]=1000",
                "--tifl.kafka.settings[request.timeout.ms]=1000")) {
            awaitReady(service);
            HttpResponse<byte[]> health = service.health();

            assertThat(health.statusCode()).isEqualTo(200);
            assertThat(json(health)).containsEntry("status", "DEGRADED");
            assertThat(component(health, "kafka").get("status")).isEqualTo("DEGRADED");
            assertThat(details(health, "kafka")).contains("toDo=see that the brokers");
            assertThat(service.enrol(1)).hasSize(1);
        }
    }

    @Test
    void aJobThatNeverHasAQuorumDegradesItAndIsNamedWithAWayOut() throws Exception {
        try (Service service = Service.start(data)) {
            Crew.Script failing = (device, received) -> device.reply(
                    received, new TaskReply.Failed(received.order().id(), TaskReply.Fault.CLIENT, "no room"));
            service.create("{name: stuck, model: flat, rounds: 1000000, clients-per-round: 2, quorum: 2,"
                    + " least-clients: 2, evaluate-every: 1000000, sync-rounds: 0, policy: vanilla}");
            try (Crew _ = new Crew(service.enrol(2), failing)) {
                while (service.scrape().of("tifl_jobs_stalled") == 0) {
                    Thread.onSpinWait();
                }
                HttpResponse<byte[]> health = service.health();

                assertThat(health.statusCode()).isEqualTo(200);
                assertThat(json(health)).containsEntry("status", "DEGRADED");
                assertThat(details(health, "jobs")).contains("stuck=no quorum in ", "bring more clients");
                assertThat(service.get("/actuator/health/readiness").statusCode())
                        .isEqualTo(200);
                assertThat(service.scrape().of("tifl_round_missed", "job", "stuck"))
                        .isGreaterThanOrEqualTo(3);
                Device.require(service.post("/v1/jobs/stuck/stop", "application/json", ""), 200);
                while (service.scrape().of("tifl_jobs_stalled") != 0) {
                    Thread.onSpinWait();
                }
            }
        }
    }

    private static Health certificateThatEnds(Duration later) {
        return HealthChecks.ofCertificate(Optional.of(NOW.plus(later)), NOW);
    }

    @Test
    void aCertificateDegradesItAMonthBeforeItsEndAndTakesItDownThen() {
        assertThat(HealthChecks.ofCertificate(Optional.empty(), NOW).getStatus())
                .isEqualTo(Status.UP);
        assertThat(certificateThatEnds(Duration.ofDays(31)).getStatus()).isEqualTo(Status.UP);
        assertThat(certificateThatEnds(Duration.ofDays(29)).getStatus()).isEqualTo(HealthChecks.DEGRADED);
        assertThat(certificateThatEnds(Duration.ofDays(29)).getDetails())
                .containsEntry("expires", "2026-01-30T00:00:00Z")
                .containsKeys("problem", "toDo");
        assertThat(certificateThatEnds(Duration.ofSeconds(-1)).getStatus()).isEqualTo(Status.DOWN);
    }
}
