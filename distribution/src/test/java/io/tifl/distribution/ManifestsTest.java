package io.tifl.distribution;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIOException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ManifestsTest {
    private static final String SERVICE = """
            apiVersion: v1
            kind: Service
            metadata:
              name: fleet
              labels: {team: learning}
            spec:
              sessionAffinity: ClientIP
              ports:
                - port: 8443
                  targetPort: http
            """;

    @Test
    void whatAClusterTakesIsTaken() {
        assertThatCode(() -> check(SERVICE)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "sessionAffinity, sessionAfinity, sessionAfinity",
        "'name: fleet', 'named: fleet', named",
        "learning, 7, String",
        "learning, true, String",
        "learning, 1.5, String",
        "'port: 8443', 'port: \"8443\"', Integer",
        "'port: 8443', 'port: http', Integer",
        "'targetPort: http', 'targetPort: {a: 1}', IntOrString",
        "Service, Servize, Servize",
        "apiVersion: v1, apiVersion: v2, v2"
    })
    void whatAClusterRefusesIsRefused(String well, String wrong, String words) {
        assertThatIOException()
                .isThrownBy(() -> check(SERVICE.replace(well, wrong)))
                .withMessageContaining(words);
    }

    private static void check(String yaml) throws Exception {
        Manifests.check(Chart.YAML.readTree(yaml));
    }
}
