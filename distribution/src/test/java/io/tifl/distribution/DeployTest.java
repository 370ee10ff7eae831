package io.tifl.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Checks the compose file and the unit of systemd. */
final class DeployTest {
    private static final Path COMPOSE = Path.of("..", "deploy", "compose");
    private static final Path UNIT = Path.of("..", "deploy", "systemd", "tifl.service");
    private static final Set<String> KNOWN = Set.of(
            "image",
            "restart",
            "depends_on",
            "command",
            "environment",
            "ports",
            "volumes",
            "stop_grace_period",
            "read_only",
            "tmpfs",
            "cap_drop",
            "security_opt",
            "mem_limit",
            "healthcheck",
            "user");

    @TempDir
    private Path folder;

    @Test
    void composeUsesNamesThatExist() throws Exception {
        JsonNode compose = compose();
        JsonNode services = compose.path("services");
        Set<String> volumes = new TreeSet<>();

        assertThat(services.propertyNames())
                .containsExactly("coordinator", "postgres", "kafka", "prometheus", "grafana");
        for (Map.Entry<String, JsonNode> service : services.properties()) {
            assertThat(KNOWN)
                    .as(service.getKey())
                    .containsAll(service.getValue().propertyNames());
            assertThat(service.getValue().path("image").asString()).contains(":");
            for (String other : dependencies(service.getValue().path("depends_on"))) {
                assertThat(services.has(other)).as(other).isTrue();
            }
            for (JsonNode volume : service.getValue().path("volumes")) {
                String source = volume.asString().split(":", -1)[0];
                if (source.startsWith("./")) {
                    assertThat(COMPOSE.resolve(source)).exists();
                } else if (!source.startsWith(".")) {
                    volumes.add(source);
                }
            }
        }
        assertThat(compose.path("volumes").propertyNames()).containsExactlyInAnyOrderElementsOf(volumes);
    }

    @Test
    void whoeverIsWaitedForHasAHealthCheck() throws Exception {
        JsonNode services = compose().path("services");
        int waited = 0;
        for (JsonNode service : services) {
            for (Map.Entry<String, JsonNode> other : service.path("depends_on").properties()) {
                assertThat(other.getValue().path("condition").asString()).isEqualTo("service_healthy");
                assertThat(services.path(other.getKey()).has("healthcheck")).isTrue();
                waited++;
            }
        }
        assertThat(waited).isEqualTo(2);
    }

    @Test
    void portsAreForThisMachineOnly() throws Exception {
        for (JsonNode service : compose().path("services")) {
            service.path("ports").forEach(port -> assertThat(port.asString()).startsWith("127.0.0.1:"));
        }
    }

    @Test
    void noPasswordIsWrittenDown() throws Exception {
        assertThat(Files.readAllLines(COMPOSE.resolve("compose.yaml")).stream()
                        .filter(line -> line.contains("_PASSWORD:")))
                .hasSize(3)
                .allMatch(line -> line.contains("${"));
    }

    @Test
    void prometheusAsksTheCoordinator() throws Exception {
        JsonNode scrape = new YAMLMapper()
                .readTree(Files.readString(COMPOSE.resolve("prometheus.yml")))
                .path("scrape_configs")
                .path(0);

        assertThat(scrape.path("metrics_path").asString()).isEqualTo("/actuator/prometheus");
        assertThat(scrape.path("static_configs").path(0).path("targets").path(0).asString())
                .isEqualTo("coordinator:8443");
    }

    @Test
    void systemdTakesTheUnit() throws Exception {
        assumeThat(Path.of("/usr/bin/systemd-analyze")).exists();
        // The program it starts is not installed here, so one stands in for it.
        String unit = Files.readString(UNIT)
                .replace("/opt/tifl/bin/tifl", "/bin/true")
                .replace("User=tifl\nGroup=tifl\n", "")
                .replace("file:///opt/tifl/docs/operating.md", "https://example.org");
        Files.writeString(folder.resolve("tifl.service"), unit);
        Program.Result result = new Program(folder, List.of("systemd-analyze", "verify", "./tifl.service")).run();

        assertThat(result.output().lines().filter(line -> line.contains("tifl.service")))
                .isEmpty();
        assertThat(result.exit()).as(result.output()).isZero();
    }

    @Test
    void theUnitLocksEverythingAway() throws Exception {
        assertThat(Files.readAllLines(UNIT))
                .contains(
                        "NoNewPrivileges=yes",
                        "ProtectSystem=strict",
                        "CapabilityBoundingSet=",
                        "SystemCallFilter=@system-service",
                        "UMask=0077")
                .doesNotContain("MemoryDenyWriteExecute=yes");
    }

    private static List<String> dependencies(JsonNode node) {
        List<String> names = new ArrayList<>(node.propertyNames());
        if (node.isArray()) {
            node.forEach(name -> names.add(name.asString()));
        }
        return names;
    }

    private static JsonNode compose() throws Exception {
        return new YAMLMapper().readTree(Files.readString(COMPOSE.resolve("compose.yaml")));
    }
}
