package io.tifl.experiments.advi.federated.service;

import io.tifl.client.LocalData;
import io.tifl.client.device.TiflClient;
import io.tifl.client.pace.Pace;
import io.tifl.client.task.LocalTask;
import io.tifl.coordinator.app.CoordinatorApplication;
import io.tifl.protocol.Seed;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A coordinator that fits posteriors in this process, on a free port, and its administrator. */
final class LivePosteriors implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ConfigurableApplicationContext context;
    private final Path data;

    private LivePosteriors(ConfigurableApplicationContext context, Path data) {
        this.context = context;
        this.data = data;
    }

    /**
     * A coordinator that gives clients up after two seconds without a sign of life.
     *
     * @param port 0 for any that is free
     */
    static LivePosteriors start(Path data, int port) {
        List<String> settings = List.of(
                "--tifl.data=" + data,
                "--tifl.tls=none",
                "--tifl.lease=2s",
                "--server.address=127.0.0.1",
                "--server.port=" + port);
        return new LivePosteriors(
                CoordinatorApplication.application(PosteriorService.class).run(settings.toArray(String[]::new)), data);
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port"));
    }

    HttpResponse<String> send(String method, String path, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(uri().resolve(path))
                .header(
                        "Authorization",
                        "Bearer "
                                + Files.readString(data.resolve("admin.token")).strip())
                .header("Content-Type", "application/yaml")
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        return http.send(request, BodyHandlers.ofString());
    }

    JsonNode post(String path, String body) throws IOException, InterruptedException {
        return json(send("POST", path, body));
    }

    JsonNode posterior(String name) throws IOException, InterruptedException {
        return json(send("GET", "/v1/posteriors/" + name, ""));
    }

    private static JsonNode json(HttpResponse<String> answer) throws IOException {
        if (answer.statusCode() >= 300) {
            throw new IOException(answer.uri() + ": " + answer.statusCode() + " " + answer.body());
        }
        return JSON.readTree(answer.body());
    }

    /** Waits until a fit is over. */
    JsonNode await(String name) throws IOException, InterruptedException {
        while (true) {
            JsonNode full = posterior(name);
            if (!full.path("summary").path("status").asString().equals("running")) {
                return full;
            }
            Thread.sleep(20);
        }
    }

    /** Waits until a job is over. */
    JsonNode awaitJob(String name) throws IOException, InterruptedException {
        while (true) {
            JsonNode job = json(send("GET", "/v1/jobs/" + name, ""));
            String status = job.path("status").asString();
            if (status.equals("completed") || status.equals("failed")) {
                return job;
            }
            Thread.sleep(20);
        }
    }

    /** Waits until a fit says so. */
    void awaitReason(String name, String reason) throws IOException, InterruptedException {
        while (!posterior(name).path("summary").path("reason").asString().equals(reason)) {
            Thread.sleep(20);
        }
    }

    String enrolment() throws IOException, InterruptedException {
        return post("/v1/enrolment-tokens?count=1", "").get(0).path("token").asString();
    }

    /** A client that answers, until it is closed. */
    TiflClient client(Path folder, String name, LocalData shard) throws IOException, InterruptedException {
        return client(uri(), enrolment(), folder, name, shard, Optional.empty());
    }

    /** @param task in place of one that is installed */
    static TiflClient client(
            URI coordinator, String token, Path folder, String name, LocalData shard, Optional<LocalTask> task)
            throws IOException {
        TiflClient.Builder builder = TiflClient.builder(coordinator)
                .state(folder.resolve(name))
                .enrolment(token)
                .name(name)
                .data(shard)
                .engine("compiled")
                .pace(new Pace(new Seed(1), Duration.ofMillis(50), Duration.ofMillis(500)));
        task.ifPresent(builder::task);
        TiflClient client = builder.build();
        client.start();
        return client;
    }

    @Override
    public void close() {
        context.close();
        http.shutdownNow();
    }
}
