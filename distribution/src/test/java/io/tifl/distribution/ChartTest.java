package io.tifl.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.marcnuri.helm.LintResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Has Helm render the chart, and checks what a cluster would refuse. */
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

    @BeforeEach
    void helmIsHere() {
        Chart.assumeHelm();
    }

    @Test
    void helmFindsNothingToBlame() {
        LintResult lint = Chart.lint(Chart.FOLDER);

        assertThat(lint.isFailed()).as(String.join("\n", lint.getMessages())).isFalse();
    }

    @Test
    void helmBlamesWhatIsWrong(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("Chart.yaml"), "{apiVersion: v2, name: wrong, version: one}");

        LintResult lint = Chart.lint(folder);

        assertThat(lint.isFailed()).isTrue();
        assertThat(lint.getMessages()).anyMatch(message -> message.contains("version"));
    }

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
        JsonNode settings = Chart.YAML.readTree(text);
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
    void theMasterKeyIsForItsUserAndGroup() throws Exception {
        JsonNode volumes = object(Chart.render("existingSecret: keys"), "StatefulSet/fleet-tifl")
                .at("/spec/template/spec/volumes");

        assertThat(volumes.valueStream()
                        .filter(volume -> volume.path("name").asString().equals("keys"))
                        .map(volume -> volume.at("/secret/defaultMode").asInt()))
                .containsExactly(0440);
    }

    @Test
    void severalCoordinatorsNeedADatabaseAndAKeyInCommon() {
        assertThatIllegalStateException()
                .isThrownBy(() -> Chart.render("replicas: 2"))
                .withMessageContaining("database.url");
        assertThatIllegalStateException()
                .isThrownBy(() -> Chart.render("{replicas: 2, database: {url: 'jdbc:postgresql://db/tifl'}}"))
                .withMessageContaining("existingSecret");
        assertThatIllegalStateException()
                .isThrownBy(() -> Chart.render("tls: {where: here}"))
                .withMessageContaining("tls.secret");
    }

    @Test
    void theLongestNameOfAReleaseMakesNamesThatAClusterTakes() throws Exception {
        Map<String, JsonNode> objects = Chart.render("a".repeat(53), Chart.KUBERNETES, CLUSTER);

        assertThat(objects).hasSize(6);
        // The label controller-revision-hash of a pod is the set's name, a dash and ten characters; a label has 63.
        objects.keySet().stream()
                .filter(name -> name.startsWith("StatefulSet/"))
                .forEach(name ->
                        assertThat(name.length() - "StatefulSet/".length()).isLessThanOrEqualTo(52));
        objects.keySet().stream()
                .filter(name -> name.startsWith("Service/"))
                .forEach(name -> assertThat(name.length() - "Service/".length()).isLessThanOrEqualTo(63));
    }

    @ParameterizedTest
    @ValueSource(strings = {"7", "1e3", "fleet.north"})
    void aReleaseWhoseServicesWouldBeRefusedIsRefused(String release) {
        assertThatIllegalStateException()
                .isThrownBy(() -> Chart.render(release, Chart.KUBERNETES, ""))
                .withMessageContaining("a letter first");
    }

    @Test
    void textsThatLookLikeSomethingElseStayTexts() throws Exception {
        assertThat(Chart.render("true", Chart.KUBERNETES, "")).containsKey("StatefulSet/true-tifl");
    }

    @Test
    void anOlderKubernetesIsRefused() {
        assertThatIllegalStateException()
                .isThrownBy(() -> Chart.render(Chart.RELEASE, "1.26.9", ""))
                .withMessageContaining("1.27.0");
    }

    @Test
    void aClusterOfAProviderIsTaken() throws Exception {
        assertThat(Chart.render(Chart.RELEASE, "v1.33.4-gke.1036000", "")).isEqualTo(Chart.render(""));
    }

    @ParameterizedTest
    @CsvSource({"proxy, http", "here, https"})
    void whoeverAsksUsesTheProtocolThatIsSpoken(String where, String scheme) throws Exception {
        Map<String, JsonNode> objects = Chart.render("tls: {where: %s, secret: certificate}".formatted(where));
        JsonNode pod = object(objects, "StatefulSet/fleet-tifl").path("spec").path("template");

        for (String service : List.of("Service/fleet-tifl", "Service/fleet-tifl-pods")) {
            assertThat(object(objects, service).at("/spec/ports/0/name").asString())
                    .isEqualTo(scheme);
        }
        assertThat(pod.at("/metadata/annotations").path("prometheus.io/scheme").asString())
                .isEqualTo(scheme);
        for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
            assertThat(pod.at("/spec/containers/0/" + probe + "/httpGet/scheme").asString())
                    .isEqualToIgnoringCase(scheme);
        }
    }

    @Test
    void notesNameTheFirstToken() throws Exception {
        assertThat(Chart.notes()).contains("fleet-tifl-0", "admin.token", "/dashboard/");
    }

    private static JsonNode object(Map<String, JsonNode> objects, String name) {
        return Objects.requireNonNull(objects.get(name), () -> name + " is not among " + objects.keySet());
    }
}
