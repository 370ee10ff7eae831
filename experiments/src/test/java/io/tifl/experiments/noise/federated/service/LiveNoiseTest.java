package io.tifl.experiments.noise.federated.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.tifl.broker.KafkaBroker;
import io.tifl.client.device.TiflClient;
import io.tifl.client.kafka.KafkaCoordinator;
import io.tifl.client.pace.Pace;
import io.tifl.experiments.benchmark.service.StuckFollower;
import io.tifl.protocol.Seed;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The noise tasks on real clients of a real coordinator, over HTTP and over Kafka. */
@Tag("slow")
@Timeout(300)
final class LiveNoiseTest {
    /** How soon a client without a sign of life is given up. */
    private static final String SHORT_LEASE = "--tifl.lease=4s";

    private static final String JOB = """
            name: %s
            model: mlp
            model-settings: {inputs: 12, hidden: 8, classes: 4}
            task: %s
            task-settings: {%s}
            epochs: 4
            batch-size: 16
            learning-rate: 0.1
            rounds: 4
            clients-per-round: 3
            policy: vanilla
            sync-rounds: 0
            evaluate-every: 4
            """;

    @TempDir
    private Path folder = Path.of("");

    private static KafkaCoordinator kafka(KafkaBroker broker) throws Exception {
        return KafkaCoordinator.builder(broker.bootstrap())
                .pace(new Pace(new Seed(1), Duration.ofMillis(50), Duration.ofMillis(500)))
                .build();
    }

    @Test
    void allModesWorkOverHttp() throws Exception {
        try (LiveNoise service = LiveNoise.start(folder.resolve("data"), 0)) {
            allModes(service, Optional.empty());
        }
    }

    @Test
    void allModesWorkOverKafka() throws Exception {
        try (KafkaBroker broker = KafkaBroker.start(folder.resolve("kafka"), 0);
                LiveNoise service =
                        LiveNoise.start(folder.resolve("data"), 0, "--tifl.kafka.bootstrap=" + broker.bootstrap());
                KafkaCoordinator kafka = kafka(broker)) {
            allModes(service, Optional.of(kafka));
        }
    }

    private void allModes(LiveNoise service, Optional<KafkaCoordinator> kafka) throws Exception {
        try (TiflClient _ = service.client(folder, 0, kafka);
                TiflClient _ = service.client(folder, 1, kafka);
                TiflClient _ = service.client(folder, 2, kafka)) {
            trainingIsFollowed(service);
            aModelIsJudgedUntilTheIntervalIsTight(service);
            aTournamentHasALeaderboard(service);
        }
    }

    private static void trainingIsFollowed(LiveNoise service) throws Exception {
        service.post("/v1/jobs", JOB.formatted("aware", "noise-train", "profiles: 'gaussian@0.3, pcm-8bit@86400'"));
        service.post(
                "/v1/noise-evaluations",
                "{name: followed, model: aware, follow: true, least-clients: 3, trials: 2,"
                        + " profiles: 'gaussian@0.3, pcm-8bit@86400'}");
        service.awaitJob("aware");

        JsonNode full = service.awaitEvaluation("followed", "done");
        JsonNode last = full.path("rounds").get(full.path("rounds").size() - 1);
        assertThat(last.path("model").asString()).isEqualTo("aware@4");
        assertThat(last.path("counted").asInt()).isEqualTo(3);
        assertThat(last.path("cleanAccuracy").asDouble()).isGreaterThan(0.6);
        assertThat(last.path("worst").asDouble()).isBetween(0.2, 1.0);
        assertThat(last.path("averageChange").asDouble()).isBetween(-20.0, 60.0);
    }

    private static void aModelIsJudgedUntilTheIntervalIsTight(LiveNoise service) throws Exception {
        service.post(
                "/v1/noise-evaluations",
                "{name: robust, model: aware@4, levels: [0.3, 0.6, 1.2], trials: 4, rounds: 40, target: 3}");

        JsonNode full = service.awaitEvaluation("robust", "done");
        JsonNode model = full.path("models").get(0).path("robustness");
        assertThat(model.path("margin").asDouble()).isLessThan(3);
        assertThat(model.path("levels")).hasSize(3);
        assertThat(full.path("rounds")).hasSizeLessThan(40);
        assertThat(service.send("GET", "/v1/noise-evaluations/robust/report", "")
                        .body())
                .contains("<svg")
                .contains("aware@4");
    }

    private static void aTournamentHasALeaderboard(LiveNoise service) throws Exception {
        service.post("/v1/jobs", JOB.formatted("plain", "train", ""));
        service.awaitJob("plain");
        service.post(
                "/v1/noise-evaluations", "{name: duel, models: [plain, aware], levels: 0.5, trials: 3, rounds: 2}");

        JsonNode full = service.awaitEvaluation("duel", "done");
        assertThat(full.path("models")).hasSize(2);
        assertThat(full.path("models").get(0).path("place").asInt()).isEqualTo(1);
        assertThat(full.path("rounds").get(1).path("model").asString()).isEqualTo("aware@4");
    }

    @Test
    void whatIsWrongIsRefusedWithTheReason() throws Exception {
        try (LiveNoise service = LiveNoise.start(folder.resolve("data"), 0)) {
            assertThat(service.send("POST", "/v1/noise-evaluations", "{name: e, model: nothing}")
                            .body())
                    .contains("there is no job 'nothing'");
            assertThat(service.send("POST", "/v1/noise-evaluations", "{name: e, model: a, levels: -1}")
                            .statusCode())
                    .isEqualTo(422);
            assertThat(service.send("POST", "/v1/jobs", JOB.formatted("j", "noise-train", "profiles: lava@1"))
                            .body())
                    .contains("invalid-job")
                    .contains("pcm-8bit");
            assertThat(service.send("GET", "/v1/noise-evaluations/e", "").statusCode())
                    .isEqualTo(404);
        }
    }

    @Test
    void aClientThatIsKilledCostsTheRoundItsChipsAlone() throws Exception {
        try (LiveNoise service = LiveNoise.start(folder.resolve("data"), 0, SHORT_LEASE);
                TiflClient _ = service.client(folder, 0, Optional.empty());
                TiflClient _ = service.client(folder, 1, Optional.empty());
                TiflClient _ = service.client(folder, 2, Optional.empty())) {
            service.post("/v1/jobs", JOB.formatted("plain", "train", ""));
            service.awaitJob("plain");
            Process doomed = StuckClient.start(service.uri(), service.enrolment(), folder, "");
            try {
                service.post(
                        "/v1/noise-evaluations",
                        "{name: robust, model: plain, levels: 0.5, trials: 3, rounds: 1, least-clients: 4}");
                StuckFollower.awaitBegun(folder);
            } finally {
                doomed.destroyForcibly().waitFor();
            }

            JsonNode round =
                    service.awaitEvaluation("robust", "done").path("rounds").get(0);
            assertThat(round.path("asked").asInt()).isEqualTo(4);
            assertThat(round.path("counted").asInt()).isEqualTo(3);
            assertThat(round.path("rejected").path("doomed").asString()).isEqualTo("it did not answer");
        }
    }

    @Test
    void aCoordinatorThatStartsAgainGoesOnAndStillKnowsWhatItFound() throws Exception {
        Path data = folder.resolve("data");
        int port;
        TiflClient client;
        try (LiveNoise first = LiveNoise.start(data, 0)) {
            port = first.uri().getPort();
            client = first.client(folder, 1, Optional.empty());
            first.post(
                    "/v1/jobs",
                    JOB.formatted("plain", "train", "").replace("clients-per-round: 3", "clients-per-round: 1"));
            first.awaitJob("plain");
            first.post("/v1/noise-evaluations", "{name: short, model: plain, levels: 0.5, rounds: 1}");
            first.awaitEvaluation("short", "done");
            first.post("/v1/noise-evaluations", "{name: long, model: plain, levels: 0.5, trials: 2, rounds: 200}");
            while (first.get("/v1/noise-evaluations/long").path("rounds").size() < 3) {
                Thread.sleep(10);
            }
        }
        try (LiveNoise second = LiveNoise.start(data, port);
                client) {
            JsonNode found = second.awaitEvaluation("long", "done");

            assertThat(found.path("rounds")).hasSize(200);
            assertThat(found.path("models")
                            .get(0)
                            .path("robustness")
                            .path("chips")
                            .asInt())
                    .isEqualTo(400);
            assertThat(second.get("/v1/noise-evaluations/short")
                            .path("models")
                            .get(0)
                            .path("robustness")
                            .path("chips")
                            .asInt())
                    .isEqualTo(10);
        }
    }
}
