package io.tifl.coordinator.load;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
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
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The coordinator in a process of its own, on SQLite in a temporary folder, and an administrator who talks to it. */
final class CoordinatorProcess implements AutoCloseable {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int FIRST_PORT = 18_443;
    private static final int TOKENS_AT_ONCE = 1000;
    private static final int ENROLLING_AT_ONCE = 32;

    private final Path data;
    private final int port;
    private final String heap;
    private final List<String> settings;
    private Process process;

    private CoordinatorProcess(Path data, int port, String heap, List<String> settings) throws IOException {
        this.data = data;
        this.port = port;
        this.heap = heap;
        this.settings = settings;
        this.process = launch();
    }

    /** @param heap such as {@code 1g}: the most its heap may take */
    static CoordinatorProcess start(String heap, String... settings) throws IOException {
        return new CoordinatorProcess(
                Files.createTempDirectory("coordinator-load"), freePort(), heap, List.of(settings));
    }

    // Not one that clients may come from: one that tries to connect to itself would succeed.
    private static int freePort() throws IOException {
        for (int port = FIRST_PORT; port < FIRST_PORT + 100; port++) {
            try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return free.getLocalPort();
            } catch (BindException _) {
                // Somebody listens there.
            }
        }
        throw new IOException("no port is free from " + FIRST_PORT + " on");
    }

    private Process launch() throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> !argument.startsWith("-X"))
                .forEach(command::add);
        command.addAll(List.of("-Xmx" + heap, "-cp", System.getProperty("java.class.path")));
        command.add(MeasuredCoordinator.class.getName());
        command.addAll(List.of(
                "--tifl.data=" + data,
                "--tifl.tls=none",
                "--server.address=127.0.0.1",
                "--server.port=" + port));
        command.addAll(settings);
        Process started = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(started::destroyForcibly));
        await(started);
        return started;
    }

    /** Waits until it listens. */
    private void await(Process started) throws IOException {
        while (true) {
            try (Socket _ = new Socket(address().getAddress(), port)) {
                return;
            } catch (IOException e) {
                if (!started.isAlive()) {
                    throw new IOException("the coordinator does not start: see " + log(), e);
                }
                LoadClient.pause(20);
            }
        }
    }

    /** Kills it as a crash would, and starts it anew on the same data and port. */
    void restart() throws IOException {
        process.destroyForcibly();
        while (process.isAlive()) {
            LoadClient.pause(10);
        }
        process = launch();
    }

    InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    /** Time on processors since it started. */
    Duration processorTime() {
        return process.info().totalCpuDuration().orElseThrow();
    }

    /** Bytes of the heap that are in use now, garbage included. */
    long heapBytes() throws IOException {
        return new String(get("/actuator/prometheus"), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.startsWith("jvm_memory_used_bytes{area=\"heap\""))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    /** Most bytes the process ever held in memory, heap and all else. */
    long residentBytes() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc", Long.toString(process.pid()), "status"))) {
            return lines.filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) << 10)
                    .sum();
        }
    }

    private byte[] get(String path) throws IOException {
        return send(authorized(path).GET(), 200);
    }

    private byte[] post(String path, String type, String body) throws IOException {
        return send(authorized(path).header("Content-Type", type).POST(BodyPublishers.ofString(body)), 201);
    }

    private HttpRequest.Builder authorized(String path) throws IOException {
        String token = Files.readString(data.resolve("admin.token")).strip();
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Authorization", "Bearer " + token);
    }

    private static byte[] send(HttpRequest.Builder request, int expected) throws IOException {
        try {
            HttpResponse<byte[]> answer = HTTP.send(request.build(), BodyHandlers.ofByteArray());
            if (answer.statusCode() != expected) {
                throw new IOException("expected " + expected + ", got " + answer.statusCode() + " "
                        + new String(answer.body(), StandardCharsets.UTF_8));
            }
            return answer.body();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    void create(String definition) throws IOException {
        post("/v1/jobs", "application/yaml", definition);
    }

    boolean isCompleted(String job) throws IOException {
        return read("/v1/jobs/" + job).path("status").asString().equals("completed");
    }

    /** At most 1000 rounds in order. */
    JsonNode rounds(String job, long from) throws IOException {
        return read("/v1/jobs/" + job + "/rounds?limit=1000&from=" + from);
    }

    JsonNode round(String job, long number) throws IOException {
        return read("/v1/jobs/" + job + "/rounds/" + number);
    }

    private JsonNode read(String path) throws IOException {
        return JSON.readTree(get(path));
    }

    /** Enrols so many clients. */
    List<LoadClient> enrol(int count) throws Exception {
        List<String> tokens = new ArrayList<>();
        while (tokens.size() < count) {
            int some = Math.min(TOKENS_AT_ONCE, count - tokens.size());
            byte[] issued = post("/v1/enrolment-tokens?count=" + some, "application/json", "");
            JSON.readTree(issued).forEach(token -> tokens.add(token.path("token").asString()));
        }
        List<Future<LoadClient>> enrolling = new ArrayList<>();
        try (ExecutorService executor =
                Executors.newFixedThreadPool(ENROLLING_AT_ONCE, Thread.ofVirtual().factory())) {
            for (int i = 0; i < count; i++) {
                int number = i;
                enrolling.add(executor.submit(() -> LoadClient.enrol(address(), number, tokens.get(number))));
            }
        }
        List<LoadClient> clients = new ArrayList<>();
        for (Future<LoadClient> client : enrolling) {
            clients.add(client.get());
        }
        return clients;
    }

    private Path log() {
        return data.resolve("coordinator.log");
    }

    /** Lines its log holds at level WARN or above. */
    List<String> warnings() throws IOException {
        try (Stream<String> lines = Files.lines(log())) {
            return lines.filter(line -> line.contains(" WARN ") || line.contains(" ERROR "))
                    .toList();
        }
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        while (process.isAlive()) {
            LoadClient.pause(10);
        }
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
