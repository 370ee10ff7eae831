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

/** What computes products follows the JVM's flags; the products do not. */
class GemmSwitchTest {
    private static final String VECTORS = "--add-modules=jdk.incubator.vector";
    private static final String NATIVE = "--enable-native-access=ALL-UNNAMED";

    @Test
    void generatedCodeCanBeSwitchedOff() throws Exception {
        assertThat(probe(VECTORS, NATIVE, "-Dtifl.kernels.jit=false"))
                .startsWith("vector: generated code is switched off by tifl.kernels.jit")
                .contains("product 759");
        assertThat(probe(NATIVE, "-Dtifl.kernels.jit=false"))
                .startsWith("scalar: generated code is switched off")
                .contains("product 759");
    }

    @Test
    void aTierCanBeChosen() throws Exception {
        assertThat(probe(VECTORS, NATIVE, "-Dtifl.kernels.tier=scalar"))
                .startsWith("scalar: asked for")
                .contains("product 759");
        assertThat(probe(VECTORS, NATIVE, "-Dtifl.kernels.tier=vector"))
                .startsWith("vector: asked for")
                .contains("product 759");
    }

    @Test
    void instructionsCanBeLimitedToAvx2() throws Exception {
        assumeTrue(Jit.instance().cpu().vnni512(), "no AVX-512 VNNI, or no generated code");

        assertThat(probe(NATIVE)).startsWith("generated: AVX-512 VNNI").contains("product 759");
        assertThat(probe(NATIVE, "-Dtifl.kernels.isa=avx2"))
                .startsWith("generated: AVX2, the limit set by tifl.kernels.isa")
                .contains("product 759");
        assertThat(probe(NATIVE, "-Dtifl.kernels.jit=false")).startsWith("scalar: ");
    }

    @Test
    void withoutNativeAccessNothingNativeIsTried() throws Exception {
        assertThat(probe(VECTORS)).startsWith("vector: ").contains("product 759");
    }

    private static String probe(String... flags) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(flags));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), GemmProbe.class.getName()));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().remove("JDK_JAVA_OPTIONS");
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).isZero();
        return output;
    }
}
