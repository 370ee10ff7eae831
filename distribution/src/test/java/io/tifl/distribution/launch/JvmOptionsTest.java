package io.tifl.distribution.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class JvmOptionsTest {
    @Test
    void theFlagsAreThoseOfTheBuild() throws Exception {
        assertThat(JvmOptions.ofThisJvm().flags())
                .contains(JvmOptions.VECTOR, "--enable-native-access=ALL-UNNAMED", "-Djdk.serialFilter=!*");
    }

    @Test
    void theUsersOwnComeLastAndArgumentsStayWhole() {
        assertThat(new JvmOptions(List.of("-Da=1"), List.of("-Da=2")).command(Path.of("t.jar"), "replay", "a b"))
                .endsWith("-Da=1", "-Da=2", "-jar", "t.jar", "replay", "a b")
                .contains("-Xmx4g");
    }

    @Test
    void aHeapOfTheUsersIsTheOnlyOne() {
        assertThat(new JvmOptions(List.of(), List.of("-Xmx9g")).command(Path.of("t.jar")))
                .contains("-Xmx9g")
                .doesNotContain("-Xmx4g");
    }

    @Test
    void anEnvironmentThatIsSetStays() {
        Map<String, String> environment = new HashMap<>(Map.of("OMP_NUM_THREADS", "8"));
        JvmOptions.environment(environment);

        assertThat(environment).containsEntry("OMP_NUM_THREADS", "8").containsEntry("OMP_WAIT_POLICY", "PASSIVE");
    }
}
