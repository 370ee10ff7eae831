package io.tifl.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

final class TiflTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void helpNamesEveryExitCodeAndShowsExamples() {
        int code = run("--help");

        assertThat(code).isZero();
        assertThat(out.toString()).contains("Exit codes:", "0", "1", "2", "Examples:");
    }

    @Test
    void versionTellsTheJavaUnderneath() {
        int code = run("--version");

        assertThat(code).isZero();
        assertThat(out.toString()).contains("Java " + Runtime.version());
    }

    @Test
    void unknownCommandIsAUsageErrorOnStandardError() {
        int code = run("no-such-command");

        assertThat(code).isEqualTo(2);
        assertThat(err.toString()).contains("no-such-command");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void completionScriptKnowsTheCommand() {
        int code = run("generate-completion");

        assertThat(code).isZero();
        assertThat(out.toString()).contains("complete", "tifl");
    }

    private int run(String... args) {
        CommandLine command = Tifl.commandLine();
        command.setOut(new PrintWriter(out));
        command.setErr(new PrintWriter(err));
        return command.execute(args);
    }
}
