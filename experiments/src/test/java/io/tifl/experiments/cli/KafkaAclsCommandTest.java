package io.tifl.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tifl.broker.KafkaBroker;
import io.tifl.coordinator.kafka.KafkaSettings;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

@Timeout(120)
class KafkaAclsCommandTest {
    @TempDir
    private Path folder;

    private final StringWriter said = new StringWriter();
    private final StringWriter printed = new StringWriter();

    private int run(String... arguments) {
        CommandLine command = Tifl.commandLine();
        command.setErr(new PrintWriter(said, true));
        command.setOut(new PrintWriter(printed, true));
        return command.execute(arguments);
    }

    @Test
    void whatADeviceNeedsIsPrintedAsCommandsOfKafkasOwnTool() {
        assertThat(run("kafka", "acls", "ann", "--prefix", "fl", "--bootstrap", "b:9092"))
                .isZero();

        String begin = "kafka-acls.sh --bootstrap-server b:9092 --add --allow-principal User:ann --operation ";
        assertThat(printed.toString().lines())
                .containsExactly(
                        begin + "Write --topic fl.calls",
                        begin + "Write --topic fl.replies",
                        begin + "Read --topic fl.orders",
                        begin + "Read --topic fl.models");
    }

    @Test
    void aCoordinatorReadsWhatDevicesWriteAndWritesWhatTheyRead() {
        assertThat(run("kafka", "acls", "--coordinator", "head")).isZero();

        assertThat(printed.toString())
                .contains("User:head --operation Read --topic tifl.calls", "Read --topic tifl.replies")
                .contains("Write --topic tifl.orders", "Write --topic tifl.models", "Write --topic tifl.dead-letters")
                .contains("Read --group tifl.coordinator", "Create --topic tifl.models")
                .doesNotContain("Read --topic tifl.orders", "Delete", "All");
    }

    @Test
    void whatIsMissingOrWrongIsSaid() {
        assertThat(run("kafka", "acls")).isEqualTo(ErrorMessages.USAGE);
        assertThat(run("kafka", "acls", "ann", "--accounts", folder.toString())).isEqualTo(ErrorMessages.USAGE);
        assertThat(run("kafka", "acls", "../ann")).isEqualTo(ErrorMessages.USAGE);

        assertThat(said.toString())
                .contains("name the devices", "together with --apply", "client id may hold letters")
                .doesNotContain("\tat ");
        assertThat(printed.toString()).isEmpty();
    }

    @Test
    void anAccountIsMadeOnceAndItsFileLetsTheDeviceIn() throws Exception {
        try (KafkaBroker broker = KafkaBroker.startSecured(folder.resolve("kafka"), 0)) {
            String[] arguments = {
                "kafka",
                "acls",
                "ann",
                "--apply",
                "--bootstrap",
                broker.bootstrap(),
                "--settings",
                broker.superUserFile().orElseThrow().toString(),
                "--accounts",
                folder.resolve("devices").toString()
            };
            assertThat(run(arguments)).as(said.toString()).isZero();
            Path file = folder.resolve("devices/ann.properties");
            String first = Files.readString(file);

            assertThat(run(arguments)).isZero();

            assertThat(file).content().isEqualTo(first);
            assertThat(said.toString()).contains("granted 4 rights", "ann has an account");
            Map<String, Object> settings = new HashMap<>(KafkaSettings.read(file));
            assertThat(settings.toString())
                    .doesNotContain(broker.superUser().get("sasl.jaas.config"))
                    .doesNotContain(folder.toString());
            settings.put("bootstrap.servers", broker.bootstrap());
            settings.put("max.block.ms", 5_000);
            try (KafkaProducer<byte[], byte[]> ann =
                    new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
                // She is let in and may ask for this topic; nobody has made it yet.
                assertThatThrownBy(() -> ann.partitionsFor("tifl.calls")).isInstanceOf(TimeoutException.class);
            }
        }
    }

    @Test
    void brokersThatDoNotKnowWhoGrantsAreNamedWithWhatToDo() throws Exception {
        try (KafkaBroker broker = KafkaBroker.startSecured(folder.resolve("kafka"), 0)) {
            Path wrong = folder.resolve("wrong.properties");
            Files.writeString(
                    wrong,
                    Files.readString(broker.superUserFile().orElseThrow()).replace("password=\"", "password=\"x"),
                    StandardCharsets.UTF_8);

            assertThat(run(
                            "kafka",
                            "acls",
                            "ann",
                            "--apply",
                            "--bootstrap",
                            broker.bootstrap(),
                            "--settings",
                            wrong.toString()))
                    .isEqualTo(ErrorMessages.FAILED);
            assertThat(said.toString())
                    .contains("do not know this user and password", "sasl.jaas.config")
                    .doesNotContain("\tat ");
        }
    }
}
