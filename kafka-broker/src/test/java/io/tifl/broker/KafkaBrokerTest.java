package io.tifl.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaBrokerTest {
    @TempDir
    private Path folder;

    private static Set<String> topics(KafkaBroker broker) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()))) {
            return admin.listTopics().names().get();
        }
    }

    @Test
    void itKeepsWhatItHasOverAKill() throws Exception {
        try (KafkaBroker broker = KafkaBroker.start(folder, 0)) {
            String bootstrap = broker.bootstrap();
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
                admin.createTopics(List.of(new NewTopic("kept", 1, (short) 1)))
                        .all()
                        .get();
            }

            broker.kill();
            broker.restart();

            assertThat(broker.bootstrap()).isEqualTo(bootstrap);
            assertThat(topics(broker)).contains("kept");
        }
    }

    private static Set<String> topics(KafkaBroker broker, Map<String, String> user) throws Exception {
        Map<String, Object> settings = new HashMap<>(user);
        settings.put("bootstrap.servers", broker.bootstrap());
        try (Admin admin = Admin.create(settings)) {
            return admin.listTopics().names().get();
        }
    }

    @Test
    void aSecuredOneLetsInWhoKnowsThePasswordAndKeepsItOverAKill() throws Exception {
        try (KafkaBroker broker = KafkaBroker.startSecured(folder, 0)) {
            broker.kill();
            broker.restart();

            assertThat(topics(broker, broker.superUser())).isEmpty();
            assertThatThrownBy(() -> topics(broker, broker.user("coordinator", "guessed")))
                    .hasCauseInstanceOf(SaslAuthenticationException.class);
            Map<String, String> open = Map.of("request.timeout.ms", "1000", "default.api.timeout.ms", "2000");
            assertThatThrownBy(() -> topics(broker, open)).isInstanceOf(ExecutionException.class);
        }
        try (KafkaBroker again = KafkaBroker.startSecured(folder, 0)) {
            assertThat(again.superUserFile())
                    .hasValueSatisfying(file -> assertThat(file)
                            .content()
                            .contains("SASL_SSL", again.superUser().get("sasl.jaas.config")));
            assertThat(topics(again, again.superUser())).isEmpty();
        }
        assertThatThrownBy(() -> KafkaBroker.start(folder, 0))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("secured; choose another folder");
    }

    @Test
    void itsSecretsAreItsOwnersAlone() throws Exception {
        try (KafkaBroker broker = KafkaBroker.startSecured(folder, 0)) {
            assumeThat(folder.getFileSystem().supportedFileAttributeViews()).contains("posix");
            for (String file : List.of("broker.password", "coordinator.properties", "server.properties")) {
                assertThat(Files.getPosixFilePermissions(folder.resolve(file)))
                        .as(file)
                        .containsExactlyInAnyOrder(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
            }
            assertThat(broker.log()).content().doesNotContain(Files.readString(folder.resolve("broker.password")));
        }
    }

    @Test
    void aPortThatIsTakenIsNamed() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> KafkaBroker.start(folder, taken.getLocalPort()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("port " + taken.getLocalPort());
        }
    }
}
