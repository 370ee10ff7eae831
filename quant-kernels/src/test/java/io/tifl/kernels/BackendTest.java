package io.tifl.kernels;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tifl.kernels.jit.Jit;
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

    @Test
    void sumsOfRowsFollowTheSwitches() throws Exception {
        assumeTrue(Jit.instance().cpu().avx2(), "no AVX2, or no generated code");
        String vectors = "--add-modules=" + MODULE;
        String access = "--enable-native-access=ALL-UNNAMED";

        assertThat(probe(vectors, access)).contains("; sums of rows by generated code");
        assertThat(probe(access)).startsWith("scalar").contains("; sums of rows by generated code");
        assertThat(probe(vectors, access, "-Dtifl.kernels.jit=false")).doesNotContain("generated");
        assertThat(probe(vectors, access, "-Dtifl.kernels.tier=vector")).doesNotContain("generated");
        assertThat(probe(vectors, access, "-Dtifl.kernels.tier=scalar"))
                .startsWith("scalar: asked for by tifl.kernels.tier")
                .contains("mean 2.5");
        assertThat(probe(vectors)).doesNotContain("generated");
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
