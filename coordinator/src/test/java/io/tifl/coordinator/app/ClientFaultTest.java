package io.tifl.coordinator.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.tifl.protocol.wire.WireOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that vanish, that are slow or become so, and clocks that are wrong: rounds go on as if they were not. */
class ClientFaultTest {
    /** Seconds a round that should have ended long ago may still take on a machine that is busy with other things. */
    private static final double HANGS = 10;

    private static final Duration PATIENCE = Duration.ofMinutes(10);

    @TempDir
    private Path data;

    private static double seconds(Map<String, Object> round) {
        return ((Number) Objects.requireNonNull(round.get("seconds"))).doubleValue();
    }

    private static int number(Map<String, Object> round, String name) {
        return ((Number) Objects.requireNonNull(round.get(name))).intValue();
    }

    @Test
    void roundsCloseAtTheirQuorumByTheDeadlineAlthoughThirtyPercentDropOut() throws Exception {
        checkDropOut(30);
    }

    @Test
    @Tag("slow")
    void aThousandRoundsCloseAtTheirQuorumByTheDeadlineAlthoughThirtyPercentDropOut() throws Exception {
        checkDropOut(1000);
    }

    /**
     * Whether a device answers; that depends on its order alone, so each run is the same. In every tenth round only seven of
     * the sixteen do: of the twelve that are asked at least three, and seldom the six that are wanted.
     */
    private static boolean answers(int device, WireOrder order) {
        return order.id().round() % 10 == 9 ? device < 7 : new SplittableRandom(order.seed()).nextDouble() >= 0.3;
    }

    private void checkDropOut(int rounds) throws Exception {
        double deadline = 1;
        try (Service service = Service.start(data)) {
            List<Device> devices = service.enrol(16);
            service.create("""
                    name: flat
                    model: flat
                    rounds: %d
                    clients-per-round: 6
                    over-commit: 1
                    quorum: 3
                    deadline: %s
                    least-clients: 16
                    sync-rounds: 0
                    policy: vanilla
                    evaluate-every: 1000
                    """.formatted(rounds, deadline));
            try (Crew _ = new Crew(devices, (device, received) -> {
                if (answers(devices.indexOf(device), received.order())) {
                    device.serve(received);
                }
            })) {
                service.await("flat", "completed", PATIENCE);
            }

            List<Map<String, Object>> done = service.rounds("flat");
            assertThat(done).hasSize(rounds).allSatisfy(round -> {
                assertThat(round.get("status")).isEqualTo("committed");
                assertThat(number(round, "counted")).isBetween(3, 6);
                assertThat(seconds(round)).isLessThan(deadline + HANGS);
            });
            // Some are ended by it, with a quorum, and most have all they want long before.
            assertThat(done).anySatisfy(round -> {
                assertThat(number(round, "counted")).isLessThan(6);
                assertThat(seconds(round)).isGreaterThanOrEqualTo(deadline);
            });
            assertThat(done.stream()
                            .filter(round -> number(round, "counted") == 6)
                            .count())
                    .isGreaterThan(rounds / 2);
        }
    }

    private static final int MEDIAN_MILLIS = 20;

    /**
     * A job of ten clients, one of which takes its time.
     *
     * @return for each round its seconds, and who was asked
     */
    private List<Asked> rounds(String folder, int slowMillis, int rounds, String settings) throws Exception {
        try (Service service = Service.start(data.resolve(folder))) {
            List<Device> devices = service.enrol(10);
            service.create("""
                    name: flat
                    model: flat
                    rounds: %d
                    clients-per-round: 2
                    least-clients: 10
                    evaluate-every: 1000
                    """.formatted(rounds) + settings);
            try (Crew _ = new Crew(devices, (device, received) -> {
                Thread.sleep(device.equals(devices.getFirst()) ? slowMillis : MEDIAN_MILLIS);
                device.serve(received);
            })) {
                service.await("flat", "completed");
            }
            List<Asked> done = new ArrayList<>();
            for (Map<String, Object> round : service.rounds("flat")) {
                assertThat(round.get("status")).isEqualTo("committed");
                done.add(new Asked(
                        seconds(round),
                        service.replies("flat", number(round, "round")).keySet()));
            }
            assertThat(done).hasSize(rounds);
            return done;
        }
    }

    private record Asked(double seconds, Set<String> clients) {}

    private static double sum(List<Asked> rounds) {
        return rounds.stream().mapToDouble(Asked::seconds).sum();
    }

    @Test
    void tieredRoundsDoNotWaitForAClientThatIsAHundredTimesSlower() throws Exception {
        // Without tiers one round in five would wait two seconds for it: twelve seconds in all.
        int rounds = 30;
        String tiers = "policy: fast3\ntiers: 5\n";

        double without = sum(rounds("without", MEDIAN_MILLIS, rounds, tiers));
        double with = sum(rounds("with", 100 * MEDIAN_MILLIS, rounds, tiers));

        assertThat(with).isLessThan(1.1 * without + 5);
    }

    @Test
    void clientThatIsTooSlowForProfilingIsNotAskedAgain() throws Exception {
        List<Asked> rounds =
                rounds("drop-out", 100 * MEDIAN_MILLIS, 20, "policy: uniform\ntiers: 3\nprofiling-limit: 1\n");

        assertThat(rounds).noneMatch(round -> round.clients().contains("device-0"));
    }

    @Test
    void roundEndsAtItsDeadlineHoweverSlowAClientIs() throws Exception {
        List<Asked> rounds =
                rounds("deadline", 60_000, 10, "policy: vanilla\nsync-rounds: 0\nquorum: 1\ndeadline: 0.5\n");

        assertThat(rounds).anyMatch(round -> round.clients().contains("device-0"));
        assertThat(rounds).allMatch(round -> round.seconds() < 0.5 + HANGS);
    }

    @Test
    void clientsThatBecomeFiveTimesSlowerAreInTheirNewTierThirtyRoundsLaterAndRoundsAreFastAgain() throws Exception {
        int drift = 15;
        int within = 30;
        int fast = 60;
        int slow = 5 * fast;
        Set<String> drifting = Set.of("device-0", "device-1", "device-2");
        try (Service service = Service.start(data)) {
            List<Device> devices = service.enrol(10);
            service.create("""
                    name: flat
                    model: flat
                    rounds: %d
                    clients-per-round: 2
                    least-clients: 10
                    policy: fast
                    tiers: 2
                    smallest-tier: 1
                    evaluate-every: 1000
                    """.formatted(drift + within + 10));
            try (Crew _ = new Crew(devices, (device, received) -> {
                boolean profiling = received.order().id().job().value().endsWith(":profile");
                boolean drifted = drifting.contains(device.id().value())
                        && !profiling
                        && received.order().id().round() >= drift;
                boolean alwaysSlow = devices.indexOf(device) >= 5;
                Thread.sleep(drifted || alwaysSlow ? slow : fast);
                device.serve(received);
            })) {
                service.await("flat", "completed");
            }

            Map<String, Object> tierOf = new TreeMap<>();
            for (Map<String, Object> change : service.tierHistory("flat")) {
                if (number(change, "round") <= drift + within) {
                    for (Object moved : (List<?>) Objects.requireNonNull(change.get("moves"))) {
                        Map<?, ?> move = (Map<?, ?>) moved;
                        tierOf.put(String.valueOf(move.get("client")), move.get("to"));
                    }
                }
            }
            for (String client : drifting) {
                assertThat(tierOf.get(client)).as(client).isEqualTo(1);
            }
            List<Double> last = service.rounds("flat").stream()
                    .filter(round -> number(round, "round") >= drift + within)
                    .map(ClientFaultTest::seconds)
                    .sorted()
                    .toList();
            assertThat(last).hasSize(10);
            assertThat(last.get(5)).isLessThan(slow / 1000.0);
        }
    }

    private static final String SIX_ROUNDS = """
            name: flat
            model: flat
            rounds: 6
            clients-per-round: 3
            quorum: 3
            least-clients: 4
            sync-rounds: 0
            policy: vanilla
            """;

    private static String trained(Service service, List<Device> devices, Crew.Script script) throws Exception {
        service.create(SIX_ROUNDS);
        try (Crew _ = new Crew(devices, script)) {
            service.await("flat", "completed");
        }
        return service.modelHash("flat");
    }

    @Test
    void clocksThatAreTenMinutesWrongChangeNothing() throws Exception {
        String right;
        try (Service service = Service.start(data.resolve("right"))) {
            right = trained(service, service.enrol(4), Device::serve);
        }

        try (Service service = Service.start(data.resolve("clients"))) {
            List<Device> devices = service.enrol(4);
            List<Device> skewed = List.of(
                    devices.get(0).skewed(Duration.ofMinutes(10)),
                    devices.get(1).skewed(Duration.ofMinutes(-10)),
                    devices.get(2),
                    devices.get(3).skewed(Duration.ofDays(-365)));
            assertThat(trained(service, skewed, Device::serve)).isEqualTo(right);
        }
        AtomicReference<Duration> off = new AtomicReference<>(Duration.ZERO);
        InstantSource wall = () -> Instant.now().plus(off.get());
        try (Service service = Service.startAt(wall, data.resolve("coordinator"))) {
            String jumped = trained(service, service.enrol(4), (device, received) -> {
                long round = received.order().id().round();
                off.set(Duration.ofMinutes(round < 2 ? 0 : round < 4 ? 10 : -10));
                device.serve(received);
            });

            assertThat(jumped).isEqualTo(right);
            assertThat(off.get()).isEqualTo(Duration.ofMinutes(-10));
            service.enrol(List.of("later")).getFirst().openSession();
        }
    }
}
