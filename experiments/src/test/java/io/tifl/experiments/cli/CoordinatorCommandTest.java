package io.tifl.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What an operator reads when the coordinator does not start. */
class CoordinatorCommandTest {
    @TempDir
    private Path folder;

    private final StringWriter said = new StringWriter();

    private int run(String... more) {
        String[] arguments = new String[3 + more.length];
        arguments[0] = "coordinator";
        arguments[1] = "--data";
        arguments[2] = folder.resolve("data").toString();
        System.arraycopy(more, 0, arguments, 3, more.length);
        CommandLine command = Tifl.commandLine();
        command.setErr(new PrintWriter(said, true));
        return command.execute(arguments);
    }

    @Test
    void withoutACertificateItIsSaidWhatToGive() {
        assertThat(run()).isEqualTo(ErrorMessages.USAGE);
        assertThat(said.toString())
                .contains("--certificate", "--behind-proxy", "--local")
                .doesNotContain("\tat ");
    }

    @Test
    void allWrongSettingsAreNamedAtOnce() {
        assertThat(run("--local", "--port", "0", "--", "--tifl.lease=0s", "--tifl.models.last=0"))
                .isEqualTo(ErrorMessages.USAGE);
        assertThat(said.toString())
                .contains("tifl.lease must lie between 1s and 1h", "tifl.models.last must be greater")
                .doesNotContain("\tat ");
    }

    @Test
    void settingThatCannotBeReadIsNamedWithItsValue() {
        assertThat(run("--local", "--port", "0", "--", "--tifl.lease=soon")).isEqualTo(ErrorMessages.USAGE);
        assertThat(said.toString()).contains("tifl.lease", "soon").doesNotContain("\tat ");
    }

    @Test
    void portThatIsTakenIsNamed() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(run("--local", "--port", Integer.toString(taken.getLocalPort())))
                    .isEqualTo(ErrorMessages.FAILED);
            assertThat(said.toString())
                    .contains("port " + taken.getLocalPort() + " is in use")
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void keyWithoutACertificateIsRefused() {
        assertThat(run("--key", "key.pem")).isEqualTo(ErrorMessages.USAGE);
        assertThat(said.toString()).contains("--certificate and --key belong together");
    }
}
