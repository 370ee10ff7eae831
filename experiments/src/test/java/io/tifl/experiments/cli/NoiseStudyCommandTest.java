package io.tifl.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class NoiseStudyCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    @Test
    void helpSaysWhatThePartsAre() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString()).contains("C5 depth", "--trials", "tifl data get mnist");
    }

    @ParameterizedTest
    @CsvSource({
        "--models, vgg16, 'vgg16'",
        "--parts, C7, 'C7'",
        "--trials, 1, 'got 1'",
        "--threads, 0, 'got 0'",
        "'--seeds', '1,1', '[1, 1]'",
        "--seeds, one, 'one'"
    })
    void wrongNamesAndNumbersAreToldAndNothingIsMade(String option, String value, String message) {
        Path results = folder.resolve("new");

        assertThat(run(option, value, "--out", results.toString())).isEqualTo(ErrorMessages.USAGE);
        assertThat(err.toString()).contains(message);
        assertThat(results).doesNotExist();
    }

    @Test
    void missingDataSetIsToldWithWhereItIsExpected() {
        int code = run(
                "--data-dir",
                folder.resolve("empty").toString(),
                "--out",
                folder.resolve("new").toString());

        assertThat(code).isEqualTo(ErrorMessages.FAILED);
        assertThat(err.toString()).contains("empty", "cifar-10-binary.tar.gz");
    }

    private int run(String... arguments) {
        String[] all = new String[arguments.length + 2];
        all[0] = "study";
        all[1] = "noise";
        System.arraycopy(arguments, 0, all, 2, arguments.length);
        CommandLine line = Tifl.commandLine();
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        return line.execute(all);
    }
}
