package io.tifl.coordinator.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.tifl.coordinator.content.Content;
import io.tifl.protocol.task.TaskId;
import io.tifl.protocol.wire.WireMessage;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Updates that are too large for the heap's liking. */
class LargeReplyTest {
    private static final String JOB = """
            name: flat
            model: flat
            model-settings: {size: 300000}
            rounds: 1
            clients-per-round: 2
            quorum: 2
            evaluate-every: 100
            sync-rounds: 0
            """;

    @TempDir
    private Path data;

    /** What a device has to send. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Update(Device device, Device.Received received, byte[] message) {
        static Update of(Device device, Device.Received received) throws Exception {
            byte[] message = Device.FORMAT.encode(new WireMessage.Reply(device.work(received.order())));
            assertThat(message.length).isGreaterThan(Content.LARGE);
            return new Update(device, received, message);
        }

        Update at(Service service) throws Exception {
            Device moved = device.at(service.uri());
            moved.openSession();
            return new Update(moved, received, message);
        }

        HttpRequest.Builder piece(int from, int to) {
            TaskId task = received.order().id();
            return device.signed(task, received.nonce(), message)
                    .header("Upload-Offset", Integer.toString(from))
                    .header("Upload-Length", Integer.toString(message.length))
                    .PUT(BodyPublishers.ofByteArray(message, from, to - from));
        }

        String send(int from, int to) throws IOException, InterruptedException {
            HttpResponse<byte[]> answer = device.send(piece(from, to));
            while (answer.statusCode() == 503) {
                Thread.sleep(50);
                answer = device.send(piece(from, to));
            }
            return Device.text(answer);
        }
    }

    private static List<Update> updates(Service service) throws Exception {
        List<Device> devices = service.enrol(2);
        for (Device device : devices) {
            device.openSession();
        }
        service.create(JOB);
        evaluate(devices);
        List<Update> updates = new ArrayList<>();
        for (Device device : devices) {
            updates.add(Update.of(device, device.poll(30).orElseThrow()));
        }
        return updates;
    }

    private static void evaluate(List<Device> devices) throws Exception {
        for (Device device : devices) {
            Device.Received evaluation = device.poll(30).orElseThrow();
            Device.require(device.reply(evaluation, device.work(evaluation.order())), 200);
        }
    }

    private void assertNothingRests() {
        assertThat(data.resolve("uploads")).isEmptyDirectory();
    }

    @Test
    void repliesWholeAndInPiecesSurviveARestartAndTheRoundEnds() throws Exception {
        List<Update> updates;
        try (Service service = Service.start(data)) {
            updates = updates(service);
            Update whole = updates.getFirst();
            Update pieces = updates.getLast();
            assertThat(whole.send(0, whole.message().length)).contains("counted-once");
            assertThat(pieces.send(0, 500_000)).startsWith("202");
        }
        try (Service service = Service.start(data)) {
            Update whole = updates.getFirst().at(service);
            Update pieces = updates.getLast().at(service);
            assertThat(whole.send(0, whole.message().length)).contains("known");
            assertThat(pieces.send(500_000, pieces.message().length)).contains("counted-once");
            evaluate(List.of(whole.device(), pieces.device()));
            service.await("flat", "completed");
            assertThat(service.rounds("flat").getFirst()).containsEntry("counted", 2);
        }
        assertNothingRests();
    }

    @Test
    void oneReplyThatIsSentTwiceAtOnceCountsOnce() throws Exception {
        try (Service service = Service.start(data)) {
            Update update = updates(service).getFirst();
            List<CompletableFuture<HttpResponse<byte[]>>> sent = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                HttpRequest request = update.piece(0, update.message().length).build();
                sent.add(service.http().sendAsync(request, BodyHandlers.ofByteArray()));
            }
            List<String> answers =
                    sent.stream().map(CompletableFuture::join).map(Device::text).toList();

            assertThat(answers)
                    .filteredOn(answer -> answer.contains("counted-once"))
                    .hasSize(1);
            assertThat(answers).filteredOn(answer -> answer.contains("known")).hasSize(3);
        }
        assertNothingRests();
    }

    @Test
    void aLargeReplyThatIsDamagedOrMalformedLeavesNothingBehind() throws Exception {
        try (Service service = Service.start(data)) {
            Update update = updates(service).getFirst();
            long before = blobs();
            byte[] damaged = update.message().clone();
            damaged[damaged.length / 2] ^= 1;
            Update malformed = new Update(update.device(), update.received(), damaged);
            TaskId task = update.received().order().id();
            HttpResponse<byte[]> otherDigest = update.device()
                    .send(update.device()
                            .signed(task, update.received().nonce(), update.message())
                            .PUT(BodyPublishers.ofByteArray(damaged)));

            assertThat(Device.text(otherDigest)).startsWith("403").contains("signature-invalid");
            assertThat(malformed.send(0, damaged.length)).startsWith("400").contains("malformed");
            assertThat(malformed.send(0, 10)).startsWith("202");
            assertThat(malformed.send(10, damaged.length)).startsWith("400").contains("malformed");

            assertNothingRests();
            assertThat(blobs()).isEqualTo(before);
            assertThat(update.send(0, update.message().length)).contains("counted-once");
        }
    }

    /** An answer that overtakes the request must not be lost with the connection. */
    @Test
    void everyAnswerThatIsKnownBeforeTheBodyHasComeReachesTheDevice() throws Exception {
        try (Service service = Service.start(data)) {
            Update update = updates(service).getFirst();
            int length = update.message().length;
            assertThat(update.send(0, length)).contains("counted-once");
            for (int i = 0; i < 50; i++) {
                assertThat(update.send(0, length)).contains("known");
                HttpResponse<byte[]> forged =
                        update.device().send(update.piece(0, length).setHeader("Tifl-Signature", "forged"));
                assertThat(Device.text(forged)).startsWith("403");
            }
        }
    }

    private long blobs() throws IOException {
        try (var files = Files.walk(data.resolve("blobs"))) {
            return files.filter(Files::isRegularFile).count();
        }
    }
}
