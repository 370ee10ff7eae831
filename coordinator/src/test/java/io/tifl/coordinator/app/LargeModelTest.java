package io.tifl.coordinator.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.tifl.coordinator.content.Filling;
import io.tifl.coordinator.store.Child;
import io.tifl.protocol.Layout;
import io.tifl.protocol.Metrics;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.VectorMemory;
import io.tifl.protocol.auth.ClientKey;
import io.tifl.protocol.codec.EncodedUpdate;
import io.tifl.protocol.codec.Float32Codec;
import io.tifl.protocol.task.TaskId;
import io.tifl.protocol.task.TaskReply;
import io.tifl.protocol.wire.ModelReference;
import io.tifl.protocol.wire.WireFormat;
import io.tifl.protocol.wire.WireLimits;
import io.tifl.protocol.wire.WireMessage;
import io.tifl.protocol.wire.WireOrder;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A coordinator with a heap of 2 GiB and a model of 1 GiB; see {@code docs/reliability.md}. */
@Tag("slow")
@EnabledOnOs(OS.LINUX)
class LargeModelTest {
    private static final Logger LOG = LoggerFactory.getLogger(LargeModelTest.class);
    private static final int PARAMETERS = Integer.getInteger("tifl.test.parameters", 1 << 28);
    private static final int CLIENTS = 10;
    private static final int PIECE = 8 << 20;

    /**
     * Memory of its own: the heap; for each parameter 16 bytes of the sum and 4 each of the model, of the mean, and of one
     * vector that is dead and not found yet; and half a gibibyte for all the rest.
     */
    private static final long ANONYMOUS_BYTES = (2L << 30) + 28L * PARAMETERS + (512 << 20);

    /** Files of replies besides: one that is summed, one that is taken in, one that is done with and not found yet. */
    private static final long BYTES = ANONYMOUS_BYTES + 12L * PARAMETERS;

    private static final WireFormat FORMAT =
            new WireFormat(WireLimits.defaults().withMaxMessageBytes(Integer.MAX_VALUE - 8));

    @TempDir
    private Path data;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    // This process has room for one update as it is sent.
    private final Semaphore sending = new Semaphore(1);
    private final ByteBuffer message = VectorMemory.floats(PARAMETERS + 1024).asByteBuffer();
    private final AtomicInteger trained = new AtomicInteger();
    private final EncodedUpdate update = update();

    private static EncodedUpdate update() {
        MemorySegment change = VectorMemory.floats(PARAMETERS);
        for (int i = 0; i < PARAMETERS; i++) {
            change.setAtIndex(Parameters.VALUE, i, 0.25f);
        }
        return new Float32Codec().encode(new Parameters(Layout.flat(PARAMETERS), change), 0);
    }

    @Test
    void tenClientsTrainALargeModelWithACoordinatorOfTwoGibibytes() throws Exception {
        Process coordinator = start();
        List<String> said = new ArrayList<>();
        Instant start = Instant.now();
        try (BufferedReader output = Child.output(coordinator);
                ProcessMemory memory = new ProcessMemory(coordinator)) {
            List<Device> devices = enrolled(uri(output), output);
            try (Crew _ = new Crew(devices, this::train, LargeModelTest::evaluate)) {
                output.lines().forEach(said::add);
            }
            report("in one go", start, memory);
        } finally {
            coordinator.destroyForcibly();
        }

        assertThat(said).endsWith("COUNTED [" + CLIENTS + ", " + CLIENTS + "]");
    }

    @Test
    void coordinatorThatIsKilledInTheSecondRoundEndsItWithTheRepliesItHad() throws Exception {
        List<Device> devices = trainedUntilKilled(2 * CLIENTS - 1);
        Process coordinator = start();
        List<String> said = new ArrayList<>();
        Instant start = Instant.now();
        try (BufferedReader output = Child.output(coordinator);
                ProcessMemory memory = new ProcessMemory(coordinator)) {
            URI uri = uri(output);
            List<Device> moved = devices.stream().map(device -> device.at(uri)).toList();
            try (Crew _ = new Crew(moved, this::train, LargeModelTest::evaluate)) {
                output.lines().forEach(said::add);
            }
            report("after a kill", start, memory);
        } finally {
            coordinator.destroyForcibly();
        }

        assertThat(said).endsWith("COUNTED [" + CLIENTS + ", " + CLIENTS + "]");
        assertThat(trained.get()).isBetween(2 * CLIENTS, 2 * CLIENTS + 1);
    }

    private static void report(String what, Instant start, ProcessMemory memory) {
        LOG.info("{} parameters, {}: {}, {}", PARAMETERS, what, Duration.between(start, Instant.now()), memory);
        assertThat(memory.peakAnonymousBytes()).isLessThan(ANONYMOUS_BYTES);
        assertThat(memory.peakBytes()).isLessThan(BYTES);
    }

    /** Runs the service until so many updates were acknowledged. */
    private List<Device> trainedUntilKilled(int updates) throws Exception {
        Process coordinator = start();
        try (BufferedReader output = Child.output(coordinator)) {
            List<Device> devices = enrolled(uri(output), output);
            try (Crew _ = new Crew(
                    devices,
                    (device, received) -> {
                        train(device, received);
                        if (trained.get() >= updates) {
                            coordinator.destroyForcibly();
                        }
                    },
                    LargeModelTest::evaluate)) {
                coordinator.waitFor();
            }
            return devices;
        } finally {
            coordinator.destroyForcibly();
        }
    }

    private Process start() throws IOException {
        return Child.start(Child.service(
                "2g", LargeModelChild.class, data, Integer.toString(PARAMETERS), Integer.toString(CLIENTS)));
    }

    private static URI uri(BufferedReader output) throws IOException {
        return URI.create(output.readLine().substring("URI ".length()));
    }

    private List<Device> enrolled(URI uri, BufferedReader output) throws Exception {
        List<Device> devices = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            String token = output.readLine().substring("TOKEN ".length());
            devices.add(Device.enrol(http, uri, token, "device-" + i));
        }
        return devices;
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
            send(device, received, new TaskReply.Updated(task, update, 10, Metrics.none()));
            trained.incrementAndGet();
        } finally {
            sending.release();
        }
    }

    private void send(Device device, Device.Received received, TaskReply reply) throws Exception {
        message.clear();
        FORMAT.write(new WireMessage.Reply(reply), new Filling(message));
        message.flip();
        TaskId task = received.order().id();
        String digest = digest();
        String signature = device.key().signReply(task, received.nonce(), digest);
        int from = 0;
        while (from < message.limit()) {
            byte[] piece = piece(from);
            HttpResponse<byte[]> answer = device.send(device.request("/v1/replies/" + task.job() + "/" + task.round())
                    .header("Upload-Offset", Integer.toString(from))
                    .header("Upload-Length", Integer.toString(message.limit()))
                    .header("Tifl-Digest", digest)
                    .header("Tifl-Nonce", received.nonce())
                    .header("Tifl-Signature", signature)
                    .PUT(BodyPublishers.ofByteArray(piece)));
            if (answer.statusCode() == 409) {
                // Some of it came before the coordinator was killed.
                from = (int) answer.headers().firstValueAsLong("Upload-Offset").orElseThrow();
                continue;
            }
            from += piece.length;
            Device.require(answer, from < message.limit() ? 202 : 200);
        }
    }

    private String digest() {
        MessageDigest sha256 = ClientKey.sha256();
        sha256.update(message.duplicate());
        return ClientKey.digestText(sha256.digest());
    }

    private byte[] piece(int from) {
        byte[] piece = new byte[Math.min(PIECE, message.limit() - from)];
        message.get(from, piece);
        return piece;
    }
}
