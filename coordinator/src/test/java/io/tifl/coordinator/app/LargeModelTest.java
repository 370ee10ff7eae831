package io.tifl.coordinator.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.tifl.coordinator.store.Child;
import io.tifl.protocol.Layout;
import io.tifl.protocol.Metrics;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.auth.ClientKey;
import io.tifl.protocol.codec.EncodedUpdate;
import io.tifl.protocol.codec.Float32Codec;
import io.tifl.protocol.task.TaskId;
import io.tifl.protocol.task.TaskReply;
import io.tifl.protocol.wire.ModelReference;
import io.tifl.protocol.wire.WireMessage;
import io.tifl.protocol.wire.WireOrder;
import java.io.BufferedReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A coordinator with a heap of 2 GiB, and models as large as it can bear; see {@code docs/reliability.md}. */
@Tag("slow")
@EnabledOnOs(OS.LINUX)
class LargeModelTest {
    private static final Logger LOG = LoggerFactory.getLogger(LargeModelTest.class);
    private static final int PARAMETERS = Integer.getInteger("tifl.test.parameters", 32_000_000);
    private static final int CLIENTS = 10;
    private static final int PIECE = 8 << 20;

    @TempDir
    private Path data;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    // This process has room for one update as it is sent.
    private final Semaphore sending = new Semaphore(1);
    private final EncodedUpdate update = update();

    private static EncodedUpdate update() {
        float[] change = new float[PARAMETERS];
        Arrays.fill(change, 0.25f);
        return new Float32Codec().encode(Parameters.owning(Layout.flat(PARAMETERS), change), 0);
    }

    @Test
    void tenClientsTrainALargeModelWithACoordinatorOfTwoGibibytes() throws Exception {
        Process child = Child.start(
                Child.java("2g", LargeModelChild.class, data, Integer.toString(PARAMETERS), Integer.toString(CLIENTS)));
        List<String> said = new ArrayList<>();
        try (BufferedReader output = Child.output(child)) {
            URI uri = URI.create(output.readLine().substring("URI ".length()));
            List<Device> devices = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                String token = output.readLine().substring("TOKEN ".length());
                devices.add(Device.enrol(http, uri, token, "device-" + i));
            }
            try (Crew _ = new Crew(devices, this::train, LargeModelTest::evaluate)) {
                output.lines().forEach(said::add);
            }
        } finally {
            child.destroyForcibly();
        }

        LOG.info("{} parameters: {}", PARAMETERS, said);
        assertThat(said).endsWith("COUNTED [" + CLIENTS + ", " + CLIENTS + "]");
    }

    private static void evaluate(Device device, Device.Received received) throws Exception {
        TaskReply reply = new TaskReply.Measured(
                received.order().id(),
                Metrics.of("examples", 10).with("correct", 5).with("loss", 1));
        Device.require(device.reply(received, reply), 200);
    }

    private void train(Device device, Device.Received received) throws Exception {
        WireOrder order = received.order();
        TaskId task = order.id();
        long version = ((ModelReference) order.model()).version();
        sending.acquire();
        try {
            HttpResponse<Void> model = http.send(
                    device.request("/v1/jobs/" + task.job() + "/models/" + version)
                            .GET()
                            .build(),
                    BodyHandlers.discarding());
            assertThat(model.statusCode()).isEqualTo(200);
            TaskReply reply = new TaskReply.Updated(task, update, 10, Metrics.none());
            send(device, received, Device.FORMAT.encode(new WireMessage.Reply(reply)));
        } finally {
            sending.release();
        }
    }

    private static void send(Device device, Device.Received received, byte[] message) throws Exception {
        TaskId task = received.order().id();
        String digest = ClientKey.digest(message);
        String signature = device.key().signReply(task, received.nonce(), digest);
        for (int from = 0; from < message.length; from += PIECE) {
            int to = Math.min(message.length, from + PIECE);
            HttpResponse<byte[]> answer = device.send(device.request("/v1/replies/" + task.job() + "/" + task.round())
                    .header("Upload-Offset", Integer.toString(from))
                    .header("Upload-Length", Integer.toString(message.length))
                    .header("Tifl-Digest", digest)
                    .header("Tifl-Nonce", received.nonce())
                    .header("Tifl-Signature", signature)
                    .PUT(BodyPublishers.ofByteArray(message, from, to - from)));
            Device.require(answer, to < message.length ? 202 : 200);
        }
    }
}
