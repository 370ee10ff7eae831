package io.tifl.tiering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tifl.protocol.ClientId;
import io.tifl.protocol.Seed;
import io.tifl.protocol.Settings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tiers of ten take 1, 2, 4, 8 and 16 s, so the boundaries lie at 1.5, 3, 6 and 12 s. */
class RetieringTest {
    private static final Settings ON = Settings.none().with("retiering", "on");

    private static TieringPolicy policy(Settings settings) {
        return new StaticPolicy.Uniform().recipe(settings).tiering();
    }

    private static TierPlan seen(TieringPolicy policy, TierPlan plan, int client, double... seconds) {
        TierPlan after = plan;
        for (double second : seconds) {
            Duration latency = Duration.ofNanos(Math.round(second * 1e9));
            after = policy.adapt(after, Plans.seen(after, Plans.took(client, latency)));
        }
        return after;
    }

    private static int tier(TierPlan plan, int client) {
        return plan.tierOf(Plans.client(client)).orElse(-1);
    }

    @Test
    void whoeverKnowsBetterSplitsAllAnew() {
        TierPlan plan = Plans.paper();
        SequencedMap<ClientId, Duration> latencies = new LinkedHashMap<>();
        for (int client = 0; client < 10; client++) {
            latencies.put(Plans.client(client), Duration.ofSeconds(100 + client));
        }
        latencies.put(new ClientId("stranger"), Duration.ofSeconds(1));

        TierPlan after = plan.resplit(latencies, new QuantileSplit());

        assertThat(tier(after, 0)).isEqualTo(4);
        assertThat(tier(after, 10)).isZero();
        assertThat(tier(after, 49)).isEqualTo(3);
        assertThat(after.tiers().stream().map(Tier::size)).containsOnly(10);
        assertThat(after.latency(Plans.client(3))).hasValue(Duration.ofSeconds(103));
        assertThat(after.tierFor(Duration.ofSeconds(103))).isEqualTo(4);
        assertThat(after.clientCount()).isEqualTo(plan.clientCount());
        assertThat(tier(plan, 0)).isZero();
    }

    @Test
    void dropOutsStayOutOfASplitAnew() {
        TierPlan plan = Plans.paper().without(Plans.client(0));

        TierPlan after =
                plan.resplit(new LinkedHashMap<>(Map.of(Plans.client(0), Duration.ofSeconds(1))), new QuantileSplit());

        assertThat(after.tierOf(Plans.client(0))).isEmpty();
        assertThat(after.clientCount()).isEqualTo(49);
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "4, 4"})
    void aTierKeepsAsManyAsItIsToldTo(int least, int left) {
        TieringPolicy policy =
                policy(ON.with("retier-alpha", "1").with("retier-patience", "1").with("retier-least", least));
        TierPlan plan = policy.start(Plans.paper());
        for (int client = 0; client < 10; client++) {
            plan = seen(policy, plan, client, 16);
        }

        assertThat(plan.clients(0)).hasSize(left);
        assertThat(plan.clients(4)).hasSize(20 - left);
        assertThat(tier(seen(policy, plan, 9, 1, 1), 9)).isZero();
    }

    @Test
    void aLatencyBelongsToTheTierWhoseBoundariesEncloseIt() {
        assertThat(Plans.paper().tierFor(Duration.ofMillis(1500))).isZero();
        assertThat(Plans.paper().tierFor(Duration.ofMillis(1501))).isEqualTo(1);
        assertThat(Plans.paper().tierFor(Duration.ofDays(1))).isEqualTo(4);
        assertThatThrownBy(() -> Plans.paper().tierFor(Duration.ofSeconds(-1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void switchedOffNothingMoves() {
        TieringPolicy policy = policy(Settings.none());

        TierPlan after = seen(policy, Plans.paper(), 0, 100, 100, 100, 100, 100);

        assertThat(tier(after, 0)).isZero();
        assertThat(after.latency(Plans.client(0))).hasValue(Duration.ofSeconds(1));
    }

    @Test
    void latencyIsSmoothed() {
        TierPlan after = seen(policy(ON.with("retier-alpha", 0.5)), Plans.paper(), 0, 2, 2);

        assertThat(after.latency(Plans.client(0))).hasValue(Duration.ofMillis(1750));
    }

    @Test
    void clientMovesOnlyAfterItsPatienceIsUp() {
        TieringPolicy policy = policy(ON.with("retier-alpha", 1));

        TierPlan two = seen(policy, Plans.paper(), 0, 2, 2);
        TierPlan three = seen(policy, two, 0, 2);

        assertThat(tier(two, 0)).isZero();
        assertThat(tier(three, 0)).isEqualTo(1);
    }

    @Test
    void clientThatWaversAcrossTheBoundaryStays() {
        TieringPolicy policy = policy(ON.with("retier-alpha", 1));

        TierPlan after = seen(policy, Plans.paper(), 0, 2, 2, 1, 2, 2, 1, 2, 2, 1);

        assertThat(tier(after, 0)).isZero();
    }

    @Test
    void clientWithinTheMarginStays() {
        TieringPolicy policy = policy(ON.with("retier-alpha", 1));

        assertThat(tier(seen(policy, Plans.paper(), 0, 1.64, 1.64, 1.64, 1.64), 0))
                .isZero();
        assertThat(tier(seen(policy, Plans.paper(), 0, 1.66, 1.66, 1.66, 1.66), 0))
                .isEqualTo(1);
        assertThat(tier(seen(policy, Plans.paper(), 15, 1.37, 1.37, 1.37, 1.37), 15))
                .isEqualTo(1);
        assertThat(tier(seen(policy, Plans.paper(), 15, 1.35, 1.35, 1.35, 1.35), 15))
                .isZero();
    }

    @Test
    void strongJumpMovesAtOnceAcrossSeveralTiers() {
        TieringPolicy policy = policy(ON.with("retier-alpha", 1));

        assertThat(tier(seen(policy, Plans.paper(), 0, 9), 0)).isEqualTo(3);
        assertThat(tier(seen(policy, Plans.paper(), 45, 0.5), 45)).isZero();
    }

    @Test
    void oneSlowReplyIsDampedBySmoothing() {
        TierPlan after = seen(policy(ON), Plans.paper(), 0, 4, 1, 1, 1);

        assertThat(tier(after, 0)).isZero();
    }

    @Test
    void clientWaitedForInVainCountsWithTheTimeWaited() {
        TieringPolicy policy = policy(ON.with("retier-alpha", 1));
        TierPlan plan = Plans.paper();

        TierPlan after =
                policy.adapt(plan, Plans.feedback(plan, new LinkedHashMap<>(), Plans.took(0, Duration.ofSeconds(30))));
        TierPlan shortWait =
                policy.adapt(plan, Plans.feedback(plan, new LinkedHashMap<>(), Plans.took(45, Duration.ofSeconds(1))));

        assertThat(tier(after, 0)).isEqualTo(4);
        assertThat(shortWait.latency(Plans.client(45))).hasValue(Duration.ofSeconds(16));
    }

    @Test
    void silentClientBecomesADropOutIfToldAndReturnsWithItsFirstReply() {
        TieringPolicy policy = policy(ON.with("drop-after", 2));
        TierPlan plan = Plans.paper();
        Duration wait = Duration.ofSeconds(2);

        TierPlan once = policy.adapt(plan, Plans.feedback(plan, new LinkedHashMap<>(), Plans.took(0, wait)));
        TierPlan twice = policy.adapt(once, Plans.feedback(once, new LinkedHashMap<>(), Plans.took(0, wait)));
        TierPlan back = seen(policy, twice, 0, 5);

        assertThat(tier(once, 0)).isZero();
        assertThat(twice.dropOuts()).containsExactly(Plans.client(0));
        assertThat(twice.clientCount()).isEqualTo(49);
        assertThat(tier(back, 0)).isEqualTo(2);
        assertThat(back.dropOuts()).isEmpty();
    }

    @Test
    void replyEndsARunOfTimeouts() {
        TieringPolicy policy = policy(ON.with("drop-after", 2));
        TierPlan plan = Plans.paper();
        Duration wait = Duration.ofSeconds(2);

        TierPlan after = policy.adapt(plan, Plans.feedback(plan, new LinkedHashMap<>(), Plans.took(0, wait)));
        after = seen(policy, after, 0, 1);
        after = policy.adapt(after, Plans.feedback(after, new LinkedHashMap<>(), Plans.took(0, wait)));

        assertThat(after.dropOuts()).isEmpty();
    }

    @Test
    void lateJoinerIsPlacedByItsProfileOrItsFirstReply() {
        TierPlan plan =
                Plans.paper().with(Plans.client(100), Duration.ofSeconds(5)).with(Plans.client(101));

        assertThat(tier(plan, 100)).isEqualTo(2);
        assertThat(tier(plan, 101)).isEqualTo(4);
        assertThat(plan.latency(Plans.client(101))).isEmpty();
        assertThat(plan.tier(4).averageLatency()).isEqualTo(Duration.ofSeconds(16));
        TierPlan after = seen(policy(ON), plan, 101, 1);
        assertThat(tier(after, 101)).isZero();
        assertThat(after.latency(Plans.client(101))).hasValue(Duration.ofSeconds(1));
    }

    @Test
    void dropOutReturnsToWhereItBelongs() {
        TierPlan without = Plans.paper().without(Plans.client(25));

        assertThat(tier(without, 25)).isEqualTo(-1);
        assertThat(tier(without.with(Plans.client(25)), 25)).isEqualTo(2);
        assertThat(tier(without.with(Plans.client(25), Duration.ofSeconds(1)), 25))
                .isZero();
        assertThat(without.without(Plans.client(25)).clientCount()).isEqualTo(49);
        assertThat(without.without(new ClientId("stranger")).clientCount()).isEqualTo(49);
    }

    @Test
    void strangersInTheFeedbackArePassedOver() {
        TierPlan after = seen(policy(ON), Plans.paper(), 4711, 3);

        assertThat(after.clientCount()).isEqualTo(50);
        assertThat(after.roundsCompleted()).isOne();
    }

    @Test
    void impossibleLatenciesAreTakenAsTheNearestPossible() {
        TieringPolicy policy = policy(ON.with("retier-alpha", 1));
        TierPlan plan = Plans.paper();

        TierPlan back = policy.adapt(plan, Plans.seen(plan, Plans.took(45, Duration.ofSeconds(-3))));
        TierPlan late = policy.adapt(plan, Plans.seen(plan, Plans.took(0, Duration.ofSeconds(Long.MAX_VALUE))));

        assertThat(back.latency(Plans.client(45))).hasValue(Duration.ZERO);
        assertThat(late.latency(Plans.client(0))).hasValue(Duration.ofDays(30));
    }

    @Test
    void tierKeepsAsManyClientsAsACohortNeeds() {
        TieringPolicy policy = policy(ON.with("retier-alpha", 1));
        TierPlan plan = Plans.paper();

        for (int client = 0; client < 10; client++) {
            plan = seen(policy, plan, client, 50);
        }

        assertThat(plan.tier(0).size()).isEqualTo(5);
        assertThat(plan.tier(4).size()).isEqualTo(15);
    }

    @Test
    void clientsAreSplitAnewIfTold() {
        TieringPolicy policy = policy(ON.with("retier-alpha", 1)
                .with("retier-patience", 127)
                .with("retier-jump", 1e6)
                .with("resplit-every", 50));
        TierPlan plan = Plans.paper();

        for (int client = 0; client < 49; client++) {
            plan = seen(policy, plan, client, 100 - client);
        }
        TierPlan after = seen(policy, plan, 49, 51);

        assertThat(tier(plan, 0)).isZero();
        assertThat(tier(after, 49)).isZero();
        assertThat(tier(after, 0)).isEqualTo(4);
        assertThat(after.tiers()).allSatisfy(tier -> assertThat(tier.size()).isEqualTo(10));
        assertThat(after.tier(0).maxLatency()).isEqualTo(Duration.ofSeconds(60));
        assertThat(tier(after.with(Plans.client(7), Duration.ofSeconds(55)), 7)).isZero();
    }

    @Test
    void anyHistoryKeepsEveryClientOnceAndTheTiersFiguresTrue() {
        RandomGenerator random = new Seed(31).generator();
        TieringPolicy policy =
                policy(ON.with("retier-patience", 1).with("drop-after", 2).with("resplit-every", 37));
        TierPlan plan = Plans.paper();
        int known = 50;

        for (int round = 0; round < 600; round++) {
            SequencedMap<ClientId, Duration> latencies = new LinkedHashMap<>();
            SequencedMap<ClientId, Duration> timedOut = new LinkedHashMap<>();
            for (int i = 0; i < 6; i++) {
                boolean silent = random.nextInt(4) == 0;
                (silent ? timedOut : latencies)
                        .put(Plans.client(random.nextInt(known + 5)), Duration.ofMillis(random.nextInt(1, 30_000)));
            }
            plan = policy.adapt(plan, Plans.feedback(plan, latencies, timedOut));
            plan = switch (random.nextInt(8)) {
                case 0 -> plan.with(Plans.client(known++));
                case 1 -> plan.with(Plans.client(random.nextInt(known)), Duration.ofMillis(random.nextInt(20_000)));
                case 2 -> plan.without(Plans.client(random.nextInt(known)));
                default -> plan;
            };
            if (round % 10 == 0) {
                requireSound(plan, known);
            }
        }
        requireSound(plan, known);
    }

    private static void requireSound(TierPlan plan, int known) {
        List<ClientId> all = new ArrayList<>(plan.dropOuts());
        plan.dropOuts().forEach(client -> assertThat(plan.tierOf(client)).isEmpty());
        for (Tier tier : plan.tiers()) {
            List<Duration> latencies = new ArrayList<>();
            for (ClientId client : plan.clients(tier.index())) {
                assertThat(plan.tierOf(client)).hasValue(tier.index());
                all.add(client);
                plan.latency(client).ifPresent(latencies::add);
            }
            long nanos = latencies.stream().mapToLong(Duration::toNanos).sum();
            assertThat(tier.maxLatency())
                    .isEqualTo(latencies.stream().max(Duration::compareTo).orElse(Duration.ZERO));
            long mean = latencies.isEmpty() ? 0 : nanos / latencies.size();
            assertThat(Math.abs(tier.averageLatency().toNanos() - mean)).isLessThanOrEqualTo(1000);
        }
        assertThat(all).hasSize(known).doesNotHaveDuplicates();
        assertThat(plan.clientCount()).isEqualTo(known - plan.dropOuts().size());
    }

    @Test
    void plansBeforeAChangeStayAsTheyWere() {
        TierPlan plan = Plans.paper();
        List<ClientId> fastest = List.copyOf(plan.clients(0));

        TierPlan after = seen(policy(ON.with("retier-alpha", 1)), plan, 0, 99);

        assertThat(after.clients(0)).doesNotContain(Plans.client(0));
        assertThat(plan.clients(0)).isEqualTo(fastest);
        assertThat(plan.tier(0).maxLatency()).isEqualTo(Duration.ofSeconds(1));
    }

    @ParameterizedTest
    @CsvSource({
        "retiering, perhaps",
        "retier-alpha, 0",
        "retier-alpha, 1.5",
        "retier-margin, -1",
        "retier-patience, 0",
        "retier-jump, 0.01",
        "resplit-every, -1",
        "resplit-by, kmeans",
        "drop-after, 300"
    })
    void badSettingsAreRefused(String name, String value) {
        assertThatThrownBy(() -> policy(ON.with(name, value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(value);
    }
}
