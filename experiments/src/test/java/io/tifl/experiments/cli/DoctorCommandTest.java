package io.tifl.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tifl.experiments.doctor.Finding;
import io.tifl.experiments.doctor.Finding.State;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Timeout(120)
class DoctorCommandTest {
    private static final List<Finding> FINDINGS = List.of(
            new Finding("java", State.OK, "25", ""),
            new Finding("kafka", State.PROBLEM, "no broker answers", "start one"),
            new Finding("proxy", State.NOTE, "is set", "tell Java"));

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        CommandLine command = Tifl.commandLine();
        command.setOut(new PrintWriter(out, true));
        command.setErr(new PrintWriter(err, true));
        return command.execute(arguments);
    }

    @Test
    void columnsAreAlignedAndAdviceStandsBelow() {
        DoctorCommand.print(FINDINGS, new PrintWriter(out, true));

        assertThat(out.toString()).isEqualToNormalizingNewlines("""
                        ok       java   25
                        problem  kafka  no broker answers
                                        → start one
                        note     proxy  is set
                                        → tell Java

                        1 problem, 1 note
                        """);
    }

    @Test
    void jsonHasTheSameKeysForEachFinding() throws Exception {
        JsonNode whole = JsonMapper.shared().readTree(DoctorCommand.asJson(FINDINGS));

        assertThat(whole.path("state").asString()).isEqualTo("problem");
        assertThat(whole.path("findings"))
                .hasSize(3)
                .allSatisfy(finding ->
                        assertThat(finding.propertyNames()).containsExactly("name", "state", "found", "advice"));
    }

    @Test
    void brokerThatIsDeadMakesTheExitCodeOne() throws Exception {
        int dead;
        try (ServerSocket socket = new ServerSocket(0)) {
            dead = socket.getLocalPort();
        }

        assertThat(run("doctor", "--json", "--coordinator", "http://127.0.0.1:" + dead))
                .isEqualTo(ErrorMessages.FAILED);

        JsonNode last =
                JsonMapper.shared().readTree(out.toString()).path("findings").path(15);
        assertThat(last.path("name").asString()).isEqualTo("coordinator");
        assertThat(last.path("state").asString()).isEqualTo("problem");
    }

    @Test
    void addressThatIsNoneIsRefused() {
        assertThat(run("doctor", "--coordinator", "coordinator:8443")).isEqualTo(ErrorMessages.USAGE);
        assertThat(err.toString()).contains("http://host:port");
    }

    @Test
    void settingsOfKafkaWithoutBrokersAreRefused() {
        assertThat(run("doctor", "--kafka-settings", "x")).isEqualTo(ErrorMessages.USAGE);
    }
}
