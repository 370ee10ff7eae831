package io.tifl.broker;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.Uuid;

/**
 * A real Kafka broker in a process of its own: one node, on the loopback address, without TLS or passwords; for trying things
 * out and for tests. It runs on the class path of this process, and ends with it. Confined to one thread at a time.
 */
public final class KafkaBroker implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int LINES_TO_SHOW = 15;
    private static final long PAUSE_MILLIS = 50;

    private final Path folder;
    private final int port;
    private final int controllerPort;
    private Process process;

    private KafkaBroker(Path folder, int port) throws IOException, InterruptedException {
        this.folder = Files.createDirectories(folder).toAbsolutePath();
        this.port = port == 0 ? freePort() : port;
        this.controllerPort = freePort();
        new BrokerSettings(data(), this.port, controllerPort).write(settings());
        Files.writeString(logging(), """
                <configuration>
                  <appender name="OUT" class="ch.qos.logback.core.ConsoleAppender">
                    <encoder><pattern>%d %-5level %logger{0}: %msg%n</pattern></encoder>
                  </appender>
                  <root level="WARN"><appender-ref ref="OUT"/></root>
                </configuration>
                """);
        if (Files.notExists(data().resolve("meta.properties"))) {
            format();
        }
        this.process = spawn();
    }

    /**
     * Starts a broker and waits until it serves.
     *
     * @param folder where its data, settings and log are; made if it is not there, and gone on with if it is
     * @param port to listen on; 0 for a free one
     * @throws IOException if it does not come up, with what its log says
     */
    public static KafkaBroker start(Path folder, int port) throws IOException, InterruptedException {
        if (port != 0) {
            requireFree(port);
        }
        KafkaBroker broker = new KafkaBroker(folder, port);
        broker.awaitServing();
        return broker;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void requireFree(int port) throws IOException {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        } catch (IOException e) {
            throw new IOException("port " + port + " is in use or not allowed; choose another", e);
        }
    }

    private Path data() {
        return folder.resolve("data");
    }

    private Path settings() {
        return folder.resolve("server.properties");
    }

    private Path logging() {
        return folder.resolve("logback.xml");
    }

    /** What the broker says. */
    public Path log() {
        return folder.resolve("broker.log");
    }

    /** Where clients find it: host and port. */
    public String bootstrap() {
        return BrokerSettings.bootstrap(port);
    }

    public long pid() {
        return process.pid();
    }

    private void format() throws IOException, InterruptedException {
        Process formatting = launch(List.of(
                "kafka.tools.StorageTool",
                "format",
                "--cluster-id",
                Uuid.randomUuid().toString(),
                "--config",
                settings().toString()));
        if (formatting.waitFor() != 0) {
            throw new IOException("Kafka's data folder could not be prepared; its log says:\n" + endOfLog());
        }
    }

    private Process spawn() throws IOException {
        return launch(List.of(BrokerMain.class.getName(), settings().toString()));
    }

    private Process launch(List<String> what) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Dlogback.configurationFile=" + logging(),
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                "-cp",
                System.getProperty("java.class.path")));
        command.addAll(what);
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                .start();
    }

    private void awaitServing() throws IOException, InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        boolean serves = false;
        try {
            serves = isServingBy(end);
        } finally {
            if (!serves) {
                process.destroyForcibly();
            }
        }
    }

    private boolean isServingBy(long end) throws IOException, InterruptedException {
        while (!isListening() || !answers()) {
            if (!process.isAlive()) {
                throw new IOException("the broker ended at once; its log says:\n" + endOfLog());
            }
            if (System.nanoTime() > end) {
                throw new IOException(
                        "the broker did not serve within " + PATIENCE.toSeconds() + " s; its log says:\n" + endOfLog());
            }
            Thread.sleep(PAUSE_MILLIS);
        }
        return true;
    }

    private boolean isListening() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException _) {
            return false;
        }
    }

    private boolean answers() throws InterruptedException {
        Map<String, Object> settings = Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap(),
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 2000,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 5000);
        try (Admin admin = Admin.create(settings)) {
            return !admin.describeCluster().nodes().get().isEmpty();
        } catch (ExecutionException _) {
            return false;
        }
    }

    private String endOfLog() throws IOException {
        List<String> lines = new String(Files.readAllBytes(log()), StandardCharsets.UTF_8)
                .lines()
                .toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - LINES_TO_SHOW), lines.size()));
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Waits until it ends by itself; its exit status. */
    public int awaitEnd() throws InterruptedException {
        return process.waitFor();
    }

    /** {@code kill -9}. Its data stay. */
    public void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    /**
     * Starts it again on the same data and port, and waits until it serves.
     *
     * @throws IllegalStateException if it runs
     */
    public void restart() throws IOException, InterruptedException {
        if (process.isAlive()) {
            throw new IllegalStateException("the broker runs");
        }
        process = spawn();
        awaitServing();
    }

    /** Lets it stop as a service is stopped; by force if it does not. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException _) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
