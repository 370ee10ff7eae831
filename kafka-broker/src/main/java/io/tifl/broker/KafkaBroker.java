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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/**
 * A real Kafka broker in a process of its own: one node, on the loopback address; for trying things out and for tests. It is
 * open to all, or secured: with TLS, users with passwords, and rights that are granted to them. It runs on the class path of this process, and ends with it. Confined to one thread at a time.
 */
public final class KafkaBroker implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int LINES_TO_SHOW = 15;
    private static final long PAUSE_MILLIS = 50;

    private final Path folder;
    private final int port;
    private final int controllerPort;
    private final int behindPort;
    private final @Nullable BrokerKeys keys;
    private Process process;

    private KafkaBroker(Path folder, int port, boolean secured, int advertised)
            throws IOException, InterruptedException {
        this.folder = Files.createDirectories(folder).toAbsolutePath();
        this.port = port == 0 ? freePort() : port;
        this.controllerPort = freePort();
        this.behindPort = freePort();
        requireSame(secured);
        this.keys = secured ? BrokerKeys.in(this.folder) : null;
        BrokerSettings settings = new BrokerSettings(data(), this.port, controllerPort);
        if (keys == null) {
            settings.open();
        } else {
            settings.secure(keys);
            keys.writeSuperUser();
        }
        if (advertised != 0) {
            settings.listenBehind(behindPort, advertised);
        }
        settings.write(settings());
        Files.writeString(logging(), """
                <configuration>
                  <appender name="OUT" class="ch.qos.logback.core.ConsoleAppender">
                    <encoder><pattern>%d %-5level %logger{0}: %msg%n</pattern></encoder>
                  </appender>
                  <root level="WARN"><appender-ref ref="OUT"/></root>
                </configuration>
                """);
        if (!isFormatted()) {
            format();
        }
        this.process = spawn();
    }

    /**
     * Starts a broker that is open to all, and waits until it serves.
     *
     * @param folder where its data, settings and log are; made if it is not there, and gone on with if it is
     * @param port to listen on; 0 for a free one
     * @throws IOException if it does not come up, with what its log says
     */
    public static KafkaBroker start(Path folder, int port) throws IOException, InterruptedException {
        return start(folder, port, false, 0);
    }

    /**
     * Starts a broker that lets nobody in but by TLS and with a password, and nobody do what was not granted. It begins with
     * one user who may do everything, {@link #superUser}.
     *
     * @param folder as of {@link #start}; its certificate and that user's password stay there too
     * @param port to listen on; 0 for a free one
     * @throws IOException if it does not come up, with what its log says
     */
    public static KafkaBroker startSecured(Path folder, int port) throws IOException, InterruptedException {
        return start(folder, port, true, 0);
    }

    /**
     * Starts a broker that is open to all, and can be reached by a second way: through something that listens at a port of
     * this machine and hands on to {@link #behind}.
     *
     * @param proxy port of what is in between
     */
    public static KafkaBroker startWithProxy(Path folder, int proxy) throws IOException, InterruptedException {
        return start(folder, 0, false, proxy);
    }

    private static KafkaBroker start(Path folder, int port, boolean secured, int advertised)
            throws IOException, InterruptedException {
        if (port != 0) {
            requireFree(port);
        }
        KafkaBroker broker = new KafkaBroker(folder, port, secured, advertised);
        broker.awaitServing();
        return broker;
    }

    /** A broker's users are made with its data. */
    private void requireSame(boolean secured) throws IOException {
        if (isFormatted() && BrokerKeys.areIn(folder) != secured) {
            throw new IOException("the data in " + folder + " are those of a broker that is "
                    + (secured ? "open to all" : "secured") + "; choose another folder");
        }
    }

    private boolean isFormatted() {
        return Files.exists(data().resolve("meta.properties"));
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

    /** Where what is in between finds it, if it was {@linkplain #startWithProxy started so}. */
    public InetSocketAddress behind() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), behindPort);
    }

    /** Settings of Kafka's clients for the user who may do everything; none if the broker is open to all. */
    public Map<String, String> superUser() {
        return keys == null ? Map.of() : keys.client(BrokerKeys.SUPER_USER, keys.password());
    }

    /** The file with the settings of that user; none if the broker is open to all. */
    public Optional<Path> superUserFile() {
        return Optional.ofNullable(keys).map(BrokerKeys::superUserFile);
    }

    /** Settings of Kafka's clients for a user; nothing is asked of the broker. */
    public Map<String, String> user(String name, String password) {
        return keys == null ? Map.of() : keys.client(name, password);
    }

    public long pid() {
        return process.pid();
    }

    private void format() throws IOException, InterruptedException {
        List<String> format = new ArrayList<>(List.of(
                "kafka.tools.StorageTool",
                "format",
                "--cluster-id",
                Uuid.randomUuid().toString(),
                "--config",
                settings().toString()));
        if (keys != null) {
            format.addAll(List.of(
                    "--add-scram",
                    "SCRAM-SHA-512=[name=" + BrokerKeys.SUPER_USER + ",password=" + keys.password() + "]"));
        }
        Process formatting = launch(format);
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
        Map<String, Object> settings = new HashMap<>(superUser());
        settings.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap());
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 2000);
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 5000);
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
