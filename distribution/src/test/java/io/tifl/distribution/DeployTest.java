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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Checks the compose file, what Prometheus reads, and the unit of systemd. */
final class DeployTest {
    private static final Path COMPOSE = Path.of("..", "deploy", "compose");
    private static final Path PROMETHEUS = Path.of("..", "deploy", "prometheus");
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
                if (source.startsWith(".")) {
                    assertThat(COMPOSE.resolve(source)).exists();
                } else {
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
    void composeTakesTheFile() throws Exception {
        Program compose = composeProgram();
        Path settings = folder.resolve("settings.env");
        Files.writeString(settings, "POSTGRES_PASSWORD=one\nGRAFANA_PASSWORD=two\n");

        Program.Result result =
                compose.with("--env-file", settings.toString(), "config").run();

        assertThat(result.exit()).as(result.output()).isZero();
        assertThat(Chart.YAML.readTree(result.output()).path("services").propertyNames())
                .containsExactlyInAnyOrderElementsOf(compose().path("services").propertyNames());
    }

    @Test
    void composeRefusesToStartWithoutPasswords() throws Exception {
        Program compose = composeProgram();
        Path settings = folder.resolve("settings.env");
        Files.writeString(settings, "POSTGRES_PASSWORD=\nGRAFANA_PASSWORD=two\n");

        Program.Result result =
                compose.with("--env-file", settings.toString(), "config").run();

        assertThat(result.exit()).isNotZero();
        assertThat(result.output()).contains("set POSTGRES_PASSWORD");
    }

    /** The second compose if it is here, else the first, which does not know the line {@code name} yet. */
    private Program composeProgram() throws Exception {
        String project = COMPOSE.toRealPath().toString();
        if (Program.isHere("docker")
                && new Program(folder, List.of("docker", "compose", "version"))
                                .run()
                                .exit()
                        == 0) {
            return new Program(folder, List.of("docker", "compose", "-f", project + "/compose.yaml"));
        }
        assumeThat(Program.isHere("docker-compose"))
                .as("docker compose or docker-compose on the PATH, without which the file is not tried")
                .isTrue();
        Path file = folder.resolve("compose.yaml");
        Files.writeString(
                file, Files.readString(COMPOSE.resolve("compose.yaml")).replaceFirst("(?m)^name: tifl$", ""));
        return new Program(
                folder, List.of("docker-compose", "-f", file.toString(), "--project-directory", project, "-p", "tifl"));
    }

    @Test
    void prometheusAsksAsItIsDocumented() throws Exception {
        ObjectNode ours = scrape(COMPOSE.resolve("prometheus.yml"));
        ObjectNode documented = scrape(PROMETHEUS.resolve("prometheus.yaml"));

        assertThat(ours.at("/static_configs/0/targets/0").asString()).isEqualTo("coordinator:8443");
        assertThat(ours.at("/authorization/credentials_file").asString()).isEqualTo("/var/lib/tifl/admin.token");
        assertThat(documented.path("honor_labels").asBoolean()).isTrue();
        // Bearer and http are Prometheus's defaults; the rest but places is the same.
        for (ObjectNode scrape : List.of(ours, documented)) {
            scrape.remove(List.of("static_configs", "authorization", "scheme"));
        }
        assertThat(ours).isEqualTo(documented);
    }

    @Test
    void prometheusIsGivenItsRules() throws Exception {
        List<String> mounts = new ArrayList<>();
        compose().at("/services/prometheus/volumes").forEach(volume -> mounts.add(volume.asString()));

        for (JsonNode rules : yaml(COMPOSE.resolve("prometheus.yml")).path("rule_files")) {
            String mount = "../prometheus/%1$s:/etc/prometheus/%1$s:ro".formatted(rules.asString());
            assertThat(mounts).contains(mount);
            assertThat(yaml(PROMETHEUS.resolve(rules.asString())).has("groups")).isTrue();
        }
        assertThat(yaml(COMPOSE.resolve("prometheus.yml")).path("rule_files").size())
                .isPositive();
    }

    @ParameterizedTest
    @ValueSource(strings = {"compose/prometheus.yml", "prometheus/prometheus.yaml"})
    void prometheusTakesItsConfigurationAndItsRules(String name) throws Exception {
        assumeThat(Program.isHere("promtool"))
                .as("promtool on the PATH, without which configuration and rules of Prometheus are not tried")
                .isTrue();
        String configuration = Files.readString(COMPOSE.resolveSibling(name));
        Files.writeString(folder.resolve("token"), "token");
        Files.writeString(
                folder.resolve("prometheus.yaml"),
                configuration.replaceFirst("credentials_file: \\S+", "credentials_file: token"));
        Files.copy(PROMETHEUS.resolve("alerts.yaml"), folder.resolve("alerts.yaml"));
        int rules =
                yaml(PROMETHEUS.resolve("alerts.yaml")).at("/groups/0/rules").size();

        Program.Result result = new Program(folder, List.of("promtool", "check", "config", "prometheus.yaml")).run();

        assertThat(result.exit()).as(result.output()).isZero();
        assertThat(result.output()).contains(rules + " rules found");
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
        return yaml(COMPOSE.resolve("compose.yaml"));
    }

    private static ObjectNode scrape(Path file) throws Exception {
        return (ObjectNode) yaml(file).path("scrape_configs").path(0);
    }

    private static JsonNode yaml(Path file) throws Exception {
        return Chart.YAML.readTree(Files.readString(file));
    }
}
