package io.tifl.experiments.doctor;

import static io.tifl.experiments.doctor.Finding.State.NOTE;
import static io.tifl.experiments.doctor.Finding.State.OK;
import static io.tifl.experiments.doctor.Finding.State.PROBLEM;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.tifl.broker.KafkaBroker;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Brokers, databases and coordinators that are there, that are dead, and that are something else. */
@Timeout(120)
class ReachTest {
    private static final Duration SHORT = Duration.ofSeconds(2);
    private static final URI COORDINATOR = URI.create("http://coordinator:8443");
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private static int deadPort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @Test
    void brokerThatServesIsCounted(@TempDir Path folder) throws Exception {
        try (KafkaBroker broker = KafkaBroker.start(folder, 0)) {
            Finding finding = Brokers.look(broker.bootstrap(), Map.of());

            assertThat(finding.state()).as(finding.found()).isEqualTo(OK);
            assertThat(finding.found()).contains("1 broker of cluster", broker.bootstrap());
        }
    }

    @Test
    void brokerThatIsDeadIsAProblem() throws Exception {
        Finding finding = Brokers.look("127.0.0.1:" + deadPort(), Map.of(), SHORT);

        assertThat(finding.state()).isEqualTo(PROBLEM);
        assertThat(finding.advice()).contains("firewall");
    }

    @Test
    void brokerThatIsSilentIsAProblem() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(Brokers.look("127.0.0.1:" + silent.getLocalPort(), Map.of(), SHORT)
                            .state())
                    .isEqualTo(PROBLEM);
        }
    }

    @Test
    void brokerWhoseNameIsNoneIsAProblem() throws Exception {
        assertThat(Brokers.look("no-such-host.invalid:9092", Map.of(), SHORT).state())
                .isEqualTo(PROBLEM);
        assertThat(Brokers.look("no port", Map.of(), SHORT).state()).isEqualTo(PROBLEM);
    }

    @Test
    void wrongSettingsOfKafkaAreAProblem() throws Exception {
        assertThat(Brokers.look("127.0.0.1:1", Map.of("security.protocol", "CARRIER_PIGEON"), SHORT)
                        .state())
                .isEqualTo(PROBLEM);
    }

    @Test
    void databaseThatIsDeadIsAProblemWithoutItsPassword() throws Exception {
        String url = "jdbc:postgresql://127.0.0.1:" + deadPort() + "/tifl?user=ann&password=secret";

        Finding finding = Databases.look(url, "", "");

        assertThat(finding.state()).isEqualTo(PROBLEM);
        assertThat(finding.found()).contains("jdbc:postgresql://127.0.0.1:");
        assertThat(finding.toString()).doesNotContain("secret");
    }

    @Test
    void databaseThatServesIsNamedWithItsVersion() throws Exception {
        try (EmbeddedPostgres server = EmbeddedPostgres.start()) {
            String url = server.getJdbcUrl("postgres", "postgres");

            Finding finding = Databases.look(url, "postgres", "");

            assertThat(finding.state()).as(finding.found()).isEqualTo(OK);
            assertThat(finding.found()).contains("PostgreSQL 18", "no coordinator's yet");
            assertThat(Databases.look(url.replace("/postgres", "/nothing"), "postgres", "")
                            .found())
                    .contains("\"nothing\" does not exist");
        }
    }

    @Test
    void databaseThatIsSilentIsAProblem() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String url = "jdbc:postgresql://127.0.0.1:" + silent.getLocalPort() + "/tifl";

            assertThat(Databases.look(url, "ann", "secret").state()).isEqualTo(PROBLEM);
        }
    }

    @Test
    void databaseOfAnotherKindIsRefused() {
        assertThat(Databases.look("jdbc:mysql://ann:secret@db/tifl", "", "").found())
                .isEqualTo("jdbc:mysql://db/tifl is none that a coordinator can use");
    }

    @Test
    void coordinatorThatIsDeadIsAProblem() throws Exception {
        Finding finding = Coordinators.look(URI.create("http://127.0.0.1:" + deadPort()));

        assertThat(finding.state()).isEqualTo(PROBLEM);
        assertThat(finding.found()).contains("the connection is refused");
    }

    @Test
    void coordinatorThatIsSilentIsAProblem() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Finding finding = Coordinators.look(URI.create("http://127.0.0.1:" + silent.getLocalPort()));

            assertThat(finding.found()).contains("no answer within 5 s");
        }
    }

    @Test
    void coordinatorThatSpeaksNoTlsIsAProblem() throws Exception {
        try (ServerSocket plain = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread answering = Thread.ofVirtual().start(() -> refuse(plain));

            Finding finding = Coordinators.look(URI.create("https://127.0.0.1:" + plain.getLocalPort()));

            assertThat(finding.state()).isEqualTo(PROBLEM);
            assertThat(finding.found()).contains("TLS");
            answering.join();
        }
    }

    // As web servers do with what is no request.
    private static void refuse(ServerSocket plain) {
        try (Socket socket = plain.accept()) {
            int _ = socket.getInputStream().read(new byte[1024]);
            socket.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void somethingElseThatAnswersIsNoCoordinator() throws Exception {
        HttpServer server = server(404);
        try {
            Finding finding = Coordinators.look(
                    URI.create("http://127.0.0.1:" + server.getAddress().getPort()));

            assertThat(finding.found()).contains("is no coordinator (status 404)");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void coordinatorThatAnswersIsWell() throws Exception {
        HttpServer server = server(200);
        try {
            assertThat(Coordinators.look(URI.create(
                                    "http://127.0.0.1:" + server.getAddress().getPort()))
                            .state())
                    .isEqualTo(OK);
        } finally {
            server.stop(0);
        }
    }

    private static HttpServer server(int status) throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        server.start();
        return server;
    }

    @Test
    void clocksThatDifferAreNoted() {
        Finding behind = Coordinators.look(COORDINATOR, 200, Optional.of(NOW.minusSeconds(90)), NOW);
        assertThat(behind.state()).isEqualTo(NOTE);
        assertThat(behind.found()).contains("its clock is 90 s behind");

        assertThat(Coordinators.look(COORDINATOR, 200, Optional.of(NOW.plusSeconds(60)), NOW)
                        .found())
                .contains("60 s ahead");
        assertThat(Coordinators.look(COORDINATOR, 200, Optional.of(NOW.plusSeconds(2)), NOW)
                        .state())
                .isEqualTo(OK);
        assertThat(Coordinators.look(COORDINATOR, 200, Optional.empty(), NOW).state())
                .isEqualTo(OK);
    }

    @Test
    void coordinatorThatIsNotWellIsAProblem() {
        assertThat(Coordinators.look(COORDINATOR, 503, Optional.empty(), NOW).found())
                .contains("not well");
    }
}
