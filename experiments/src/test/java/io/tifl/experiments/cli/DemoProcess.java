package io.tifl.experiments.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code tifl demo} in a process of its own, with somebody who reads what it says and looks at its page's sources. */
final class DemoProcess implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final long PATIENCE_SECONDS = 60;

    private final HttpClient http = HttpClient.newHttpClient();
    private final Path temporary;
    private final Path errors;
    private final Process process;
    private final BufferedReader out;
    private final StringBuilder said = new StringBuilder();
    private URI address = URI.create("http://127.0.0.1");
    private String token = "";

    private DemoProcess(Path folder, String... arguments) throws IOException {
        temporary = Files.createDirectories(folder.resolve("tmp"));
        errors = folder.resolve("errors");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "--add-modules=jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Djava.io.tmpdir=" + temporary,
                "-Dorg.bytedeco.javacpp.cachedir=" + System.getProperty("user.home") + "/.javacpp/cache",
                "-cp",
                System.getProperty("java.class.path"),
                Tifl.class.getName(),
                "demo",
                "--no-browser"));
        command.addAll(List.of(arguments));
        process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
        out = process.inputReader(StandardCharsets.UTF_8);
    }

    static DemoProcess start(Path folder, String... arguments) throws IOException {
        return new DemoProcess(folder, arguments);
    }

    /** Reads on to the first line that holds a text. */
    String awaitLine(String text) throws IOException {
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            said.append(line).append('\n');
            if (line.contains("/dashboard/#token=")) {
                URI page = URI.create(line.strip());
                address = page.resolve("/");
                token = page.getFragment().substring("token=".length()).split("&", 2)[0];
            }
            if (line.contains(text)) {
                return line;
            }
        }
        throw new AssertionError("the demo ended before it said '" + text + "':\n" + said());
    }

    private HttpRequest request(String path) {
        return HttpRequest.newBuilder(address.resolve(path))
                .header("Authorization", "Bearer " + token)
                .build();
    }

    JsonNode get(String path) throws IOException, InterruptedException {
        return JSON.readTree(
                http.send(request(path), BodyHandlers.ofByteArray()).body());
    }

    /** The name of the next server-sent event. */
    String firstEvent(String path) throws IOException, InterruptedException {
        try (Stream<String> lines =
                http.send(request(path), BodyHandlers.ofLines()).body()) {
            return lines.filter(line -> line.startsWith("event:"))
                    .findFirst()
                    .orElseThrow()
                    .substring("event:".length())
                    .strip();
        }
    }

    /** {@code kill -9}. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Tells it to end and waits; its exit code. */
    int stop() throws IOException, InterruptedException {
        // The process's own method would close what it says at the end.
        process.toHandle().destroy();
        return awaitEnd();
    }

    int awaitEnd() throws IOException, InterruptedException {
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            said.append(line).append('\n');
        }
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("the demo does not end:\n" + said());
        }
        return process.exitValue();
    }

    /** All that it said so far, on both streams. */
    String said() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(Files.newInputStream(errors), StandardCharsets.UTF_8))) {
            return said
                    + String.join(
                            "\n",
                            lines.lines()
                                    .filter(line -> !line.startsWith("WARNING: Using"))
                                    .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path temporaryFolder() {
        return temporary;
    }

    @Override
    public void close() {
        process.destroyForcibly();
        http.shutdownNow();
    }
}
