package io.tifl.experiments.benchmark.service;

import io.tifl.client.Examples;
import io.tifl.client.LocalData;
import io.tifl.client.device.TiflClient;
import io.tifl.client.kafka.KafkaCoordinator;
import io.tifl.client.pace.Pace;
import io.tifl.coordinator.app.CoordinatorApplication;
import io.tifl.experiments.benchmark.lead.BenchmarkTask;
import io.tifl.experiments.benchmark.run.BenchmarkRunner;
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

/** A coordinator with benchmarks in this process, on a free port, and its administrator. */
final class LiveService implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ConfigurableApplicationContext context;
    private final Path data;

    private LiveService(ConfigurableApplicationContext context, Path data) {
        this.context = context;
        this.data = data;
    }

    static LiveService start(Path data, String... more) {
        return start(data, 0, more);
    }

    /** @param port 0 for any that is free */
    static LiveService start(Path data, int port, String... more) {
        List<String> settings = new ArrayList<>(List.of(
                "--tifl.data=" + data, "--tifl.tls=none", "--server.address=127.0.0.1", "--server.port=" + port));
        settings.addAll(List.of(more));
        return new LiveService(
                CoordinatorApplication.application(BenchmarkService.class).run(settings.toArray(String[]::new)), data);
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port"));
    }

    String token() throws IOException {
        return Files.readString(data.resolve("admin.token")).strip();
    }

    HttpResponse<String> send(String method, String path, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(uri().resolve(path))
                .header("Authorization", "Bearer " + token())
                .header("Content-Type", "application/yaml")
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        return http.send(request, BodyHandlers.ofString());
    }

    JsonNode get(String path) throws IOException, InterruptedException {
        HttpResponse<String> answer = send("GET", path, "");
        if (answer.statusCode() != 200) {
            throw new IOException(path + ": " + answer.statusCode() + " " + answer.body());
        }
        return JSON.readTree(answer.body());
    }

    /** Waits until a benchmark has this status, by its events or else by asking. */
    JsonNode await(String name, String status) throws IOException, InterruptedException {
        while (true) {
            JsonNode benchmark = get("/v1/benchmarks/" + name);
            if (benchmark.path("status").asString().equals(status)) {
                return benchmark;
            }
            Thread.sleep(20);
        }
    }

    String enrolment() throws IOException, InterruptedException {
        HttpResponse<String> issued = send("POST", "/v1/enrolment-tokens?count=1", "");
        return JSON.readTree(issued.body()).get(0).path("token").asString();
    }

    /** A follower that runs benchmarks so, until it is closed. */
    TiflClient follower(Path folder, String name, BenchmarkRunner runner, Optional<KafkaCoordinator> kafka)
            throws IOException, InterruptedException {
        return follower(uri(), enrolment(), folder, name, runner, kafka);
    }

    static TiflClient follower(
            URI coordinator,
            String token,
            Path folder,
            String name,
            BenchmarkRunner runner,
            Optional<KafkaCoordinator> kafka)
            throws IOException {
        Examples one = Examples.dense(List.of(1), 2, new float[] {0}, new int[] {0});
        TiflClient.Builder builder = TiflClient.builder(coordinator)
                .state(folder.resolve(name))
                .enrolment(token)
                .name(name)
                .data(new LocalData(one, one))
                .pace(new Pace(new Seed(1), Duration.ofMillis(50), Duration.ofMillis(500)))
                .task(new BenchmarkTask(runner));
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
