package io.tifl.coordinator.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.tifl.protocol.task.TaskReply;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

@ResourceLock(Resources.SYSTEM_ERR)
class StructuredLogsTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static final String JOB = "{name: flat, model: flat, rounds: 2, clients-per-round: 2, quorum: 2,"
            + " least-clients: 2, evaluate-every: 2, sync-rounds: 0, policy: vanilla}";

    @TempDir
    private Path data;

    private record Said(List<String> secrets, String text) {
        List<Map<String, Object>> lines() {
            List<Map<String, Object>> lines = new ArrayList<>();
            for (String line : text.lines().toList()) {
                lines.add(JSON.readValue(line, new TypeReference<>() {}));
            }
            return lines;
        }

        Map<String, Object> line(Predicate<String> message) {
            return lines().stream()
                    .filter(line -> message.test(String.valueOf(line.get("message"))))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(text));
        }
    }

    /** What a coordinator says on standard error, from its start to its end. */
    private Said said(String... settings) throws Exception {
        PrintStream before = System.err;
        ByteArrayOutputStream kept = new ByteArrayOutputStream();
        List<String> secrets = new ArrayList<>();
        System.setErr(new PrintStream(kept, true, StandardCharsets.UTF_8));
        try (SpanCollector spans = new SpanCollector();
                Service service = Service.start(data, spans::registerIn, settings)) {
            List<Device> devices = service.enrol(2);
            service.create(JOB);
            Crew.Script training = (device, received) -> {
                if (device.id().value().equals("device-0")
                        && received.order().id().round() == 0) {
                    device.reply(
                            received, new TaskReply.Failed(received.order().id(), TaskReply.Fault.CLIENT, "no room"));
                } else {
                    device.serve(received);
                    secrets.add(received.nonce());
                }
            };
            try (Crew _ = new Crew(devices, training)) {
                service.await("flat", "completed");
            }
            secrets.addAll(service.enrolmentTokens(2));
            devices.forEach(device -> secrets.add(device.key().toText()));
        } finally {
            System.setErr(before);
        }
        secrets.add(Files.readString(data.resolve("admin.token")).strip());
        secrets.add(Files.readString(data.resolve("master.key")).strip());
        return new Said(secrets, kept.toString(StandardCharsets.UTF_8));
    }

    @Test
    void aLineOfTheElasticSchemaNamesJobRoundAndTrace() throws Exception {
        Said said = said("--logging.structured.format.console=ecs", "--logging.level.io.tifl=debug");

        Map<String, Object> missed = said.line(message -> message.contains("round 0: NO_QUORUM"));
        assertThat(missed)
                .containsEntry("job", "flat")
                .containsEntry("round", "0")
                .containsKey("@timestamp");
        assertThat(String.valueOf(missed.get("traceId"))).matches("[0-9a-f]{32}");
        assertThat(Objects.toString(missed.get("log"))).contains("level=WARN");
        assertThat(said.line(message -> message.contains("round 1: COMMITTED")))
                .containsEntry("job", "flat")
                .containsEntry("round", "1");
        assertThat(said.line(message -> message.contains("is completed"))).containsEntry("job", "flat");
    }

    @Test
    void aLineOfADevicesReplyNamesItsOrder() throws Exception {
        Said said = said("--logging.structured.format.console=logstash", "--logging.level.io.tifl=debug");

        Map<String, Object> reply =
                said.line(message -> message.startsWith("reply to ") && message.contains("device-1"));
        assertThat(reply).containsEntry("job", "flat");
        assertThat(String.valueOf(reply.get("order"))).contains("device-1");
        assertThat(String.valueOf(reply.get("traceId"))).matches("[0-9a-f]{32}");
    }

    @Test
    void nothingSecretIsSaidAndEachLineIsJson() throws Exception {
        Said said = said("--logging.structured.format.console=ecs");

        assertThat(said.lines()).hasSizeGreaterThan(4);
        assertThat(said.secrets()).hasSizeGreaterThan(6).noneMatch(said.text()::contains);
        // Weights of a model, in whatever form: an array of numbers.
        assertThat(said.text()).doesNotContainPattern("\\[-?[0-9]+\\.[0-9]+, -?[0-9]+\\.[0-9]+");
        assertThat(said.lines())
                .allMatch(line -> String.valueOf(line.get("message")).length() < 2000);
    }

    @Test
    void withoutTheSettingLinesAreAsBefore() throws Exception {
        assertThat(said("--logging.level.io.tifl=info").text())
                .contains("job flat begins")
                .doesNotContain("{\"@timestamp\"");
    }
}
