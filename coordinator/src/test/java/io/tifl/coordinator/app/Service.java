package io.tifl.coordinator.app;

import io.tifl.protocol.auth.ClientKey;
import io.tifl.protocol.task.GlobalModel;
import io.tifl.protocol.wire.WireMessage;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** A whole coordinator in this process, on a free port, and an administrator who talks to it. */
final class Service implements AutoCloseable {
    /** Of all services: devices outlive a coordinator. */
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final ConfigurableApplicationContext context;
    private final Path data;

    private final HttpClient http;

    private Service(ConfigurableApplicationContext context, Path data, HttpClient http) {
        this.context = context;
        this.data = data;
        this.http = http;
    }

    static Service start(Path data, String... more) {
        return start(data, HTTP, more);
    }

    /** @param http how the administrator calls */
    static Service start(Path data, HttpClient http, String... more) {
        return start(new SpringApplication(CoordinatorApplication.class), data, http, more);
    }

    private static Service start(SpringApplication application, Path data, HttpClient http, String... more) {
        List<String> settings = new ArrayList<>(List.of(
                "--tifl.data=" + data,
                "--tifl.tls=none",
                "--server.address=127.0.0.1",
                "--server.port=0",
                "--springdoc.api-docs.enabled=true"));
        settings.addAll(List.of(more));
        return new Service(application.run(settings.toArray(String[]::new)), data, http);
    }

    /** @param beans puts in place what tests look at */
    static Service start(Path data, Consumer<GenericApplicationContext> beans, String... more) {
        SpringApplication application = new SpringApplication(CoordinatorApplication.class);
        application.addInitializers(context -> beans.accept((GenericApplicationContext) context));
        return start(application, data, HTTP, more);
    }

    /** @param wall what the coordinator takes for the wall's clock */
    static Service startAt(InstantSource wall, Path data) {
        SpringApplication application = new SpringApplication(CoordinatorApplication.class);
        application.addInitializers(context -> ((GenericApplicationContext) context)
                .registerBean(
                        CoordinatorConfiguration.WALL_CLOCK,
                        InstantSource.class,
                        () -> wall,
                        definition -> ((AbstractBeanDefinition) definition).setDefaultCandidate(false)));
        return start(application, data, HTTP);
    }

    URI uri() {
        boolean encrypted = context.getEnvironment().containsProperty("server.ssl.bundle");
        return URI.create((encrypted ? "https://localhost:" : "http://127.0.0.1:")
                + context.getEnvironment().getProperty("local.server.port"));
    }

    HttpClient http() {
        return http;
    }

    private HttpRequest.Builder authorized(String path) throws IOException {
        String token = Files.readString(data.resolve("admin.token")).strip();
        return HttpRequest.newBuilder(uri().resolve(path)).header("Authorization", "Bearer " + token);
    }

    HttpResponse<byte[]> get(String path) throws IOException, InterruptedException {
        return http.send(authorized(path).GET().build(), BodyHandlers.ofByteArray());
    }

    HttpResponse<byte[]> post(String path, String type, String body) throws IOException, InterruptedException {
        return http.send(
                authorized(path)
                        .header("Content-Type", type)
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofByteArray());
    }

    List<String> enrolmentTokens(int count) throws IOException, InterruptedException {
        HttpResponse<byte[]> issued = post("/v1/enrolment-tokens?count=" + count, "application/json", "");
        Device.require(issued, 201);
        List<String> tokens = new ArrayList<>();
        for (Object token : JSON.readValue(issued.body(), List.class)) {
            tokens.add(String.valueOf(((Map<?, ?>) token).get("token")));
        }
        return tokens;
    }

    List<Device> enrol(int count) throws IOException, InterruptedException {
        return enrol(IntStream.range(0, count).mapToObj(i -> "device-" + i).toList());
    }

    List<Device> enrol(List<String> names) throws IOException, InterruptedException {
        List<Device> devices = new ArrayList<>();
        for (String token : enrolmentTokens(names.size())) {
            devices.add(Device.enrol(http, uri(), token, names.get(devices.size())));
        }
        return devices;
    }

    void create(String definition) throws IOException, InterruptedException {
        Device.require(post("/v1/jobs", "application/yaml", definition), 201);
    }

    Map<?, ?> job(String name) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = get("/v1/jobs/" + name);
        Device.require(answer, 200);
        return JSON.readValue(answer.body(), Map.class);
    }

    /** Waits until the job has this status; fails after a minute. */
    void await(String name, String status) throws Exception {
        await(name, status, Duration.ofMinutes(1));
    }

    /** Waits until the job has this status; fails after {@code most}. */
    void await(String name, String status, Duration most) throws Exception {
        Instant end = Instant.now().plus(most);
        while (!status.equals(job(name).get("status"))) {
            if (Instant.now().isAfter(end)) {
                throw new AssertionError("still " + job(name));
            }
            Thread.sleep(50);
        }
    }

    List<Map<String, Object>> rounds(String name) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = get("/v1/jobs/" + name + "/rounds?from=0&limit=1000");
        Device.require(answer, 200);
        return JSON.readValue(answer.body(), new TypeReference<>() {});
    }

    /** What became of each reply to a round, by client. */
    Map<String, Map<?, ?>> replies(String name, long round) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = get("/v1/jobs/" + name + "/rounds/" + round);
        Device.require(answer, 200);
        Map<String, Map<?, ?>> replies = new TreeMap<>();
        Object clients = JSON.readValue(answer.body(), Map.class).get("clients");
        for (Object client : (List<?>) Objects.requireNonNull(clients)) {
            Map<?, ?> reply = (Map<?, ?>) client;
            replies.put(String.valueOf(reply.get("client")), reply);
        }
        return replies;
    }

    /** The tiers of a job as they changed. */
    List<Map<String, Object>> tierHistory(String name) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = get("/v1/jobs/" + name + "/tiers/history?limit=1000");
        Device.require(answer, 200);
        return JSON.readValue(answer.body(), new TypeReference<>() {});
    }

    /** Requests to send a reply that were refused with this code. */
    int refusals(String code) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = get("/v1/metrics");
        Device.require(answer, 200);
        List<Map<String, Object>> metrics = JSON.readValue(answer.body(), new TypeReference<>() {});
        return metrics.stream()
                .filter(metric -> Objects.equals(metric.get("name"), "tifl.replies.refused"))
                .filter(metric -> Objects.equals(metric.get("tags"), Map.of("code", code)))
                .mapToInt(metric -> ((Number) Objects.requireNonNull(metric.get("value"))).intValue())
                .sum();
    }

    /** Notes of this kind in the audit log, the last thousand at most. */
    long audited(String event) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = get("/v1/audit?limit=1000");
        Device.require(answer, 200);
        List<Map<String, Object>> entries = JSON.readValue(answer.body(), new TypeReference<>() {});
        return entries.stream().filter(entry -> entry.containsValue(event)).count();
    }

    /** A request without a token. */
    HttpResponse<byte[]> getAsStranger(String path) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(uri().resolve(path)).GET().build(), BodyHandlers.ofByteArray());
    }

    /** What Prometheus would read. */
    Scrape scrape() throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = get("/actuator/prometheus");
        Device.require(answer, 200);
        return Scrape.parse(new String(answer.body(), StandardCharsets.UTF_8));
    }

    /** Status of the answer to a question after the coordinator's health, and what it says. */
    HttpResponse<byte[]> health() throws IOException, InterruptedException {
        return get("/actuator/health");
    }

    GlobalModel model(String name) throws Exception {
        return ((WireMessage.Model) Device.FORMAT.decode(newestModel(name))).model();
    }

    GlobalModel model(String name, long version) throws Exception {
        HttpResponse<byte[]> model = get("/v1/jobs/" + name + "/models/" + version);
        Device.require(model, 200);
        return ((WireMessage.Model) Device.FORMAT.decode(model.body())).model();
    }

    /** SHA-256 of the newest model. */
    String modelHash(String name) throws IOException, InterruptedException {
        return ClientKey.digest(newestModel(name));
    }

    private byte[] newestModel(String name) throws IOException, InterruptedException {
        HttpResponse<byte[]> models = get("/v1/jobs/" + name + "/models");
        Device.require(models, 200);
        Map<?, ?> newest = (Map<?, ?>) JSON.readValue(models.body(), List.class).getFirst();
        HttpResponse<byte[]> model = get("/v1/jobs/" + name + "/models/" + newest.get("version"));
        Device.require(model, 200);
        return model.body();
    }

    @Override
    public void close() {
        context.close();
    }
}
