package io.tifl.experiments.benchmark.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.tifl.client.device.TiflClient;
import io.tifl.experiments.benchmark.lead.FakeRunner;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Timeout(120)
@SuppressWarnings("NullAway.Init") // set up before all tests
final class BenchmarksControllerTest {
    @TempDir
    private static Path folder;

    private static LiveService service;

    @BeforeAll
    static void start() {
        service = LiveService.start(folder.resolve("data"), "--tifl.benchmarks.queue=8");
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    private JsonNode refused(int status, String method, String path, String body)
            throws IOException, InterruptedException {
        HttpResponse<String> answer = service.send(method, path, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return JsonMapper.shared().readTree(answer.body());
    }

    private void submit(String name) throws IOException, InterruptedException {
        HttpResponse<String> answer = service.send("POST", "/v1/benchmarks", waiting(name));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    }

    private static String waiting(String name) {
        return "name: " + name + "\ndevice: nobody-*\nworkload: {mode: burst}\n";
    }

    @Test
    void whatIsWrongIsToldByNameAndNothingIsTaken() throws Exception {
        JsonNode problem = refused(422, "POST", "/v1/benchmarks", "name: wrong\nwarmup: -1\nworkload: {rate: x}");

        assertThat(problem.path("code").asString()).isEqualTo("invalid-benchmark");
        assertThat(problem.path("problems")).hasSize(2);
        refused(404, "GET", "/v1/benchmarks/wrong", "");
    }

    @Test
    void aNameIsTakenOnce() throws Exception {
        submit("twin");

        assertThat(refused(409, "POST", "/v1/benchmarks", waiting("twin"))
                        .path("code")
                        .asString())
                .isEqualTo("name-taken");
        assertThat(refused(409, "GET", "/v1/benchmarks/twin/result", "")
                        .path("detail")
                        .asString())
                .isEqualTo("benchmark 'twin' is queued, not done");
    }

    @Test
    void aFullQueueTakesNoMore() throws Exception {
        assertThat(refused(
                                429,
                                "POST",
                                "/v1/benchmarks",
                                waiting("many") + "sweep: {seed: [1, 2, 3, 4, 5, 6, 7, 8, 9]}")
                        .path("code")
                        .asString())
                .isEqualTo("queue-full");
    }

    @Test
    void whatIsCancelledIsOverAndCanBeForgotten() throws Exception {
        submit("short-lived");
        refused(409, "DELETE", "/v1/benchmarks/short-lived", "");

        assertThat(service.send("POST", "/v1/benchmarks/short-lived/cancel", "").body())
                .contains("\"cancelled\"");
        assertThat(service.get("/v1/benchmarks?status=cancelled").findValuesAsString("name"))
                .contains("short-lived");
        assertThat(service.send("POST", "/v1/benchmarks/short-lived/cancel", "").statusCode())
                .as("again")
                .isEqualTo(200);
        assertThat(service.send("DELETE", "/v1/benchmarks/short-lived", "").statusCode())
                .isEqualTo(204);
        refused(404, "GET", "/v1/benchmarks/short-lived", "");
    }

    @Test
    void anUnknownStatusIsRefusedNamingThoseThatAre() throws Exception {
        assertThat(refused(400, "GET", "/v1/benchmarks?status=lost", "")
                        .path("detail")
                        .asString())
                .contains("queued, running, done, failed or cancelled, got 'lost'");
    }

    @Test
    void aBenchmarkIsDoneAndItsSpecAndResultCanBeRead() throws Exception {
        try (TiflClient _ = service.follower(folder, "worker", new FakeRunner(), Optional.empty())) {
            HttpResponse<String> answer =
                    service.send("POST", "/v1/benchmarks", "name: done\ndevice: work*\nworkload: {mode: burst}");
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);

            JsonNode done = service.await("done", "done");
            assertThat(done.path("took").asDouble()).isEqualTo(0.005);
            assertThat(service.get("/v1/benchmarks/done/result")
                            .path("spec")
                            .path("name")
                            .asString())
                    .isEqualTo("done");
            assertThat(refused(409, "POST", "/v1/benchmarks/done/cancel", "")
                            .path("code")
                            .asString())
                    .isEqualTo("over");
            assertThat(service.get("/v1/benchmarks/done/spec").path("warmup").isNumber())
                    .isTrue();
        }
    }
}
