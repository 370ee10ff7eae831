package io.tifl.experiments.browser;

import io.tifl.client.DivergedException;
import io.tifl.client.Examples;
import io.tifl.client.LocalData;
import io.tifl.client.device.TiflClient;
import io.tifl.client.pace.Pace;
import io.tifl.client.task.LocalTask;
import io.tifl.client.task.TrainTask;
import io.tifl.coordinator.app.CoordinatorApplication;
import io.tifl.experiments.advi.federated.service.PosteriorService;
import io.tifl.experiments.benchmark.service.BenchmarkService;
import io.tifl.experiments.noise.federated.service.NoiseService;
import io.tifl.protocol.Seed;
import io.tifl.protocol.task.TaskOrder;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A coordinator with all that it offers, in this process, and devices of different speed that train for it. */
final class LiveFederation implements AutoCloseable {
    /** What must never become an element, or run. */
    static final String HOSTILE = "<img src=x onerror=\"window.hacked=true\">";

    private static final JsonMapper JSON = JsonMapper.shared();

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<TiflClient> clients = new ArrayList<>();
    private final Path folder;
    private ConfigurableApplicationContext context;
    private final int port;

    private LiveFederation(Path folder) {
        this.folder = folder;
        this.context = run(folder, 0);
        this.port = Integer.parseInt(context.getEnvironment().getRequiredProperty("local.server.port"));
    }

    static LiveFederation start(Path folder) {
        return new LiveFederation(folder);
    }

    private static ConfigurableApplicationContext run(Path folder, int port) {
        return CoordinatorApplication.application(BenchmarkService.class, NoiseService.class, PosteriorService.class)
                .run(
                        "--tifl.data=" + folder.resolve("coordinator"),
                        "--tifl.tls=none",
                        "--server.address=127.0.0.1",
                        "--server.port=" + port);
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + port);
    }

    String admin() throws IOException {
        return Files.readString(folder.resolve("coordinator").resolve("admin.token"))
                .strip();
    }

    /** The service goes, as in a restart. */
    void stopService() {
        context.close();
    }

    void startService() {
        context = run(folder, port);
    }

    HttpResponse<String> send(String method, String path, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(uri().resolve(path))
                .header("Authorization", "Bearer " + admin())
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

    /** A token of another operator, whose name is shown in the page. */
    String operator(String name, String role) throws IOException, InterruptedException {
        String path = "/v1/operators?name=" + URLEncoder.encode(name, StandardCharsets.UTF_8) + "&role=" + role;
        return json("POST", path, "").path("token").asString();
    }

    /** A device that takes so long for each order. */
    void join(String name, Duration takes) throws IOException, InterruptedException {
        join(name, new Paced(takes));
    }

    /** A device that fails at each order, and says so in words that mean harm. */
    void joinClumsy(String name) throws IOException, InterruptedException {
        join(name, new Clumsy());
    }

    private void join(String name, LocalTask training) throws IOException, InterruptedException {
        String token = json("POST", "/v1/enrolment-tokens?count=1", "")
                .get(0)
                .path("token")
                .asString();
        TiflClient client = TiflClient.builder(uri())
                .state(folder.resolve(name))
                .enrolment(token)
                .name(name)
                .attribute("site", HOSTILE)
                .data(new LocalData(examples(name, 60), examples(name + "-test", 40)))
                .task(training)
                .pace(new Pace(new Seed(1), Duration.ofMillis(20), Duration.ofMillis(300)))
                .grace(Duration.ofMillis(10))
                .build();
        client.start();
        clients.add(client);
    }

    /** Points of two classes that a line divides, most of them. */
    private static Examples examples(String name, int count) {
        RandomGenerator random = new Seed(7).child(name).generator();
        float[] features = new float[2 * count];
        int[] labels = new int[count];
        for (int i = 0; i < count; i++) {
            features[2 * i] = (float) random.nextGaussian();
            features[2 * i + 1] = (float) random.nextGaussian();
            double side = features[2 * i] - 2 * features[2 * i + 1] + 0.4 * random.nextGaussian();
            labels[i] = side > 0 ? 1 : 0;
        }
        return Examples.dense(List.of(2), 2, features, labels);
    }

    /** Training that takes its time. */
    private record Paced(Duration takes) implements LocalTask {
        private static final TrainTask TRAINING = new TrainTask();

        @Override
        public String name() {
            return TRAINING.name();
        }

        @Override
        public Result run(TaskOrder order, Context context) throws InterruptedException, DivergedException {
            Thread.sleep(takes);
            return TRAINING.run(order, context);
        }
    }

    /** Is well while it is timed, and fails in rounds. */
    private record Clumsy() implements LocalTask {
        private static final Paced PACED = new Paced(Duration.ofMillis(40));

        @Override
        public String name() {
            return PACED.name();
        }

        @Override
        public Result run(TaskOrder order, Context context) throws InterruptedException, DivergedException {
            if (order.id().job().value().endsWith(":profile")) {
                return PACED.run(order, context);
            }
            throw new IllegalStateException(HOSTILE);
        }
    }

    @Override
    public void close() {
        clients.forEach(TiflClient::close);
        context.close();
        http.shutdownNow();
    }
}
