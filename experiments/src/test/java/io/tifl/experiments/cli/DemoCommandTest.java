package io.tifl.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What somebody meets who tries {@code tifl demo}; {@link DemoProcess} is it in a process of its own. */
@Timeout(300)
class DemoCommandTest {
    @TempDir
    private Path folder;

    private final StringWriter said = new StringWriter();

    private int run(String... arguments) {
        CommandLine command = Tifl.commandLine();
        command.setErr(new PrintWriter(said, true));
        command.setOut(new PrintWriter(said, true));
        Stream<String> all = Stream.concat(Stream.of("demo", "--no-browser", "--exit-when-done"), Stream.of(arguments));
        return command.execute(all.toArray(String[]::new));
    }

    @Test
    @Tag("slow")
    void aFederationCanBeWatchedOverRestStoppedAndTakenUp() throws Exception {
        Path data = folder.resolve("data");
        try (DemoProcess demo = DemoProcess.start(folder, "--rounds", "500", "--data", data.toString())) {
            demo.awaitLine("tiers formed");
            demo.awaitLine("round 2:");
            assertThat(demo.get("/actuator/health").path("status").asString()).isEqualTo("UP");
            assertThat(demo.get("/v1/status").path("clientsPresent").asInt()).isEqualTo(5);
            assertThat(demo.get("/v1/jobs/demo").path("status").asString()).isEqualTo("running");
            assertThat(demo.firstEvent("/v1/jobs/demo/events")).isEqualTo("round");

            demo.kill();
        }
        // As after a power cut: nothing was closed, and the same command goes on.
        try (DemoProcess demo = DemoProcess.start(folder, "--data", data.toString())) {
            String goingOn = demo.awaitLine("going on with job demo after");
            demo.awaitLine("round " + (1 + rounds(goingOn)) + ":");
            assertThat(demo.get("/v1/status").path("clientsEnrolled").asInt()).isEqualTo(5);

            assertThat(demo.stop())
                    .as("Ctrl-C's exit code, or that of a quiet end")
                    .isIn(0, 130, 143);

            assertThat(demo.said()).contains("stopped", "--data").doesNotContain("\tat ", "WARN", "ERROR");
        }
        assertThat(data).isDirectory();
    }

    private static long rounds(String goingOn) {
        return Long.parseLong(goingOn.replaceAll(".* after (\\d+) rounds.*", "$1"));
    }

    @Test
    void atTheEndThereIsAnAccuracyAndNothingIsLeft() throws Exception {
        try (DemoProcess demo = DemoProcess.start(folder, "--rounds", "3", "--clients", "2", "--exit-when-done")) {
            assertThat(demo.awaitEnd()).isZero();
            assertThat(demo.said())
                    .contains("/dashboard/#token=tifl_", "round 3:", "the job is over after 3 rounds, accuracy ")
                    .containsPattern("\\d+\\.\\d s  the coordinator serves at http://127\\.0\\.0\\.1:\\d+")
                    .doesNotContain("\tat ", "WARN", "ERROR");
            assertThat(demo.temporaryFolder()).isEmptyDirectory();
        }
    }

    @Test
    @Tag("slow")
    void aSecondJobFollowsTheFirstInTheSameFolder() {
        String data = folder.resolve("data").toString();

        assertThat(run("--rounds", "2", "--clients", "2", "--data", data)).isZero();
        assertThat(run("--rounds", "2", "--data", data)).isZero();

        assertThat(said.toString())
                .contains("job demo is submitted", "job demo-2 is submitted", "2 clients are enrolled");
    }

    @Test
    void aPortThatIsTakenIsNamed() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(run("--port", Integer.toString(taken.getLocalPort()))).isEqualTo(ErrorMessages.FAILED);
            assertThat(said.toString())
                    .contains("port " + taken.getLocalPort() + " is in use")
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void allWrongNumbersAreNamedAtOnce() {
        assertThat(run("--clients", "1", "--rounds", "0", "--port", "70000")).isEqualTo(ErrorMessages.USAGE);
        assertThat(said.toString())
                .contains("--clients must lie between 2 and 50, got 1", "--rounds must", "--port must")
                .doesNotContain("\tat ");
    }

    @Test
    void aFileInPlaceOfTheFolderIsNamed() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "");

        assertThat(run("--data", file.toString())).isEqualTo(ErrorMessages.FAILED);
        assertThat(said.toString()).contains(file + " is no folder").doesNotContain("\tat ");
    }

    @Test
    void aFolderThatCannotBeWrittenIsNamed() {
        assertThat(run("--data", "/proc/tifl-demo")).isEqualTo(ErrorMessages.FAILED);
        assertThat(said.toString()).contains("/proc/tifl-demo cannot be used").doesNotContain("\tat ");
    }

    @Test
    void aFolderOfOtherThingsIsLeftAlone() throws Exception {
        Path precious = Files.writeString(folder.resolve("thesis.tex"), "");

        assertThat(run("--data", folder.toString())).isEqualTo(ErrorMessages.FAILED);
        assertThat(said.toString()).contains("holds other things than a demo");
        assertThat(precious).exists();
    }

    @Test
    void aFolderOfAnotherVersionIsRefused() throws Exception {
        Files.write(folder.resolve("demo.properties"), List.of("format=99", "clients=5", "seed=1"));

        assertThat(run("--data", folder.toString())).isEqualTo(ErrorMessages.FAILED);
        assertThat(said.toString()).contains("another version of tifl (format 99, expected 1)");
    }

    @Test
    void aDamagedFolderIsRefused() throws Exception {
        Files.write(folder.resolve("demo.properties"), List.of("format=1", "clients=\\u00zz"));

        assertThat(run("--data", folder.toString())).isEqualTo(ErrorMessages.FAILED);
        assertThat(said.toString()).contains("demo.properties is damaged").doesNotContain("\tat ");
    }

    @Test
    void aFolderOfOtherClientsIsRefused() throws Exception {
        Files.write(folder.resolve("demo.properties"), List.of("format=1", "clients=5", "seed=1"));

        assertThat(run("--clients", "7", "--data", folder.toString())).isEqualTo(ErrorMessages.FAILED);
        assertThat(said.toString()).contains("holds a demo of 5 clients with seed 1");
    }

    @Test
    @Tag("slow")
    void aDatabaseOfANewerVersionIsRefused() throws Exception {
        Files.write(folder.resolve("demo.properties"), List.of("format=1", "clients=2", "seed=1"));
        assertThat(run("--rounds", "1", "--data", folder.toString())).isZero();
        try (Connection database = DriverManager.getConnection("jdbc:sqlite:" + database());
                Statement statement = database.createStatement()) {
            statement.execute("INSERT INTO schema_history SELECT 99, '99', 'later', type, 'V99__later.sql', 1,"
                    + " installed_by, installed_on, 1, success FROM schema_history LIMIT 1");
        }

        assertThat(run("--data", folder.toString())).isEqualTo(ErrorMessages.FAILED);
        assertThat(said.toString())
                .contains("was written by a newer version of this program")
                .doesNotContain("\tat ");
    }

    private Path database() throws Exception {
        try (Stream<Path> files = Files.list(folder.resolve("coordinator"))) {
            return files.filter(file -> file.toString().endsWith(".db"))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
