package io.tifl.experiments.advi.federated.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.tifl.client.LocalData;
import io.tifl.client.device.TiflClient;
import io.tifl.client.task.LocalTask;
import io.tifl.experiments.advi.federated.Pictures;
import io.tifl.experiments.advi.federated.ShardTask;
import io.tifl.experiments.advi.federated.Shards;
import io.tifl.experiments.benchmark.service.StuckFollower;
import io.tifl.protocol.Metrics;
import io.tifl.protocol.Seed;
import io.tifl.protocol.task.TaskOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Posteriors of real clients of a real coordinator, over HTTP. */
@Tag("slow")
@Timeout(120)
final class LivePosteriorTest {
    @TempDir
    private Path folder = Path.of("");

    private static void isOfThreeClients(JsonNode found, String name, int steps) throws Exception {
        assertThat(found.path("summary").path("status").asString())
                .as(found.toString())
                .isEqualTo("done");
        assertThat(found.path("clients").size()).isEqualTo(3);
        assertThat(found.path("approximation").path("fingerprint").asString())
                .isEqualTo(Shards.liveFingerprint(name, steps));
    }

    @Test
    void aClientThatIsKilledAndComesBackChangesNoBitAndALiarIsLeftOutByName() throws Exception {
        try (LivePosteriors service = LivePosteriors.start(folder.resolve("data"), 0);
                TiflClient _ = service.client(folder, "client-0", Shards.live(0));
                TiflClient _ = service.client(folder, "client-1", Shards.live(1))) {
            Process doomed = DoomedClient.start(service.uri(), service.enrolment(), folder);
            try {
                service.post("/v1/posteriors", Shards.liveText("killed", 20));
                StuckFollower.awaitBegun(folder);
            } finally {
                doomed.destroyForcibly().waitFor();
            }
            service.awaitReason("killed", "it waits: client-2 did not answer");
            try (TiflClient _ = service.client(folder, DoomedClient.NAME, Shards.live(2))) {
                isOfThreeClients(service.await("killed"), "killed", 20);
                aLiarIsLeftOut(service);
            }
        }
    }

    private void aLiarIsLeftOut(LivePosteriors service) throws Exception {
        Optional<LocalTask> lies = Optional.of(new Lies());
        try (TiflClient _ =
                LivePosteriors.client(service.uri(), service.enrolment(), folder, "liar", Shards.live(0), lies)) {
            service.post(
                    "/v1/posteriors",
                    Shards.liveText("lied", 15).replace("least-clients: 3", "least-clients: 3, deadline: 20"));
            JsonNode found = service.await("lied");

            // Whether the liar had come when the fit began is chance; if it had, it is named.
            found.path("refused")
                    .properties()
                    .forEach(refused -> assertThat(refused.getKey() + " " + refused.getValue())
                            .contains("liar", "before the sums at 12 points do"));
            isOfThreeClients(found, "lied", 15);
        }
    }

    /** Half of what should have been sent. */
    private record Lies() implements LocalTask {
        @Override
        public String name() {
            return ShardTask.NAME;
        }

        @Override
        public Result run(TaskOrder order, Context context) {
            byte[] whole = ((Result.Report) new ShardTask().run(order, context)).content();
            return new Result.Report(Arrays.copyOf(whole, whole.length / 2), Metrics.none());
        }
    }

    @Test
    void aCoordinatorThatStartsAgainGoesOnWithTheSameBits() throws Exception {
        Path data = folder.resolve("data");
        int port;
        TiflClient[] clients = new TiflClient[3];
        try (LivePosteriors first = LivePosteriors.start(data, 0)) {
            port = first.uri().getPort();
            for (int i = 0; i < 3; i++) {
                clients[i] = first.client(folder, "client-" + i, Shards.live(i));
            }
            first.post("/v1/posteriors", Shards.liveText("long", 150));
            while (first.posterior("long").path("summary").path("steps").asInt() < 20) {
                Thread.sleep(5);
            }
        }
        try (LivePosteriors second = LivePosteriors.start(data, port);
                TiflClient _ = clients[0];
                TiflClient _ = clients[1];
                TiflClient _ = clients[2]) {
            isOfThreeClients(second.await("long"), "long", 150);
            assertThat(second.send("POST", "/v1/posteriors/long/cancel", "").statusCode())
                    .isEqualTo(409);
            assertThat(second.send("DELETE", "/v1/posteriors/long", "").statusCode())
                    .isEqualTo(204);
            assertThat(second.send("GET", "/v1/posteriors/long", "").statusCode())
                    .isEqualTo(404);
            whatIsWrongIsRefused(second);
        }
    }

    @Test
    void anEncoderIsTrainedByAJobLikeAnyOther() throws Exception {
        try (LivePosteriors service = LivePosteriors.start(folder.resolve("data"), 0);
                TiflClient _ = service.client(folder, "client-0", pictures(0));
                TiflClient _ = service.client(folder, "client-1", pictures(1))) {
            String job = """
                    {name: columns, model: advi-columns, task: advi-train, epochs: 2, batch-size: 8, learning-rate: 0.02,
                     model-settings: {components: 3, inputs: 6, classes: 3, width: 8}, rounds: 3, clients-per-round: 2,
                     evaluate-clients: 0, policy: vanilla, sync-rounds: 0, task-settings: {bound: %s}}""";

            assertThat(service.send("POST", "/v1/jobs", job.formatted("elbow")).body())
                    .contains("invalid-job", "expected siwae or selbo");
            service.post("/v1/jobs", job.formatted("siwae"));
            assertThat(service.awaitJob("columns").path("status").asString()).isEqualTo("completed");
        }
    }

    private static LocalData pictures(int client) {
        return new LocalData(Pictures.images(24, new Seed(client)), Pictures.images(0, new Seed(0)));
    }

    private static void whatIsWrongIsRefused(LivePosteriors service) throws Exception {
        assertThat(service.send("POST", "/v1/posteriors", "{name: a, model: lava, components: 0, beta: -1}")
                        .body())
                .contains("invalid-posterior", "lava", "at least 1 component, got 0", "beta must be at least 0");
        service.post("/v1/posteriors", "{name: a, model: folded-normal, least-clients: 99}");
        assertThat(service.send("POST", "/v1/posteriors", "{name: a, model: folded-normal}")
                        .statusCode())
                .isEqualTo(409);
        assertThat(service.post("/v1/posteriors/a/cancel", "").path("status").asString())
                .isEqualTo("cancelled");
        assertThat(service.send("GET", "/v1/posteriors?status=cancelled", "").body())
                .contains("\"a\"");
    }
}
