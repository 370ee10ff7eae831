package io.tifl.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Tries every value of the chart. */
final class ChartValuesTest {
    private static final String DATABASE = "database: {url: 'jdbc:postgresql://db/tifl'}";

    @BeforeEach
    void helmIsHere() {
        Chart.assumeHelm();
    }

    /** The value, what else has to be set for it to matter, and the value set; texts look like something else where they may. */
    static Stream<Arguments> values() {
        return Stream.of(
                arguments("image.repository", "", "image: {repository: registry/tifl}"),
                arguments("image.tag", "", "image: {tag: '1'}"),
                arguments("image.pullPolicy", "", "image: {pullPolicy: Always}"),
                arguments("replicas", "{%s, existingSecret: keys}".formatted(DATABASE), "replicas: 2"),
                arguments("tls.where", "tls: {secret: own}", "tls: {where: here}"),
                arguments("tls.secret", "tls: {where: here, secret: own}", "tls: {secret: '123'}"),
                arguments("existingSecret", "", "existingSecret: '123'"),
                arguments("database.url", "", DATABASE),
                arguments("database.user", DATABASE, "database: {user: '007'}"),
                arguments("database.passwordSecret", "", "database: {passwordSecret: '123'}"),
                arguments("kafka.bootstrap", "", "kafka: {bootstrap: 'one:9092,two:9092'}"),
                arguments("settings", "", "settings: {tifl.lease: 60s, tifl.behind-proxy: true, tifl.most: 268435456}"),
                arguments("java.options", "", "java: {options: '-Xmx3g -Dtext=\"a: b\"'}"),
                arguments("persistence.size", "", "persistence: {size: 20Gi}"),
                arguments("persistence.storageClass", "", "persistence: {storageClass: '1'}"),
                arguments("service.type", "", "service: {type: LoadBalancer}"),
                arguments("service.port", "", "service: {port: 443}"),
                arguments("resources.requests.cpu", "", "resources: {requests: {cpu: 2}}"),
                arguments("resources.requests.memory", "", "resources: {requests: {memory: 1Gi}}"),
                arguments("resources.limits.memory", "", "resources: {limits: {memory: 8Gi}}"),
                arguments("networkPolicy.enabled", "", "networkPolicy: {enabled: false}"),
                arguments("networkPolicy.from", "", "networkPolicy: {from: {team: '7'}}"),
                arguments("monitoring.annotations", "", "monitoring: {annotations: false}"));
    }

    @ParameterizedTest
    @MethodSource("values")
    void everyValueHasAnEffect(String value, String below, String above) throws Exception {
        JsonNode both = Chart.YAML
                .readerForUpdating(Chart.YAML.readTree(below.isEmpty() ? "{}" : below))
                .readValue(above);

        assertThat(Chart.render(both.toString())).as(value).isNotEqualTo(Chart.render(below));
    }

    @Test
    void noValueIsForgotten() throws Exception {
        List<String> names = new ArrayList<>();
        leaves("", defaults(), names);

        assertThat(values().map(value -> value.get()[0])).containsExactlyInAnyOrderElementsOf(names);
    }

    private static void leaves(String prefix, JsonNode node, List<String> names) {
        node.propertyStream().forEach(entry -> {
            String name = prefix + entry.getKey();
            if (entry.getValue().isObject() && !entry.getValue().isEmpty()) {
                leaves(name + ".", entry.getValue(), names);
            } else {
                names.add(name);
            }
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "replicas: 0",
                "replicas: two",
                "replicas: 1.5",
                "image: {repository: ''}",
                "image: {tag: 1}",
                "image: {pullPolicy: Sometimes}",
                "tls: {where: there}",
                "existingSecret: 7",
                "database: {url: 'jdbc:mysql://db/tifl'}",
                "database: {password: secret}",
                "persistence: {size: 10}",
                "persistence: {size: 10 GB}",
                "service: {port: 70000}",
                "service: {type: ExternalName}",
                "settings: {tifl: {lease: 60s}}",
                "networkPolicy: {enabled: 'true'}",
                "monitoring: {annotations: sometimes}",
                "replica: 3"
            })
    void theSchemaRefuses(String values) {
        assertThatIllegalStateException().isThrownBy(() -> Chart.render(values)).withMessageContaining("schema");
    }

    @Test
    void theSchemaKnowsEveryValueAndNoOther() throws Exception {
        JsonNode values = defaults();
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

    private static JsonNode defaults() throws Exception {
        return Chart.YAML.readTree(Files.readString(Chart.FOLDER.resolve("values.yaml")));
    }
}
