package io.tifl.experiments.ssl.federated;

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
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A coordinator in this process, on a free port, and its administrator. */
final class LiveHltm implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ConfigurableApplicationContext context;
    private final Path data;

    private LiveHltm(ConfigurableApplicationContext context, Path data) {
        this.context = context;
        this.data = data;
    }

    /** With clients that are given up soon. */
    static LiveHltm start(Path data) {
        return new LiveHltm(
                CoordinatorApplication.application()
                        .run(
                                "--tifl.data=" + data,
                                "--tifl.tls=none",
                                "--tifl.lease=3s",
                                "--server.address=127.0.0.1",
                                "--server.port=0"),
                data);
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

    JsonNode json(String method, String path, String body) throws IOException, InterruptedException {
        HttpResponse<String> answer = send(method, path, body);
        if (answer.statusCode() >= 300) {
            throw new IOException(answer.uri() + ": " + answer.statusCode() + " " + answer.body());
        }
        return JSON.readTree(answer.body());
    }

    void awaitJob(String name) throws IOException, InterruptedException {
        String status = "";
        while (!status.equals("completed")) {
            status = json("GET", "/v1/jobs/" + name, "").path("status").asString();
            if (status.equals("failed")) {
                throw new IOException("job " + name + " has failed");
            }
            Thread.sleep(20);
        }
    }

    String enrolment() throws IOException, InterruptedException {
        return json("POST", "/v1/enrolment-tokens?count=1", "")
                .get(0)
                .path("token")
                .asString();
    }

    TiflClient client(Path folder, String name, LocalTask task) throws IOException, InterruptedException {
        return client(uri(), enrolment(), folder, name, task);
    }

    static TiflClient client(URI coordinator, String token, Path folder, String name, LocalTask task)
            throws IOException {
        TiflClient client = TiflClient.builder(coordinator)
                .state(folder.resolve(name))
                .enrolment(token)
                .name(name)
                .data(Hltm.NO_DATA)
                .engine("compiled")
                .task(task)
                .pace(new Pace(new Seed(1), Duration.ofMillis(50), Duration.ofMillis(500)))
                .build();
        client.start();
        return client;
    }

    @Override
    public void close() {
        context.close();
        http.shutdownNow();
    }
}
