package io.tifl.experiments.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.tifl.experiments.cli.Tifl;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code tifl coordinator} in a process of its own, and an administrator who talks to it. */
final class CoordinatorProcess implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration PER_ROUND = Duration.ofMillis(500);

    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    /** Soon up, and slow: its loops over vectors most of all. */
    private static final List<String> QUICK_START = List.of("-XX:TieredStopAtLevel=1");

    private final Path folder;
    private final int port;
    private final List<String> compiler;
    private final List<String> settings;
    private Process process;

    private CoordinatorProcess(Path folder, List<String> compiler, List<String> settings) throws IOException {
        this.folder = folder;
        this.port = freePort();
        this.compiler = compiler;
        this.settings = settings;
        this.process = spawn();
    }

    /** Starts one on a free port for a test, and does not wait until it serves. */
    static CoordinatorProcess start(Path folder, String... settings) throws IOException {
        return new CoordinatorProcess(folder, QUICK_START, List.of(settings));
    }

    /** Starts one as {@link #start} does, but one that becomes as fast as a real one. */
    static CoordinatorProcess startForStudy(Path folder) throws IOException {
        return new CoordinatorProcess(folder, List.of(), List.of());
    }

    /** Starts another with the same settings, which knows the same keys. */
    CoordinatorProcess startStandby(Path standby) throws IOException {
        Path data = Files.createDirectories(standby.resolve("data"));
        for (String file : List.of("master.key", "admin.token")) {
            Files.copy(folder.resolve("data").resolve(file), data.resolve(file), StandardCopyOption.COPY_ATTRIBUTES);
        }
        return new CoordinatorProcess(standby, compiler, settings);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private Process spawn() throws IOException {
        Files.createDirectories(folder);
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "--add-modules=jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                Tifl.class.getName(),
                "coordinator",
                "--local",
                "--data",
                folder.resolve("data").toString(),
                "--port",
                Integer.toString(port),
                "--"));
        command.addAll(1, compiler);
        command.addAll(settings);
        ProcessBuilder.Redirect log = ProcessBuilder.Redirect.appendTo(log().toFile());
        return new ProcessBuilder(command)
                .redirectOutput(log)
                .redirectError(log)
                .start();
    }

    Path log() {
        return folder.resolve("coordinator.log");
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + port);
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** {@code kill -9}. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    /** {@code kill -STOP}: it holds on in the midst of what it does. */
    void freeze() throws IOException, InterruptedException {
        signal("STOP");
    }

    /** {@code kill -CONT}. */
    void thaw() throws IOException, InterruptedException {
        signal("CONT");
    }

    private void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    /** Starts it again, as whatever watches over services would. */
    void restart() throws IOException {
        process = spawn();
    }

    /** Waits until it serves. */
    void awaitReady() throws Exception {
        await("it serves", () -> {
            try {
                HttpRequest request = HttpRequest.newBuilder(uri().resolve("/actuator/health"))
                        .timeout(Duration.ofSeconds(2))
                        .build();
                return HTTP.send(request, BodyHandlers.discarding()).statusCode() == 200;
            } catch (IOException _) {
                return false;
            }
        });
    }

    /** Something that becomes true. */
    @FunctionalInterface
    interface Condition {
        boolean holds() throws Exception;
    }

    void await(String what, Condition condition) throws Exception {
        await(what, PATIENCE, condition);
    }

    private void await(String what, Duration patience, Condition condition) throws Exception {
        long end = System.nanoTime() + patience.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("still not so that " + what + "; the log says\n" + Files.readString(log()));
            }
            Thread.sleep(20);
        }
    }

    private HttpRequest.Builder request(String path) throws IOException {
        String token = Files.readString(folder.resolve("data/admin.token")).strip();
        return HttpRequest.newBuilder(uri().resolve(path))
                .timeout(Duration.ofSeconds(10))
                .header("Authorization", "Bearer " + token);
    }

    private static HttpResponse<byte[]> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = HTTP.send(request.build(), BodyHandlers.ofByteArray());
        if (answer.statusCode() >= 300) {
            throw new IOException(
                    answer.statusCode() + " " + new String(answer.body(), java.nio.charset.StandardCharsets.UTF_8));
        }
        return answer;
    }

    JsonNode get(String path) throws IOException, InterruptedException {
        return JSON.readTree(send(request(path).GET()).body());
    }

    JsonNode post(String path, String type, String body) throws IOException, InterruptedException {
        return JSON.readTree(send(request(path).header("Content-Type", type).POST(BodyPublishers.ofString(body)))
                .body());
    }

    List<String> enrolmentTokens(int count) throws IOException, InterruptedException {
        List<String> tokens = new ArrayList<>();
        for (JsonNode issued : post("/v1/enrolment-tokens?count=" + count, "application/json", "")) {
            tokens.add(issued.path("token").asString());
        }
        return tokens;
    }

    void create(String definition) throws IOException, InterruptedException {
        post("/v1/jobs", "application/yaml", definition);
    }

    /** Whether it serves and leads. */
    boolean isLeader() throws InterruptedException {
        try {
            return get("/v1/status").path("leader").asBoolean();
        } catch (IOException _) {
            return false;
        }
    }

    String status(String job) throws IOException, InterruptedException {
        return get("/v1/jobs/" + job).path("status").asString();
    }

    void pause(String job) throws IOException, InterruptedException {
        post("/v1/jobs/" + job + "/pause", "application/json", "");
    }

    void resume(String job) throws IOException, InterruptedException {
        post("/v1/jobs/" + job + "/resume", "application/json", "");
    }

    /** Rounds that were committed. */
    long rounds(String job) throws IOException, InterruptedException {
        JsonNode rounds = get("/v1/jobs/" + job + "/rounds?limit=1");
        return rounds.isEmpty() ? 0 : rounds.get(0).path("round").asLong() + 1;
    }

    /** Whose updates made up each of the first rounds. */
    List<Set<String>> counted(String job, int rounds) throws IOException, InterruptedException {
        List<Set<String>> counted = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            Set<String> clients = new TreeSet<>();
            for (JsonNode client : get("/v1/jobs/" + job + "/rounds/" + round).path("clients")) {
                if (client.path("status").asString().equals("counted")) {
                    clients.add(client.path("client").asString());
                }
            }
            assertThat(clients).as("round %d", round).isNotEmpty();
            counted.add(clients);
        }
        return counted;
    }

    /** Waits until the job has done so many rounds and is over; the SHA-256 of its model. */
    String awaitModel(int rounds) throws Exception {
        Duration patience = PATIENCE.plus(PER_ROUND.multipliedBy(rounds));
        await("the job is complete", patience, () -> status(Devices.JOB).equals("completed"));
        assertThat(rounds(Devices.JOB)).isEqualTo(rounds);
        return get("/v1/jobs/" + Devices.JOB + "/models").get(0).path("sha256").asString();
    }

    /** Neither the administrator's token nor those given out, nor the key of all keys, was written where people read. */
    void requireNoSecretsInItsLog(List<String> tokens) throws IOException {
        assertThat(log())
                .content()
                .isNotEmpty()
                .doesNotContain(tokens)
                .doesNotContain(
                        Files.readString(folder.resolve("data/admin.token")).strip())
                .doesNotContain(
                        Files.readString(folder.resolve("data/master.key")).strip());
    }

    /** Lets it stop as a service is stopped; by force if it does not. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException _) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
