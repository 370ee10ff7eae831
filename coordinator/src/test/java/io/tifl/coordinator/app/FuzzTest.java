package io.tifl.coordinator.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.tifl.protocol.Layout;
import io.tifl.protocol.Seed;
import io.tifl.protocol.auth.ClientKey;
import io.tifl.protocol.codec.Float32Codec;
import io.tifl.protocol.codec.MalformedUpdateException;
import io.tifl.protocol.task.TaskId;
import io.tifl.protocol.task.TaskReply;
import io.tifl.protocol.wire.MalformedMessageException;
import io.tifl.protocol.wire.WireMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.zip.CRC32C;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Messages that nobody should send: each is refused with a reason, none costs memory, and what is good still counts. */
class FuzzTest {
    private static final int HEADER = 16;
    private static final int TRAILER = 8;
    private static final long SPARE_HEAP = 64 << 20;

    @TempDir
    private Path data;

    private final RandomGenerator random = new Seed(11).generator();
    private final Map<Integer, Integer> statuses = new TreeMap<>();
    private int cutOff;

    @Test
    void twentyThousandBadMessagesAreRefusedAndAGoodReplyCounts() throws Exception {
        check(20_000, 500);
    }

    @Test
    @Tag("slow")
    void aMillionBadMessagesAreRefusedAndAGoodReplyCounts() throws Exception {
        check(1_000_000, 20_000);
    }

    private void check(int decoded, int sent) throws Exception {
        try (Service service = Service.start(data)) {
            List<Device> devices = service.enrol(2);
            for (Device device : devices) {
                device.openSession();
            }
            service.create("{name: flat, model: flat, rounds: 1, clients-per-round: 2, sync-rounds: 0}");
            for (Device device : devices) {
                device.serve(device.poll(30).orElseThrow());
            }
            Device device = devices.getFirst();
            Device.Received received = device.poll(30).orElseThrow();
            TaskReply good = device.work(received.order());
            byte[] message = Device.FORMAT.encode(new WireMessage.Reply(good));
            long before = usedHeap();

            int refused = 0;
            for (int i = 0; i < decoded; i++) {
                refused += isRefused(mutated(message)) ? 1 : 0;
            }
            assertThat(refused).isGreaterThan(decoded / 2);
            for (int i = 0; i < sent; i++) {
                sendBad(service, device, received, message);
            }
            sendNoHttp(service);

            assertThat(statuses.keySet()).as("%s", statuses).allMatch(status -> status >= 400 && status < 500);
            assertThat(cutOff).isLessThan(sent / 10);
            assertThat(service.refusals("malformed")).isGreaterThan(sent / 4);
            assertThat(usedHeap()).isLessThan(before + SPARE_HEAP);
            Device.require(device.reply(received, good), 200);
            devices.getLast().serve(devices.getLast().poll(30).orElseThrow());
            try (Crew _ = new Crew(devices, Device::serve)) {
                service.await("flat", "completed");
            }
            assertThat(service.rounds("flat").getFirst().get("counted")).isEqualTo(2);
        }
    }

    private static long usedHeap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    /** Whether message or update is seen to be none; anything but that must not be thrown. */
    private static boolean isRefused(byte[] bytes) {
        try {
            if (Device.FORMAT.decode(bytes) instanceof WireMessage.Reply(TaskReply.Updated updated)) {
                new Float32Codec().decode(updated.update(), Layout.flat(8));
            }
            return false;
        } catch (MalformedMessageException | MalformedUpdateException e) {
            assertThat(e.getMessage()).isNotBlank();
            return true;
        }
    }

    /** Damage to values alone leaves a reply, which would count as this client's. */
    private static boolean isReplyTo(TaskId task, byte[] bytes) {
        try {
            return Device.FORMAT.decode(bytes) instanceof WireMessage.Reply(TaskReply reply)
                    && reply.id().equals(task);
        } catch (MalformedMessageException _) {
            return false;
        }
    }

    /** A damaged message; half of them with lengths and checksum that fit, so that the damage is met further inside. */
    private byte[] mutated(byte[] whole) {
        byte[] bytes = whole.clone();
        int body = bytes.length - HEADER - TRAILER;
        switch (random.nextInt(6)) {
            case 0 -> bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
            case 1 -> bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            case 2 -> bytes[random.nextInt(HEADER)] = (byte) random.nextInt(); // magic, version, kind, length
            case 3 -> huge(bytes, HEADER + random.nextInt(body - Long.BYTES));
            case 4 -> random.nextBytes(bytes);
            default -> {
                for (int i = random.nextInt(8); i >= 0; i--) {
                    bytes[HEADER + random.nextInt(body)] = (byte) random.nextInt();
                }
            }
        }
        return random.nextBoolean() ? sealed(bytes) : bytes;
    }

    private void huge(byte[] bytes, int at) {
        long[] lengths = {-1, Long.MAX_VALUE, Integer.MAX_VALUE, 0xffffffffL, 1L << 40};
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(at, lengths[random.nextInt(lengths.length)]);
    }

    private static byte[] sealed(byte[] bytes) {
        if (bytes.length >= HEADER + TRAILER) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
            buffer.putLong(Long.BYTES, bytes.length - HEADER - TRAILER);
            buffer.putInt(bytes.length - TRAILER, 0);
            CRC32C checksum = new CRC32C();
            checksum.update(bytes, 0, bytes.length - Integer.BYTES);
            buffer.putInt(bytes.length - Integer.BYTES, (int) checksum.getValue());
        }
        return bytes;
    }

    private void sendBad(Service service, Device device, Device.Received received, byte[] message) throws Exception {
        HttpRequest.Builder request = badRequest(service, device, received, message);
        try {
            HttpResponse<byte[]> answer = device.send(request);
            statuses.merge(answer.statusCode(), 1, Integer::sum);
        } catch (IOException _) {
            // The connection was closed under it, since the body of the one before was not read to its end.
            cutOff++;
        }
    }

    private HttpRequest.Builder badRequest(Service service, Device device, Device.Received received, byte[] message) {
        TaskId task = received.order().id();
        return switch (random.nextInt(8)) {
            case 0 ->
                device.signed(task, received.nonce(), message)
                        .header("Upload-Offset", number())
                        .header("Upload-Length", number())
                        .PUT(BodyPublishers.ofByteArray(message, 0, 10));
            case 1 ->
                device.signed(task, received.nonce(), message)
                        .header("Content-Encoding", "gzip")
                        .PUT(BodyPublishers.ofByteArray(BOMB));
            case 2 ->
                device.request("/v1/replies/" + text() + "/" + number())
                        .header("Tifl-Digest", ClientKey.digest(message))
                        .PUT(BodyPublishers.ofByteArray(message));
            case 3 -> {
                List<String> paths = List.of("/v1/enrolments", "/v1/challenges", "/v1/sessions");
                yield HttpRequest.newBuilder(service.uri().resolve(paths.get(random.nextInt(paths.size()))))
                        .POST(BodyPublishers.ofByteArray(json()));
            }
            default -> {
                byte[] bad = mutated(message);
                while (isReplyTo(task, bad)) {
                    bad = mutated(message);
                }
                yield device.signed(task, received.nonce(), bad).PUT(BodyPublishers.ofByteArray(bad));
            }
        };
    }

    private String number() {
        return List.of("-1", "x", "1e9", "99999999999999999999", Long.toString(Long.MAX_VALUE), "0x7")
                .get(random.nextInt(6));
    }

    private String text() {
        return List.of("flat", "%00", "..%2f..", "a".repeat(500), "flat:profile", "-")
                .get(random.nextInt(6));
    }

    private byte[] json() {
        return switch (random.nextInt(9)) {
            case 0 -> "[".repeat(8000).getBytes(StandardCharsets.UTF_8);
            case 1 -> "{\"a\":".repeat(3000).getBytes(StandardCharsets.UTF_8);
            case 2 -> "null".getBytes(StandardCharsets.UTF_8);
            case 3 -> new byte[0];
            case 4 -> BOMB;
            case 5 -> new byte[100_000];
            case 6 -> ("{\"client\":" + "9".repeat(2000) + "}").getBytes(StandardCharsets.UTF_8);
            case 7 -> "{\"client\":{},\"token\":[],\"challenge\":7}".getBytes(StandardCharsets.UTF_8);
            default -> {
                byte[] noise = new byte[random.nextInt(1000)];
                random.nextBytes(noise);
                yield noise;
            }
        };
    }

    /** Ten megabytes of nothing in ten kilobytes. */
    private static final byte[] BOMB = bomb();

    private static byte[] bomb() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream zipped = new GZIPOutputStream(bytes)) {
            zipped.write(new byte[10 << 20]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** What is no request at all is answered with a 4xx, a 505 if of another version, or not at all. */
    private void sendNoHttp(Service service) throws IOException {
        byte[] noise = new byte[4000];
        random.nextBytes(noise);
        for (byte[] bytes : List.of(
                noise,
                "GET /v1/orders\r\n\r\n".getBytes(StandardCharsets.UTF_8),
                "PUT /v1/replies/flat/0 HTTP/1.1\r\nHost: a\r\nContent-Length: -5\r\n\r\n"
                        .getBytes(StandardCharsets.UTF_8),
                ("GET /" + "a".repeat(100_000) + " HTTP/1.1\r\n\r\n").getBytes(StandardCharsets.UTF_8))) {
            try (Socket socket =
                    new Socket(InetAddress.getLoopbackAddress(), service.uri().getPort())) {
                socket.setSoTimeout(10_000);
                socket.getOutputStream().write(bytes);
                socket.shutdownOutput();
                String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
                assertThat(answer).matches("(?s)(HTTP/1\\.1 (4|505).*)?");
            } catch (SocketException _) {
                // It was cut off.
            }
        }
    }
}
