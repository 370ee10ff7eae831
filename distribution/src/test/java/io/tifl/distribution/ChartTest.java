package io.tifl.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Renders the chart and checks what a cluster would refuse. */
final class ChartTest {
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?");
    private static final String CLUSTER = """
            replicas: 3
            existingSecret: keys
            database: {url: "jdbc:postgresql://db/tifl", passwordSecret: database}
            kafka: {bootstrap: "kafka:9092"}
            tls: {where: here, secret: certificate}
            settings: {tifl.lease: 60s}
            persistence: {size: 1Ti, storageClass: fast}
            networkPolicy: {from: {team: learning}}
            java: {options: -Xmx3g}
            """;

    @ParameterizedTest
    @ValueSource(strings = {"", CLUSTER, "networkPolicy: {enabled: false}", "monitoring: {annotations: false}"})
    void everyObjectIsOneThatAClusterTakes(String values) throws Exception {
        Map<String, JsonNode> objects = Chart.render(values);

        assertThat(objects).containsKey("StatefulSet/fleet-tifl");
        objects.forEach((name, object) -> {
            assertThat(object.path("apiVersion").asString()).as(name).isNotEmpty();
            assertThat(NAME.matcher(object.path("metadata").path("name").asString())
                            .matches())
                    .as(name)
                    .isTrue();
            object.path("metadata")
                    .path("labels")
                    .forEach(label -> assertThat(label.isString())
                            .as("labels of %s", name)
                            .isTrue());
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"", CLUSTER})
    void selectorsFindThePods(String values) throws Exception {
        Map<String, JsonNode> objects = Chart.render(values);
        JsonNode set = object(objects, "StatefulSet/fleet-tifl").path("spec");
        JsonNode pods = set.path("template").path("metadata").path("labels");

        for (JsonNode selector : List.of(
                set.path("selector").path("matchLabels"),
                object(objects, "Service/fleet-tifl").path("spec").path("selector"),
                object(objects, "Service/fleet-tifl-pods").path("spec").path("selector"),
                object(objects, "NetworkPolicy/fleet-tifl")
                        .path("spec")
                        .path("podSelector")
                        .path("matchLabels"))) {
            assertThat(selector.size()).isPositive();
            selector.propertyStream()
                    .forEach(label -> assertThat(pods.path(label.getKey())).isEqualTo(label.getValue()));
        }
        assertThat(objects).containsKey("Service/" + set.path("serviceName").asString());
        assertThat(objects)
                .containsKey("ServiceAccount/"
                        + set.path("template")
                                .path("spec")
                                .path("serviceAccountName")
                                .asString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", CLUSTER})
    void everyMountHasItsVolumeAndEveryPortItsName(String values) throws Exception {
        JsonNode set = object(Chart.render(values), "StatefulSet/fleet-tifl").path("spec");
        JsonNode pod = set.path("template").path("spec");
        List<String> volumes = new ArrayList<>();
        pod.path("volumes").forEach(volume -> volumes.add(volume.path("name").asString()));
        set.path("volumeClaimTemplates")
                .forEach(
                        claim -> volumes.add(claim.path("metadata").path("name").asString()));
        JsonNode container = pod.path("containers").path(0);

        container
                .path("volumeMounts")
                .forEach(
                        mount -> assertThat(volumes).contains(mount.path("name").asString()));
        for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
            assertThat(container.path(probe).path("httpGet").path("port").asString())
                    .isEqualTo(container.path("ports").path(0).path("name").asString());
        }
        container
                .path("args")
                .forEach(argument -> assertThat(argument.isString()).isTrue());
        container
                .path("env")
                .forEach(variable -> assertThat(variable.has("value") || variable.has("valueFrom"))
                        .isTrue());
    }

    @Test
    void thePodHasNoRightsItDoesNotNeed() throws Exception {
        JsonNode pod = object(Chart.render(""), "StatefulSet/fleet-tifl")
                .path("spec")
                .path("template")
                .path("spec");
        JsonNode container = pod.path("containers").path(0).path("securityContext");

        assertThat(pod.path("securityContext").path("runAsNonRoot").asBoolean()).isTrue();
        assertThat(pod.path("automountServiceAccountToken").asBoolean(true)).isFalse();
        assertThat(container.path("readOnlyRootFilesystem").asBoolean()).isTrue();
        assertThat(container.path("allowPrivilegeEscalation").asBoolean(true)).isFalse();
        assertThat(container.path("capabilities").path("drop").path(0).asString())
                .isEqualTo("ALL");
    }

    @Test
    void settingsReachTheCoordinator() throws Exception {
        Map<String, JsonNode> objects = Chart.render(CLUSTER);
        String text = object(objects, "Secret/fleet-tifl-settings")
                .path("stringData")
                .path("application.yaml")
                .asString();
        JsonNode settings = new YAMLMapper().readTree(text);
        JsonNode container = object(objects, "StatefulSet/fleet-tifl")
                .path("spec")
                .path("template")
                .path("spec")
                .path("containers")
                .path(0);

        assertThat(settings.path("tifl.database.url").asString()).isEqualTo("jdbc:postgresql://db/tifl");
        assertThat(settings.path("tifl.kafka.bootstrap").asString()).isEqualTo("kafka:9092");
        assertThat(settings.path("tifl.lease").asString()).isEqualTo("60s");
        assertThat(container.path("args").toString())
                .contains("--certificate", "additional-location")
                .doesNotContain("proxy");
        assertThat(container.path("env").toString()).contains("TIFL_DATABASE_PASSWORD", "-Xmx3g");
        assertThat(container
                        .path("readinessProbe")
                        .path("httpGet")
                        .path("scheme")
                        .asString())
                .isEqualTo("HTTPS");
    }

    @Test
    void severalCoordinatorsNeedADatabaseAndAKeyInCommon() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Chart.render("replicas: 2"))
                .withMessageContaining("database.url");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Chart.render("{replicas: 2, database: {url: 'jdbc:postgresql://db/tifl'}}"))
                .withMessageContaining("existingSecret");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Chart.render("tls: {where: here}"))
                .withMessageContaining("tls.secret");
    }

    @Test
    void notesNameTheFirstToken() throws Exception {
        assertThat(Chart.notes()).contains("fleet-tifl-0", "admin.token", "/dashboard/");
    }

    @Test
    void theSchemaKnowsEveryValueAndNoOther() throws Exception {
        JsonNode values = new YAMLMapper().readTree(Files.readString(Chart.FOLDER.resolve("values.yaml")));
        JsonNode schema = new JsonMapper().readTree(Files.readString(Chart.FOLDER.resolve("values.schema.json")));

        values.propertyStream().forEach(value -> {
            JsonNode described = schema.path("properties").path(value.getKey());
            assertThat(described.isObject()).as(value.getKey()).isTrue();
            if (described.has("properties")) {
                assertThat(described.path("properties").propertyNames())
                        .as(value.getKey())
                        .containsExactlyInAnyOrderElementsOf(value.getValue().propertyNames());
            }
        });
        schema.path("required")
                .forEach(name -> assertThat(values.has(name.asString())).isTrue());
    }

    private static JsonNode object(Map<String, JsonNode> objects, String name) {
        return Objects.requireNonNull(objects.get(name), () -> name + " is not among " + objects.keySet());
    }
}
