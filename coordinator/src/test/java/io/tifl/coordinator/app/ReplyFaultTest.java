package io.tifl.coordinator.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.tifl.protocol.Layout;
import io.tifl.protocol.Metrics;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.auth.ClientKey;
import io.tifl.protocol.codec.EncodedUpdate;
import io.tifl.protocol.codec.Float32Codec;
import io.tifl.protocol.task.TaskId;
import io.tifl.protocol.task.TaskReply;
import io.tifl.protocol.wire.WireMessage;
import io.tifl.protocol.wire.WireOrder;
import java.lang.foreign.MemorySegment;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Replies that come too often, that are others', or that hold what they must not: the model is as if they had not come. */
class ReplyFaultTest {
    private static final int SIZE = 8;

    @TempDir
    private Path data;

    private static String job(String name, int rounds, int clients, int quorum) {
        return """
                name: %s
                model: flat
                model-settings: {size: %d}
                rounds: %d
                clients-per-round: %d
                quorum: %d
                sync-rounds: 0
                policy: vanilla
                """.formatted(name, SIZE, rounds, clients, quorum);
    }

    @Test
    void modelIsTheSameAlthoughEveryReplyComesUpToFiveTimesInAnyOrder() throws Exception {
        checkRepetition(10);
    }

    @Test
    @Tag("slow")
    void modelIsTheSameAfterAThousandRoundsInWhichEveryReplyComesUpToFiveTimesInAnyOrder() throws Exception {
        checkRepetition(1000);
    }

    private void checkRepetition(int rounds) throws Exception {
        String once = trained(data.resolve("once"), rounds, Device::reply);
        ConcurrentLinkedQueue<Future<String>> copies = new ConcurrentLinkedQueue<>();
        String again;
        try (ExecutorService post = Executors.newVirtualThreadPerTaskExecutor()) {
            again = trained(
                    data.resolve("again"),
                    rounds,
                    (device, received, reply) -> copies.addAll(repeated(post, device, received, reply)));
        }

        assertThat(again).isEqualTo(once);
        int counted = 0;
        for (Future<String> copy : copies) {
            assertThat(copy.get()).startsWith("200").containsAnyOf("counted-once", "known");
            counted += copy.get().contains("counted-once") ? 1 : 0;
        }
        assertThat(counted).isEqualTo(rounds * 3);
        assertThat(copies).hasSizeGreaterThanOrEqualTo(2 * counted);
    }

    @FunctionalInterface
    private interface Delivery {
        Object deliver(Device device, Device.Received received, TaskReply reply) throws Exception;
    }

    private static String trained(Path folder, int rounds, Delivery delivery) throws Exception {
        try (Service service = Service.start(folder)) {
            List<Device> devices = service.enrol(4);
            service.create(job("flat", rounds, 3, 3).replace("policy:", "least-clients: 4\npolicy:"));
            Crew crew = new Crew(
                    devices, (device, received) -> delivery.deliver(device, received, device.work(received.order())));
            try (crew) {
                service.await("flat", "completed", Duration.ofMinutes(5));
                // What is under way yet arrives after the end.
                Thread.sleep(100);
            }
            return service.modelHash("flat");
        }
    }

    /** Sends a reply two to five times, each after a while of its own. */
    private static List<Future<String>> repeated(
            ExecutorService post, Device device, Device.Received received, TaskReply reply) {
        SplittableRandom random = new SplittableRandom(received.order().seed());
        List<Future<String>> copies = new ArrayList<>();
        for (int copy = random.nextInt(2, 6); copy > 0; copy--) {
            int millis = random.nextInt(60);
            copies.add(post.submit(() -> {
                Thread.sleep(millis);
                return Device.text(device.reply(received, reply));
            }));
        }
        return copies;
    }

    /** A request to reply as somebody who listens may have it. */
    @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
    private record Captured(TaskId task, byte[] message, String nonce, String signature) {
        HttpResponse<byte[]> replay(Device device, TaskId to, String withNonce) throws Exception {
            return device.send(device.request("/v1/replies/" + to.job() + "/" + to.round())
                    .header("Tifl-Digest", ClientKey.digest(message))
                    .header("Tifl-Nonce", withNonce)
                    .header("Tifl-Signature", signature)
                    .PUT(BodyPublishers.ofByteArray(message)));
        }
    }

    @Test
    void capturedReplyIsRefusedInLaterRoundsInAnotherJobAndFromAnotherClient() throws Exception {
        AtomicReference<Captured> captured = new AtomicReference<>();
        AtomicInteger refused = new AtomicInteger();
        try (Service service = Service.start(data)) {
            List<Device> devices = service.enrol(2);
            service.create(job("flat", 4, 2, 2));
            try (Crew _ = new Crew(devices, (device, received) -> {
                refused.addAndGet(replay(device, received, captured.get()));
                if (captured.get() == null && device.equals(devices.getFirst())) {
                    captured.set(capture(device, received));
                }
                device.serve(received);
            })) {
                service.await("flat", "completed");
                service.create(job("other", 4, 2, 2));
                service.await("other", "completed");
            }

            assertThat(refused.get()).isGreaterThanOrEqualTo(2 * 7 + 3 * 7);
            assertThat(service.refusals("signature-invalid")).isEqualTo(refused.get());
            assertThat(service.audited("signature-invalid")).isEqualTo(refused.get());
            for (String job : List.of("flat", "other")) {
                assertThat(service.rounds(job)).hasSize(4).allMatch(round -> Objects.equals(round.get("counted"), 2));
            }
        }
    }

    private static Captured capture(Device device, Device.Received received) throws Exception {
        TaskId task = received.order().id();
        byte[] message = Device.FORMAT.encode(new WireMessage.Reply(device.work(received.order())));
        String signature = device.key().signReply(task, received.nonce(), ClientKey.digest(message));
        return new Captured(task, message, received.nonce(), signature);
    }

    /** Replays against an order that is open; how often that was tried. */
    private static int replay(Device device, Device.Received received, Captured captured) throws Exception {
        TaskId task = received.order().id();
        if (captured == null || captured.task().equals(task)) {
            return 0;
        }
        for (String nonce : List.of(captured.nonce(), received.nonce())) {
            assertThat(Device.text(captured.replay(device, task, nonce)))
                    .startsWith("403")
                    .contains("signature-invalid");
        }
        if (!captured.task().client().equals(device.id())) {
            assertThat(Device.text(captured.replay(device, captured.task(), captured.nonce())))
                    .startsWith("403")
                    .contains("signature-invalid");
            return 3;
        }
        assertThat(Device.text(captured.replay(device, captured.task(), captured.nonce())))
                .startsWith("200")
                .contains("known");
        return 2;
    }

    /** What one of five clients sends in a round, and what becomes of it: why it is refused, or empty if it counts. */
    private record Fault(Change change, Optional<String> rejection) {
        static Fault rejected(String rejection, Change change) {
            return new Fault(change, Optional.of(rejection));
        }
    }

    @FunctionalInterface
    private interface Change {
        TaskReply of(WireOrder order);
    }

    /** One round for each fault: it costs the one client this round, and the model stays finite. */
    private void check(List<Fault> faults) throws Exception {
        try (Service service = Service.start(data)) {
            List<Device> devices = service.enrol(5);
            service.create(job("flat", faults.size(), 5, 4));
            try (Crew _ = new Crew(devices, (device, received) -> {
                WireOrder order = received.order();
                if (device.equals(devices.getFirst())) {
                    TaskReply reply =
                            faults.get((int) order.id().round()).change().of(order);
                    Device.require(device.reply(received, reply), 200);
                } else {
                    device.serve(received);
                }
            })) {
                service.await("flat", "completed");
            }

            List<Map<String, Object>> rounds = service.rounds("flat");
            assertThat(rounds).hasSize(faults.size()).allMatch(round -> "committed".equals(round.get("status")));
            for (int round = 0; round < faults.size(); round++) {
                Map<String, Map<?, ?>> replies = service.replies("flat", round);
                Optional<String> rejection = faults.get(round).rejection();
                assertThat(Objects.requireNonNull(replies.get("device-0")).get("rejection"))
                        .as("round %d", round)
                        .isEqualTo(rejection.orElse(null));
                assertThat(replies.values().stream().filter(reply -> "counted".equals(reply.get("status"))))
                        .hasSize(rejection.isPresent() ? 4 : 5);
            }
            Parameters model = service.model("flat").parameters();
            for (int i = 0; i < model.size(); i++) {
                assertThat(model.get(i)).isFinite();
            }
        }
    }

    private static TaskReply updated(WireOrder order, EncodedUpdate update, long examples) {
        return new TaskReply.Updated(order.id(), update, examples, Metrics.none());
    }

    private static EncodedUpdate filled(Layout layout, float value) {
        float[] values = new float[layout.size()];
        Arrays.fill(values, value);
        return new Float32Codec().encode(Parameters.owning(layout, values), 0);
    }

    private static EncodedUpdate filled(float value) {
        return filled(Layout.flat(SIZE), value);
    }

    private static Layout layout(Layout.Block... blocks) {
        return new Layout(List.of(blocks));
    }

    @Test
    void updateOfAnotherShapeTypeKeyOrWithATensorMoreCostsItsSenderAlone() throws Exception {
        String key = Layout.flat(SIZE).blocks().getFirst().name();
        long right = Layout.flat(SIZE).fingerprint();

        check(List.of(
                Fault.rejected(
                        "wrong-layout",
                        order -> updated(order, filled(layout(new Layout.Block(key, List.of(2, SIZE / 2))), 1), 10)),
                Fault.rejected(
                        "wrong-layout",
                        order -> updated(order, filled(layout(new Layout.Block(key + "2", List.of(SIZE))), 1), 10)),
                Fault.rejected(
                        "wrong-layout",
                        order -> updated(
                                order,
                                filled(
                                        layout(
                                                new Layout.Block(key, List.of(SIZE)),
                                                new Layout.Block("more", List.of(1))),
                                        1),
                                10)),
                Fault.rejected(
                        "malformed",
                        order -> updated(
                                order,
                                new EncodedUpdate(
                                        "float32",
                                        right,
                                        filled(Layout.flat(SIZE + 1), 1).payload()),
                                10)),
                Fault.rejected(
                        "malformed",
                        order -> updated(
                                order, new EncodedUpdate("float32", right, MemorySegment.ofArray(new byte[0])), 10)),
                Fault.rejected(
                        "wrong-codec",
                        order -> updated(
                                order, new EncodedUpdate("int8", right, MemorySegment.ofArray(new byte[SIZE])), 10)),
                Fault.rejected("no-update", order -> new TaskReply.Measured(order.id(), Metrics.none()))));
    }

    @Test
    void modelStaysFiniteWhateverValuesAnUpdateHolds() throws Exception {
        check(List.of(
                Fault.rejected("not-finite", order -> updated(order, filled(Float.NaN), 10)),
                Fault.rejected("not-finite", order -> updated(order, filled(Float.POSITIVE_INFINITY), 10)),
                Fault.rejected("not-finite", order -> updated(order, filled(Float.NEGATIVE_INFINITY), 10)),
                Fault.rejected("too-large", order -> updated(order, filled(1e38f), 10)),
                Fault.rejected("too-large", order -> updated(order, filled(-Float.MAX_VALUE), 10)),
                new Fault(order -> updated(order, filled(Float.MIN_VALUE), 10), Optional.empty()),
                new Fault(order -> updated(order, filled(-1e-40f), 10), Optional.empty()),
                new Fault(order -> updated(order, filled(1024), 10), Optional.empty())));
    }

    @Test
    void absurdNumbersOfExamplesAreNotBelieved() throws Exception {
        List<Fault> faults = new ArrayList<>();
        for (long examples : new long[] {1_000_000_000_000L, 0, -1, Long.MIN_VALUE, Long.MAX_VALUE, (1 << 20) + 1}) {
            faults.add(Fault.rejected("absurd-weight", order -> updated(order, filled(1), examples)));
        }
        faults.add(new Fault(order -> updated(order, filled(1), 1 << 20), Optional.empty()));

        check(faults);
    }
}
