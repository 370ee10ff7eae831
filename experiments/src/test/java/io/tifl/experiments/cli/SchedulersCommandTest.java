package io.tifl.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class SchedulersCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    @Test
    void helpListsTheScenarios() {
        assertThat(run("study", "schedulers", "--help")).isZero();
        assertThat(out.toString()).contains("non-iid-10", "stragglers", "--scenarios", "over-commit=0.3");
    }

    @Test
    void aStudyWithoutAQuestionIsAUsageError() {
        assertThat(run("study")).isEqualTo(ErrorMessages.USAGE);
        assertThat(err.toString()).contains("Missing command");
    }

    @Test
    void wrongNamesAndNumbersAreToldAndNothingIsMade() {
        String results = folder.resolve("new").toString();

        assertThat(run("study", "schedulers", "--scenarios", "nowhere", "--out", results))
                .isEqualTo(ErrorMessages.USAGE);
        assertThat(err.toString()).contains("'nowhere'", "stragglers");
        assertThat(run("study", "schedulers", "--threads", "0", "--out", results))
                .isEqualTo(ErrorMessages.USAGE);
        assertThat(run("study", "schedulers", "--scenarios", "leaf", "--policies", "vanila", "--out", results))
                .isEqualTo(ErrorMessages.USAGE);
        assertThat(err.toString()).contains("'vanila'");
        assertThat(run("replay", "--scenario", "nowhere", "--out", results)).isEqualTo(ErrorMessages.USAGE);
        assertThat(folder.resolve("new")).doesNotExist();
    }

    private int run(String... arguments) {
        CommandLine line = Tifl.commandLine();
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        return line.execute(arguments);
    }
}
