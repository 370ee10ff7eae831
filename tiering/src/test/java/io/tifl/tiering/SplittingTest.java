package io.tifl.tiering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tifl.protocol.ClientId;
import io.tifl.protocol.Seed;
import io.tifl.protocol.Settings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SplittingTest {
    private static Profiles profiles(double... seconds) {
        Map<ClientId, Duration> latencies = new LinkedHashMap<>();
        for (int i = 0; i < seconds.length; i++) {
            latencies.put(Plans.client(i), Duration.ofNanos(Math.round(seconds[i] * 1e9)));
        }
        return Profiles.of(latencies);
    }

    private static TierPlan plan(String split, int tiers, int smallest, double... seconds) {
        TierSplit found = Splitting.catalog().get(split);
        return new Splitting(found, OptionalInt.of(tiers), smallest).plan(profiles(seconds));
    }

    private static List<Integer> sizes(TierPlan plan) {
        return plan.tiers().stream().map(Tier::size).toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"quantile", "equal-width", "cluster"})
    void allSplitsAgreeOnEvenlySpacedGroupsOfEqualSize(String split) {
        double[] seconds = new double[50];
        Arrays.setAll(seconds, i -> 1 + i / 10 + i % 10 * 0.01);

        TierPlan plan = plan(split, 5, 5, seconds);

        assertThat(sizes(plan)).containsExactly(10, 10, 10, 10, 10);
        assertThat(plan.tier(0).maxLatency()).isEqualTo(Duration.ofMillis(1090));
        assertThat(plan.tier(4).averageLatency()).isEqualTo(Duration.ofMillis(5045));
    }

    @ParameterizedTest
    @ValueSource(strings = {"quantile", "equal-width", "cluster"})
    void everyClientIsInExactlyOneTierAndTiersAreOrdered(String split) {
        RandomGenerator random = new Seed(11).child(split).generator();
        for (int trial = 0; trial < 200; trial++) {
            double[] seconds = random.doubles(random.nextInt(1, 80))
                    .map(x -> Math.exp(4 * x))
                    .toArray();
            int smallest = random.nextInt(1, 10);

            TierPlan plan = plan(split, random.nextInt(1, 12), smallest, seconds);

            List<ClientId> all = new ArrayList<>();
            for (Tier tier : plan.tiers()) {
                assertThat(tier.size()).isGreaterThanOrEqualTo(Math.min(smallest, seconds.length));
                plan.clients(tier.index()).forEach(client -> {
                    assertThat(plan.tierOf(client)).hasValue(tier.index());
                    all.add(client);
                });
            }
            assertThat(all).hasSize(seconds.length).doesNotHaveDuplicates();
            assertThat(plan.tiers())
                    .isSortedAccordingTo((a, b) -> a.maxLatency().compareTo(b.maxLatency()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"quantile", "equal-width", "cluster"})
    void orderOfProfilingChangesNothing(String split) {
        Map<ClientId, Duration> latencies = new LinkedHashMap<>();
        for (int i = 0; i < 500; i++) {
            latencies.put(Plans.client(i), Duration.ofMillis(i * 7919 % 37));
        }
        List<ClientId> shuffled = new ArrayList<>(latencies.keySet());
        Collections.shuffle(shuffled, new Random(1));
        Map<ClientId, Duration> permuted = new LinkedHashMap<>();
        shuffled.forEach(client -> permuted.put(client, latencies.get(client)));
        Splitting splitting = new Splitting(Splitting.catalog().get(split), OptionalInt.of(5), 5);

        TierPlan one = splitting.plan(Profiles.of(latencies));
        TierPlan two = splitting.plan(Profiles.of(permuted));

        assertThat(two.tiers()).isEqualTo(one.tiers());
        for (int tier = 0; tier < one.tierCount(); tier++) {
            assertThat(two.clients(tier)).isEqualTo(one.clients(tier));
        }
    }

    @Test
    void equalWidthBinsThatAreEmptyVanish() {
        assertThat(sizes(plan("equal-width", 5, 1, 1, 1, 1, 1, 11, 11))).containsExactly(4, 2);
    }

    @Test
    void tierSmallerThanACohortJoinsItsNearerNeighbour() {
        // bins of width 4: {1 1 1} {5 .. } ... with 6 alone between 2 and 11
        assertThat(sizes(plan("equal-width", 3, 2, 1, 1, 2, 6, 11, 12, 13))).containsExactly(4, 3);
        assertThat(sizes(plan("equal-width", 3, 2, 1, 1, 2, 8, 11, 12, 13))).containsExactly(3, 4);
    }

    @Test
    void smallTiersAreMergedUntilNoneIsLeft() {
        assertThat(sizes(plan("quantile", 10, 4, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10)))
                .allSatisfy(size -> assertThat(size).isGreaterThanOrEqualTo(4));
        assertThat(sizes(plan("quantile", 10, 11, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10)))
                .containsExactly(10);
    }

    @Test
    void clusteringFindsTheBestCutAmongAll() {
        RandomGenerator random = new Seed(4).generator();
        for (int trial = 0; trial < 100; trial++) {
            long[] micros = random.longs(12, 0, 1000).sorted().toArray();
            SortedLatencies sorted = new SortedLatencies(micros, micros.length);

            int[] cut = new ClusterSplit().cut(sorted, 3);

            double best = Double.POSITIVE_INFINITY;
            for (int a = 1; a < 11; a++) {
                for (int b = a + 1; b < 12; b++) {
                    best = Math.min(best, scatter(micros, a, b));
                }
            }
            assertThat(scatter(micros, cut[0], cut[1])).isLessThanOrEqualTo(best * (1 + 1e-9) + 1e-6);
        }
    }

    private static double scatter(long[] micros, int... cuts) {
        double sum = 0;
        int first = 0;
        for (int end : new int[] {cuts[0], cuts[1], micros.length}) {
            long[] group = Arrays.copyOfRange(micros, first, end);
            double mean = Arrays.stream(group).average().orElse(0);
            sum += Arrays.stream(group)
                    .mapToDouble(x -> (x - mean) * (x - mean))
                    .sum();
            first = end;
        }
        return sum;
    }

    @Test
    void clusteringOfManyClientsCutsAtTheGaps() {
        int size = 100_000;
        long[] micros = new long[size];
        int[] expected = {13_337, 50_001, 77_777, size};
        RandomGenerator random = new Seed(8).generator();
        for (int i = 0; i < size; i++) {
            int group = i < expected[0] ? 0 : i < expected[1] ? 1 : i < expected[2] ? 2 : 3;
            micros[i] = group * 1_000_000L + random.nextInt(200_000);
        }
        Arrays.sort(micros);

        assertThat(new ClusterSplit().cut(new SortedLatencies(micros, size), 4)).containsExactly(expected);
    }

    @Test
    void equalLatenciesAreClusteredWithoutEmptyTiers() {
        assertThat(sizes(plan("cluster", 3, 1, 5, 5, 5, 5, 5)).stream()
                        .mapToInt(Integer::intValue)
                        .sum())
                .isEqualTo(5);
    }

    @Test
    void numberOfTiersFollowsTheCohortIfNotGiven() {
        double[] seconds = new double[50];
        Arrays.setAll(seconds, i -> i);

        assertThat(Splitting.quantile(5).plan(profiles(seconds)).tierCount()).isEqualTo(5);
        assertThat(Splitting.quantile(20).plan(profiles(seconds)).tierCount()).isEqualTo(2);
        assertThat(Splitting.quantile(60).plan(profiles(seconds)).tierCount()).isEqualTo(1);
    }

    @Test
    void noClientsMakeOneEmptyTierFromWhichNobodyIsDrawn() {
        TierPlan plan = Splitting.quantile(5).plan(profiles());

        assertThat(plan.tierCount()).isEqualTo(1);
        assertThat(plan.clientCount()).isZero();
        assertThat(new TierSelection(WhenSpent.IGNORE)
                        .select(plan, 5, new Seed(1).generator())
                        .clients())
                .isEmpty();
        assertThat(new UniformSelection()
                        .select(plan, 5, new Seed(1).generator())
                        .clients())
                .isEmpty();
    }

    @Test
    void dropOutsAreKnownButInNoTier() {
        Profiles profiles =
                Profiles.of(Map.of(Plans.client(1), Duration.ofSeconds(1)), List.of(Plans.client(9), Plans.client(8)));

        TierPlan plan = Splitting.quantile(1).plan(profiles);

        assertThat(plan.clientCount()).isEqualTo(1);
        assertThat(plan.dropOuts()).containsExactly(Plans.client(8), Plans.client(9));
        assertThat(plan.tierOf(Plans.client(9))).isEmpty();
    }

    @Test
    void clientGivenTwiceIsRefused() {
        assertThatThrownBy(() -> Splitting.quantile(1)
                        .plan(Profiles.of(Map.of(Plans.client(1), Duration.ofSeconds(1)), List.of(Plans.client(1)))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("twice");
    }

    @Test
    void negativeLatencyIsRefused() {
        assertThatThrownBy(() -> Profiles.of(Map.of(Plans.client(1), Duration.ofSeconds(-1))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("PT-1S");
    }

    @Test
    void settingsChooseSplitAndTiers() {
        Settings settings = Settings.none().with("tier-split", "cluster").with("tiers", 7);

        Splitting splitting = Splitting.from(settings, Splitting.catalog(), 3);

        assertThat(splitting).isEqualTo(new Splitting(new ClusterSplit(), OptionalInt.of(7), 3));
        assertThatThrownBy(() -> Splitting.from(settings.with("tier-split", "kmeans"), Splitting.catalog(), 3))
                .hasMessageContaining("[cluster, equal-width, quantile]");
    }
}
