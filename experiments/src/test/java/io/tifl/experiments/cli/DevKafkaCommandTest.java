package io.tifl.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

@Timeout(120)
class DevKafkaCommandTest {
    @TempDir
    private Path folder;

    private final StringWriter said = new StringWriter();

    private int run(String... arguments) {
        CommandLine command = Tifl.commandLine();
        command.setErr(new PrintWriter(said, true));
        return command.execute(arguments);
    }

    @Test
    void aBrokerServesUntilItIsToldToStop() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Tifl.class.getName(),
                        "dev",
                        "kafka",
                        "--port",
                        "0",
                        "--data",
                        folder.toString())
                .redirectError(folder.resolve("said").toFile())
                .start();
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            String bootstrap = out.readLine();
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
                assertThat(admin.describeCluster().nodes().get()).hasSize(1);
            }
            long broker =
                    process.toHandle().children().findFirst().orElseThrow().pid();

            process.destroy();

            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(ProcessHandle.of(broker).filter(ProcessHandle::isAlive)).isEmpty();
            assertThat(folder.resolve("said")).content().contains("Kafka serves", "stopping Kafka");
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void aPortThatIsTakenIsNamed() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();

            assertThat(run("dev", "kafka", "--port", Integer.toString(port), "--data", folder.toString()))
                    .isEqualTo(ErrorMessages.FAILED);
            assertThat(said.toString()).contains("port " + port + " is in use").doesNotContain("\tat ");
        }
    }

    @Test
    void aPortThatIsNoneIsRefused() {
        assertThat(run("dev", "kafka", "--port", "70000")).isEqualTo(ErrorMessages.USAGE);
        assertThat(said.toString()).contains("between 0 and 65535");
    }
}
