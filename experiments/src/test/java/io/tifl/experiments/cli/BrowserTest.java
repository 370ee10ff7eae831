package io.tifl.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class BrowserTest {
    private static final URI PAGE = URI.create("http://127.0.0.1:1/dashboard/#token=tifl_x");

    @Test
    void aLinuxWithoutAScreenHasNone() {
        assertThat(Browser.of("Linux", Map.of("DISPLAY", " "))).isEmpty();
    }

    @Test
    void aScreenOfEitherKindHasOne() {
        assertThat(Browser.of("Linux", Map.of("DISPLAY", ":0"))).isPresent();
        assertThat(Browser.of("Linux", Map.of("WAYLAND_DISPLAY", "wayland-0"))).isPresent();
    }

    @Test
    void otherSystemsHaveTheirOwn() {
        assertThat(Browser.of("Mac OS X", Map.of()).orElseThrow().command()).containsExactly("open");
        assertThat(Browser.of("Windows 11", Map.of()).orElseThrow().command()).contains("url.dll,FileProtocolHandler");
    }

    @Test
    void aProgramThatIsNotThereIsNoFault() {
        assertThat(new Browser(List.of("/no/such/program")).open(PAGE)).isFalse();
    }

    @Test
    @Timeout(60)
    void theProgramIsGivenTheWholeAddress(@TempDir Path folder) throws Exception {
        Path got = folder.resolve("got");
        Path pipe = Files.writeString(
                folder.resolve("open"),
                "#!/bin/sh\nprintf %s \"$1\" > '" + got + ".part'\nmv '" + got + ".part' '" + got + "'\n");
        Files.setPosixFilePermissions(pipe, PosixFilePermissions.fromString("rwx------"));

        assertThat(new Browser(List.of(pipe.toString())).open(PAGE)).isTrue();
        while (!Files.exists(got)) {
            Thread.onSpinWait();
        }
        assertThat(got).hasContent(PAGE.toString());
    }
}
