package io.tifl.coordinator.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.tifl.protocol.Layout;
import io.tifl.protocol.Metrics;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.codec.Float32Codec;
import io.tifl.protocol.task.TaskReply;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jobs whose rounds overlap, over HTTP: no update is lost or counts twice, whatever happens to clients and service. */
class AsynchronousJobTest {
    private static final String JOB = """
            name: flat
            model: flat
            model-settings: {size: 8}
            rounds: %d
            clients-per-round: 3
            quorum: 1
            least-clients: 5
            sync-rounds: 0
            evaluate-every: 1000
            policy: fedbuff
            policy-settings: {buffer: 2}
            """;

    private static final int AT_WORK = 3;

    @TempDir
    private Path data;

    private final Overlaps overlaps = new Overlaps();

    /** Each device has a pace of its own, the first the slowest. */
    private void work(Device device, Device.Received received) throws Exception {
        Thread.sleep(device.id().value().equals("device-0") ? 300 : 20);
        overlaps.serve(device, received);
    }

    private static void awaitRounds(Service service, int rounds) throws Exception {
        while (service.rounds("flat").size() < rounds) {
            Thread.sleep(10);
        }
    }

    @Test
    void everyUpdateCountsOnceAndStaleOnesLess() throws Exception {
        try (Service service = Service.start(data)) {
            List<Device> devices = service.enrol(5);
            service.create(JOB.formatted(25));
            try (Crew _ = new Crew(devices, this::work)) {
                service.await("flat", "completed");
            }

            assertThat(service.rounds("flat")).hasSize(25).allMatch(round -> "committed".equals(round.get("status")));
            assertThat(overlaps.requireEachCountedOnce(service, AT_WORK)).isPositive();
            overlaps.requireModelOfBuffers(service);
        }
    }

    @Test
    void jobThatIsCutShortAgainAndAgainLosesNoUpdateAndCountsNoneTwice() throws Exception {
        List<Device> devices = List.of();
        for (int start = 0; start < 4; start++) {
            try (Service service = Service.start(data)) {
                if (start == 0) {
                    devices = service.enrol(5);
                    service.create(JOB.formatted(24));
                }
                List<Device> here =
                        devices.stream().map(device -> device.at(service.uri())).toList();
                try (Crew _ = new Crew(here, this::work)) {
                    if (start < 3) {
                        awaitRounds(service, 6 * (start + 1));
                    } else {
                        service.await("flat", "completed");
                    }
                }
                if (start == 3) {
                    assertThat(overlaps.requireEachCountedOnce(service, AT_WORK))
                            .isPositive();
                    overlaps.requireModelOfBuffers(service);
                }
            }
        }
    }

    @Test
    void pausedJobGoesOnWithWhatWasOutAndStoppedOneEnds() throws Exception {
        try (Service service = Service.start(data)) {
            List<Device> devices = service.enrol(5);
            service.create(JOB.formatted(1000));
            try (Crew _ = new Crew(devices, this::work)) {
                for (int pause = 1; pause <= 3; pause++) {
                    awaitRounds(service, 4 * pause);
                    Device.require(service.post("/v1/jobs/flat/pause", "application/json", ""), 200);
                    service.await("flat", "paused");
                    Device.require(service.post("/v1/jobs/flat/resume", "application/json", ""), 200);
                }
                awaitRounds(service, 16);
                Device.require(service.post("/v1/jobs/flat/stop", "application/json", ""), 200);
                service.await("flat", "stopped");
            }

            overlaps.requireEachCountedOnce(service, AT_WORK);
            overlaps.requireModelOfBuffers(service);
        }
    }

    @Test
    void clientsThatDieOrSendWhatTheyMustNotHoldUpNobody() throws Exception {
        try (Service service = Service.start(data, "--tifl.lease=2s")) {
            List<Device> devices = service.enrol(5);
            service.create(JOB.formatted(30));
            try (Crew _ = new Crew(devices, (device, received) -> {
                switch (device.id().value()) {
                    case "device-0" -> Thread.sleep(3_600_000);
                    case "device-1" -> {
                        Thread.sleep(20);
                        TaskReply wrong = new TaskReply.Updated(
                                received.order().id(),
                                new Float32Codec().encode(Parameters.zeros(Layout.flat(7)), 0),
                                10,
                                Metrics.none());
                        Device.require(device.reply(received, wrong), 200);
                    }
                    default -> {
                        // Slow enough for the one that died to be noticed.
                        Thread.sleep(150);
                        overlaps.serve(device, received);
                    }
                }
            })) {
                service.await("flat", "completed");
            }

            boolean died = false;
            boolean wrong = false;
            for (int round = 0; round < 30; round++) {
                Map<String, Map<?, ?>> replies = service.replies("flat", round);
                Map<?, ?> dead = replies.get("device-0");
                died |= dead != null && "timed-out".equals(dead.get("status"));
                Map<?, ?> bad = replies.get("device-1");
                assertThat(bad == null || "rejected".equals(bad.get("status"))).isTrue();
                wrong |= bad != null && "wrong-layout".equals(bad.get("rejection"));
            }
            assertThat(died).isTrue();
            assertThat(wrong).isTrue();
            overlaps.requireEachCountedOnce(service, AT_WORK);
            overlaps.requireModelOfBuffers(service);
        }
    }

    @Test
    void staleReplyIsRefusedOnceAndItsSenderHearsThatItCame() throws Exception {
        record Sent(Device.Received received, TaskReply reply) {}
        CompletableFuture<Sent> first = new CompletableFuture<>();
        try (Service service = Service.start(data)) {
            List<Device> devices = service.enrol(5);
            service.create(JOB.formatted(400).replace("{buffer: 2}", "{buffer: 2, most-stale: 1}"));
            try (Crew _ = new Crew(devices, (device, received) -> {
                if (!device.id().value().equals("device-0")) {
                    Thread.sleep(20);
                    overlaps.serve(device, received);
                } else if (!first.isDone()) {
                    TaskReply reply = device.work(received.order());
                    awaitRounds(service, (int) received.order().id().round() + 4);
                    Device.require(device.reply(received, reply), 200);
                    first.complete(new Sent(received, reply));
                } else {
                    overlaps.serve(device, received);
                }
            })) {
                Map<?, ?> stale = Map.of();
                for (int round = 0; !"stale".equals(stale.get("rejection")); round++) {
                    awaitRounds(service, round + 1);
                    stale = service.replies("flat", round).getOrDefault("device-0", Map.of());
                }
                assertThat(((Number) Objects.requireNonNull(stale.get("roundsAgo"))).longValue())
                        .isGreaterThan(1);
            }

            // As if its acknowledgement had been lost: the round in which it was asked is over, and so is that in which
            // it came.
            Device slow = devices.getFirst();
            String again =
                    Device.text(slow.reply(first.join().received(), first.join().reply()));
            assertThat(again).startsWith("200").contains("known");
        }
    }

    @Test
    void tiersStepAtTheirOwnPaceAndTheirModelsOutliveAStop() throws Exception {
        String job = JOB.formatted(16)
                .replace("policy: fedbuff", "policy: fedat")
                .replace("policy-settings: {buffer: 2}", "tiers: 2")
                .replace("clients-per-round: 3", "clients-per-round: 2")
                .replace("sync-rounds: 0", "sync-rounds: 1")
                .replace("least-clients: 5", "least-clients: 6");
        List<Device> devices;
        try (Service service = Service.start(data)) {
            devices = service.enrol(6);
            service.create(job);
            try (Crew _ = new Crew(devices, this::workInTiers)) {
                awaitRounds(service, 7);
            }
        }
        try (Service service = Service.start(data)) {
            List<Device> here =
                    devices.stream().map(device -> device.at(service.uri())).toList();
            try (Crew _ = new Crew(here, this::workInTiers)) {
                service.await("flat", "completed");
            }

            assertThat(service.rounds("flat"))
                    .extracting(round -> Objects.requireNonNull(round.get("tier")))
                    .contains(0, 1);
            assertThat(overlaps.requireEachCountedOnce(service, 2 * AT_WORK)).isPositive();
            overlaps.requireModelOfTiers(service, 2);
        }
    }

    private void workInTiers(Device device, Device.Received received) throws Exception {
        boolean slow =
                List.of("device-0", "device-1", "device-2").contains(device.id().value());
        Thread.sleep(slow ? 400 : 100);
        overlaps.serve(device, received);
    }

    @Test
    void jobWhosePartsDoNotGoTogetherIsRefusedWithTheReason() throws Exception {
        try (Service service = Service.start(data)) {
            String answer = Device.text(
                    service.post("/v1/jobs", "application/yaml", JOB.formatted(1) + "server-optimizer: scaffold\n"));

            assertThat(answer).startsWith("422").contains("scaffold", "asynchronous policy");
        }
    }
}
