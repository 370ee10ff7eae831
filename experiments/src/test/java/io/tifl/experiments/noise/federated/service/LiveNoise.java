package io.tifl.experiments.noise.federated.service;

import io.tifl.client.LocalData;
import io.tifl.client.device.TiflClient;
import io.tifl.client.kafka.KafkaCoordinator;
import io.tifl.client.pace.Pace;
import io.tifl.client.task.LocalTask;
import io.tifl.coordinator.app.CoordinatorApplication;
import io.tifl.experiments.noise.federated.Fleets;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A coordinator with the noise task in this process, on a free port, and its administrator. */
final class LiveNoise implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ConfigurableApplicationContext context;
    private final Path data;

    private LiveNoise(ConfigurableApplicationContext context, Path data) {
        this.context = context;
        this.data = data;
    }

    /** @param port 0 for any that is free */
    static LiveNoise start(Path data, int port, String... more) {
        List<String> settings = new ArrayList<>(List.of(
                "--tifl.data=" + data, "--tifl.tls=none", "--server.address=127.0.0.1", "--server.port=" + port));
        settings.addAll(List.of(more));
        return new LiveNoise(
                CoordinatorApplication.application(NoiseService.class).run(settings.toArray(String[]::new)), data);
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

    JsonNode get(String path) throws IOException, InterruptedException {
        return json(send("GET", path, ""));
    }

    private static JsonNode json(HttpResponse<String> answer) throws IOException {
        if (answer.statusCode() >= 300) {
            throw new IOException(answer.uri() + ": " + answer.statusCode() + " " + answer.body());
        }
        return JSON.readTree(answer.body());
    }

    void awaitJob(String name) throws IOException, InterruptedException {
        String status = "";
        while (!status.equals("completed")) {
            status = get("/v1/jobs/" + name).path("status").asString();
            if (status.equals("failed")) {
                throw new IOException("job " + name + " has failed");
            }
            Thread.sleep(20);
        }
    }

    JsonNode awaitEvaluation(String name, String status) throws IOException, InterruptedException {
        while (true) {
            JsonNode full = get("/v1/noise-evaluations/" + name);
            if (full.path("summary").path("status").asString().equals(status)) {
                return full;
            }
            Thread.sleep(20);
        }
    }

    String enrolment() throws IOException, InterruptedException {
        return post("/v1/enrolment-tokens?count=1", "").get(0).path("token").asString();
    }

    /** A client with a shard of its own, until it is closed. */
    TiflClient client(Path folder, int number, Optional<KafkaCoordinator> kafka)
            throws IOException, InterruptedException {
        return client(uri(), enrolment(), folder, "client-" + number, Fleets.shard(number), Optional.empty(), kafka);
    }

    static TiflClient client(
            URI coordinator,
            String token,
            Path folder,
            String name,
            LocalData shard,
            Optional<LocalTask> task,
            Optional<KafkaCoordinator> kafka)
            throws IOException {
        TiflClient.Builder builder = TiflClient.builder(coordinator)
                .state(folder.resolve(name))
                .enrolment(token)
                .name(name)
                .data(shard)
                .engine("compiled")
                .pace(new Pace(new Seed(1), Duration.ofMillis(50), Duration.ofMillis(500)));
        task.ifPresent(builder::task);
        kafka.ifPresent(over -> builder.transport(over::connect));
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
