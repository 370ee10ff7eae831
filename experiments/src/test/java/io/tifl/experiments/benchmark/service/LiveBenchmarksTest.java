package io.tifl.experiments.benchmark.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.tifl.broker.KafkaBroker;
import io.tifl.client.device.TiflClient;
import io.tifl.client.kafka.KafkaCoordinator;
import io.tifl.client.pace.Pace;
import io.tifl.experiments.benchmark.lead.FakeRunner;
import io.tifl.experiments.benchmark.result.BenchmarkResult;
import io.tifl.experiments.benchmark.result.ResultFormat;
import io.tifl.protocol.Seed;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Benchmarks on real clients of a real coordinator, over HTTP and over Kafka. */
@Tag("slow")
@Timeout(180)
final class LiveBenchmarksTest {
    /** How soon a follower without a sign of life is given up. */
    private static final String SHORT_LEASE = "--tifl.lease=4s";

    /** A machine that has much to do can be too slow for a short lease. */
    private static final String PATIENT = "--tifl.benchmarks.attempts=20";

    @TempDir
    private Path folder = Path.of("");

    private static String burst(String name) {
        return "name: " + name + "\nworkload: {mode: burst}\n";
    }

    @Test
    void aSweepIsDoneByTwoFollowersOverHttp() throws Exception {
        try (LiveService service = LiveService.start(folder.resolve("data"))) {
            sweepIsDone(service, Optional.empty());
        }
    }

    @Test
    void aSweepIsDoneByTwoFollowersOverKafka() throws Exception {
        try (KafkaBroker broker = KafkaBroker.start(folder.resolve("kafka"), 0);
                LiveService service =
                        LiveService.start(folder.resolve("data"), "--tifl.kafka.bootstrap=" + broker.bootstrap());
                KafkaCoordinator kafka = KafkaCoordinator.builder(broker.bootstrap())
                        .pace(new Pace(new Seed(1), Duration.ofMillis(50), Duration.ofMillis(500)))
                        .build()) {
            sweepIsDone(service, Optional.of(kafka));
        }
    }

    private void sweepIsDone(LiveService service, Optional<KafkaCoordinator> kafka) throws Exception {
        FakeRunner a = new FakeRunner();
        FakeRunner b = new FakeRunner();
        try (TiflClient _ = service.follower(folder, "a", a, kafka);
                TiflClient _ = service.follower(folder, "b", b, kafka)) {
            assertThat(service.send(
                                    "POST",
                                    "/v1/benchmarks",
                                    burst("s") + "sweep: {server.max-batch: [1, 2, 4], workload.batch: [1, 2]}")
                            .statusCode())
                    .isEqualTo(201);

            List<String> names = new ArrayList<>();
            service.get("/v1/benchmarks")
                    .forEach(one -> names.add(one.path("name").asString()));
            assertThat(names).hasSize(6);
            for (String name : names) {
                JsonNode done = service.await(name, "done");
                BenchmarkResult result = ResultFormat.read(service.send("GET", "/v1/benchmarks/" + name + "/result", "")
                        .body()
                        .getBytes(StandardCharsets.UTF_8));
                assertThat(result.spec().name()).isEqualTo(name);
                assertThat(result.device().name())
                        .isEqualTo(done.path("follower").asString());
            }
            assertThat(a.began.size() + b.began.size()).isEqualTo(6);
            assertThat(a.most.get()).isLessThanOrEqualTo(1);
            assertThat(b.most.get()).isLessThanOrEqualTo(1);
            assertThat(service.get("/v1/benchmark-schedule").path("benchmarks").asInt())
                    .isEqualTo(6);
        }
    }

    @Test
    void whatAKilledFollowerLeavesIsDoneElsewhereOverHttp() throws Exception {
        try (LiveService service = LiveService.start(folder.resolve("data"), SHORT_LEASE, PATIENT)) {
            killedFollowerLeavesNothingUndone(service, "", Optional.empty());
        }
    }

    @Test
    void whatAKilledFollowerLeavesIsDoneElsewhereOverKafka() throws Exception {
        try (KafkaBroker broker = KafkaBroker.start(folder.resolve("kafka"), 0);
                LiveService service = LiveService.start(
                        folder.resolve("data"), SHORT_LEASE, PATIENT, "--tifl.kafka.bootstrap=" + broker.bootstrap());
                KafkaCoordinator kafka = KafkaCoordinator.builder(broker.bootstrap())
                        .pace(new Pace(new Seed(1), Duration.ofMillis(50), Duration.ofMillis(500)))
                        .build()) {
            killedFollowerLeavesNothingUndone(service, broker.bootstrap(), Optional.of(kafka));
        }
    }

    private void killedFollowerLeavesNothingUndone(
            LiveService service, String bootstrap, Optional<KafkaCoordinator> kafka) throws Exception {
        Process doomed = StuckFollower.start(service.uri(), service.enrolment(), folder, bootstrap);
        try {
            assertThat(service.send("POST", "/v1/benchmarks", burst("x")).statusCode())
                    .isEqualTo(201);
            service.await("x", "running");
            StuckFollower.awaitBegun(folder);
        } finally {
            doomed.destroyForcibly().waitFor();
        }
        try (TiflClient _ = service.follower(folder, "other", new FakeRunner(), kafka)) {
            JsonNode done = service.await("x", "done");
            assertThat(done.path("follower").asString()).isEqualTo("other");
            assertThat(done.path("attempt").asInt()).isGreaterThanOrEqualTo(2);
        }
    }

    @Test
    void whatAFollowerLeavesThatSaysGoodbyeIsDoneElsewhere() throws Exception {
        try (LiveService service = LiveService.start(folder.resolve("data"))) {
            FakeRunner stuck = new FakeRunner(new CountDownLatch(1));
            try (TiflClient _ = service.follower(folder, "doomed", stuck, Optional.empty())) {
                service.send("POST", "/v1/benchmarks", burst("x"));
                service.await("x", "running");
                while (stuck.began.isEmpty()) {
                    Thread.onSpinWait();
                }
            }
            try (TiflClient _ = service.follower(folder, "other", new FakeRunner(), Optional.empty())) {
                assertThat(service.await("x", "done").path("attempt").asInt()).isEqualTo(2);
            }
        }
    }

    @Test
    void aCoordinatorThatStartsAgainTakesUpWhatRanAndCountsItOnce() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        FakeRunner runner = new FakeRunner(gate);
        Path data = folder.resolve("data");
        int port;
        TiflClient follower;
        try (LiveService first = LiveService.start(data)) {
            port = first.uri().getPort();
            follower = first.follower(folder, "a", runner, Optional.empty());
            first.send("POST", "/v1/benchmarks", burst("x"));
            first.await("x", "running");
            while (runner.began.isEmpty()) {
                Thread.onSpinWait();
            }
        }
        try (LiveService second = LiveService.start(data, port);
                follower) {
            gate.countDown();

            JsonNode done = second.await("x", "done");
            assertThat(done.path("attempt").asInt()).isEqualTo(1);
            assertThat(runner.began).hasSize(1);
        }
    }
}
