package io.tifl.kernels;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BackendTest {
    private static final String MODULE = "jdk.incubator.vector";

    @Test
    void withoutTheModuleTheScalarKernelsRunAndSayWhy() throws Exception {
        assertThat(probe())
                .startsWith("scalar: start the JVM with --add-modules=" + MODULE)
                .contains("mean 2.5");
    }

    @Test
    void withTheModuleBothBackendsAreConsidered() throws Exception {
        assertThat(probe("--add-modules=" + MODULE))
                .contains("bits")
                .contains("mean 2.5")
                .doesNotContain("start the JVM with");
    }

    private static String probe(String... flags) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(flags));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), BackendProbe.class.getName()));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().remove("JDK_JAVA_OPTIONS");
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).isZero();
        return output;
    }
}
