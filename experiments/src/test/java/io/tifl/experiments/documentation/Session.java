package io.tifl.experiments.documentation;

import io.tifl.coordinator.app.CoordinatorApplication;
import io.tifl.experiments.advi.federated.service.PosteriorService;
import io.tifl.experiments.benchmark.service.BenchmarkService;
import io.tifl.experiments.cli.Tifl;
import io.tifl.experiments.noise.federated.service.NoiseService;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.context.ConfigurableApplicationContext;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A reader who follows a page from top to bottom: in an empty folder, with the files that the page shows, and with a
 * coordinator and clients of their own as soon as a command needs them.
 */
final class Session implements AutoCloseable {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final Path folder;
    private final Map<String, String> variables = new HashMap<>();
    private final List<Thread> clients = new ArrayList<>();
    private Optional<ConfigurableApplicationContext> coordinator = Optional.empty();
    private Optional<String> prepared = Optional.empty();

    Session(Path folder) {
        this.folder = folder;
    }

    /** What a command of tifl came to. */
    record Outcome(int code, String said) {}

    Path folder() {
        return folder;
    }

    Map<String, String> variables() {
        return variables;
    }

    /** A file of the page or of the checkout. */
    Path file(String name) {
        Path own = folder.resolve(name);
        return Files.exists(own) ? own : Page.root().resolve(name);
    }

    /** Runs a command of tifl in this process. */
    static Outcome tifl(List<String> arguments) {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        PrintStream before = System.out;
        PrintStream errors = System.err;
        try (PrintStream to = new PrintStream(said, true, StandardCharsets.UTF_8)) {
            System.setOut(to);
            System.setErr(to);
            CommandLine command = new CommandLine(Tifl.class)
                    .setOut(new PrintWriter(to, true, StandardCharsets.UTF_8))
                    .setErr(new PrintWriter(to, true, StandardCharsets.UTF_8));
            return new Outcome(
                    command.execute(arguments.toArray(String[]::new)), said.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(before);
            System.setErr(errors);
        }
    }

    /** The coordinator, which is started if there is none yet. */
    URI coordinator() {
        if (coordinator.isEmpty()) {
            coordinator = Optional.of(CoordinatorApplication.application(
                            BenchmarkService.class, NoiseService.class, PosteriorService.class)
                    .run(
                            "--tifl.data=" + folder.resolve("live"),
                            "--tifl.tls=none",
                            "--server.address=127.0.0.1",
                            "--server.port=0"));
        }
        return URI.create(
                "http://127.0.0.1:" + coordinator.orElseThrow().getEnvironment().getProperty("local.server.port"));
    }

    String adminToken() throws IOException {
        URI _ = coordinator();
        return Files.readString(folder.resolve("live/admin.token")).strip();
    }

    /** A token that enrols one client. */
    String enrolmentToken() throws IOException, InterruptedException {
        return administrator("POST", "/v1/enrolment-tokens?count=1")
                .get(0)
                .path("token")
                .asString();
    }

    JsonNode administrator(String method, String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(coordinator().resolve(path))
                .header("Authorization", "Bearer " + adminToken())
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build();
        return JsonMapper.shared()
                .readTree(HTTP.send(request, BodyHandlers.ofString()).body());
    }

    /** A client by its command, until the page ends; returns once the coordinator knows it. */
    void client(List<String> arguments) throws Exception {
        int before = enrolled();
        Thread client = Thread.ofPlatform()
                .daemon()
                .start(() -> new CommandLine(Tifl.class)
                        .setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8))
                        .execute(arguments.toArray(String[]::new)));
        clients.add(client);
        while (enrolled() == before) {
            if (!client.isAlive()) {
                throw new IllegalStateException("the client ended before it enrolled");
            }
            Thread.sleep(20);
        }
    }

    int clients() {
        return clients.size();
    }

    private int enrolled() throws IOException, InterruptedException {
        return administrator("GET", "/v1/clients").size();
    }

    /** The name of a small prepared set, for commands that need one. */
    String preparedSet() throws IOException {
        if (prepared.isEmpty()) {
            Outcome outcome = tifl(List.of(
                    "data",
                    "prepare",
                    "leaf-synthetic",
                    "--set",
                    "tasks=20",
                    "--min-samples",
                    "5",
                    "--split-by",
                    "sample",
                    "--store",
                    store()));
            if (outcome.code() != 0) {
                throw new IOException(outcome.said());
            }
            try (var sets = Files.list(Path.of(store()))) {
                prepared = sets.map(set -> set.getFileName().toString().replaceFirst("\\.tifl$", ""))
                        .filter(name -> name.startsWith("leaf-synthetic"))
                        .findFirst();
            }
        }
        return prepared.orElseThrow();
    }

    String store() {
        return folder.resolve("sets").toString();
    }

    @Override
    public void close() {
        clients.forEach(Thread::interrupt);
        coordinator.ifPresent(ConfigurableApplicationContext::close);
    }
}
