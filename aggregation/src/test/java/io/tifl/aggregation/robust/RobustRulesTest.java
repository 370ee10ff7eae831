package io.tifl.aggregation.robust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import io.tifl.aggregation.Accumulator;
import io.tifl.aggregation.Aggregate;
import io.tifl.aggregation.AggregationRule;
import io.tifl.aggregation.Claim;
import io.tifl.kernels.Extent;
import io.tifl.kernels.codec.Int8Codec;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.codec.EncodedUpdate;
import io.tifl.protocol.codec.UpdateCodec;
import io.tifl.protocol.plugin.Catalog;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RobustRulesTest {
    private static final Cohort COHORT = Cohort.random(29, 10_007, 1);

    static Stream<String> rules() {
        return Stream.of(
                "bucketing rule=krum rule.attackers=3",
                "bucketing size=3 rule=trimmed-mean",
                "bulyan",
                "centred-clipping",
                "fl-trust root=c004",
                "fools-gold",
                "geometric-median",
                "krum",
                "mda attackers=4",
                "median",
                "multi-krum",
                "norm-bound",
                "trimmed-mean");
    }

    /** Those whose theorem speaks of a fifth of attackers. */
    static Stream<String> resilient() {
        return Stream.of(
                "bulyan",
                "fl-trust root=c004",
                "geometric-median",
                "krum",
                "mda",
                "median",
                "multi-krum",
                "trimmed-mean");
    }

    @Test
    void everyRuleOfThePackageIsAmongThoseThatAJobCanName() {
        List<String> tested =
                rules().map(rule -> rule.split(" ", -1)[0]).distinct().toList();

        List<String> known = AggregationRule.catalog().names().stream()
                .filter(name -> !AggregationRule.catalog().get(name).isSummable())
                .toList();

        assertThat(known).hasSize(12).containsExactlyInAnyOrderElementsOf(tested);
    }

    @ParameterizedTest
    @MethodSource("rules")
    void anyOrderOfArrivalGivesTheSameBits(String name) {
        AggregationRule rule = Cohort.rule(name);
        Aggregate expected = COHORT.reducedBy(rule);
        for (long seed = 1; seed <= 3; seed++) {
            try (Accumulator accumulator = rule.open(COHORT.context())) {
                COHORT.shuffled(seed).forEach(client -> COHORT.addTo(accumulator, client));

                assertThat(accumulator.finish()).isEqualTo(expected);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("rules")
    void anyNumberOfThreadsGivesTheSameBits(String name) throws Exception {
        AggregationRule rule = Cohort.rule(name);
        Aggregate expected = COHORT.reducedBy(rule);
        for (int threads : List.of(1, 8)) {
            try (ForkJoinPool pool = new ForkJoinPool(threads)) {
                assertThat(pool.submit(() -> COHORT.reducedBy(rule)).get()).isEqualTo(expected);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("rules")
    void shardsMergedInAnyTreeGiveTheSameBits(String name) {
        AggregationRule rule = Cohort.rule(name);
        RandomGenerator chance = RandomGenerator.of("SplittableRandom");
        List<Accumulator> open = new ArrayList<>();
        IntStream.range(0, 4).forEach(_ -> open.add(rule.open(COHORT.context())));
        COHORT.shuffled(9).forEach(client -> COHORT.addTo(open.get(chance.nextInt(4)), client));
        while (open.size() > 1) {
            try (Accumulator merged = open.remove(chance.nextInt(open.size()))) {
                open.get(chance.nextInt(open.size())).merge(merged);
            }
        }

        try (Accumulator whole = open.getFirst()) {
            assertThat(whole.finish()).isEqualTo(COHORT.reducedBy(rule));
        }
    }

    @ParameterizedTest
    @MethodSource("rules")
    void updatesPutAsideInAFileGiveTheSameBits(String name, @TempDir Path folder) throws Exception {
        RobustRule rule = (RobustRule) Cohort.rule(name);
        long rowBytes = 4L * COHORT.layout().size();
        for (long memory : new long[] {0, 5 * rowBytes, 28 * rowBytes}) {
            EachUpdate spilled = new EachUpdate(rule, COHORT.context(), memory, Spill.in(folder));
            try (spilled) {
                COHORT.shuffled(2).forEach(client -> COHORT.addTo(spilled, client));

                assertThat(spilled.finish()).isEqualTo(COHORT.reducedBy(rule));
            }
            assertThat(files(folder)).isEmpty();
        }
    }

    private static List<Path> files(Path folder) throws Exception {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    @ParameterizedTest
    @MethodSource("rules")
    void updatesPutAsideAsTheyCameGiveTheSameBits(String name, @TempDir Path folder) throws Exception {
        RobustRule rule = (RobustRule) Cohort.rule(name);
        UpdateCodec codec = new Int8Codec();
        long bytes = codec.encode(COHORT.updates().getFirst(), 0).bytes();
        Aggregate expected = COHORT.decodedFrom(codec).reducedBy(rule);
        for (long memory : new long[] {0, 9 * bytes}) {
            EachUpdate some = new EachUpdate(rule, COHORT.context(), memory, Spill.in(folder));
            EachUpdate others = new EachUpdate(rule, COHORT.context(), memory, Spill.in(folder));
            try (some;
                    others) {
                for (int client : COHORT.shuffled(2)) {
                    EncodedUpdate update = codec.encode(COHORT.updates().get(client), 0);
                    assertThat((client % 3 == 0 ? some : others).addEncoded(Cohort.claim(client), codec, update))
                            .isTrue();
                }
                some.merge(others);
                others.close();

                assertThat(some.finish()).isEqualTo(expected);
            }
            assertThat(files(folder)).isEmpty();
        }
    }

    @Test
    void updatesThatNothingButTheirValuesTellsApartGiveTheSameBitsInAnyOrder(@TempDir Path folder) throws Exception {
        RobustRule rule = (RobustRule) Cohort.rule("bucketing size=3 rule=trimmed-mean");
        UpdateCodec codec = new Int8Codec();
        Cohort cohort = COHORT.decodedFrom(codec);
        List<Aggregate> results = new ArrayList<>();
        for (long seed = 1; seed <= 3; seed++) {
            EachUpdate asTheyCame = new EachUpdate(rule, COHORT.context(), 0, Spill.in(folder));
            Accumulator decoded = rule.open(COHORT.context());
            try (asTheyCame;
                    decoded) {
                for (int client : COHORT.shuffled(seed)) {
                    asTheyCame.addEncoded(
                            Claim.of(1), codec, codec.encode(COHORT.updates().get(client), 0));
                    decoded.add(Claim.of(1), cohort.updates().get(client));
                }
                results.add(asTheyCame.finish());
                results.add(decoded.finish());
            }
        }

        assertThat(results).containsOnly(results.getFirst());
    }

    @ParameterizedTest
    @ValueSource(strings = {"float32", "float16", "int8", "int4", "top-k", "sign"})
    void updatesAsTheyCameGiveTheBitsOfWhatTheyDecodeTo(String name, @TempDir Path folder) throws Exception {
        UpdateCodec codec = Catalog.load("codec", UpdateCodec.class).get(name);
        long rowBytes = 4L * COHORT.layout().size();
        Cohort decoded = COHORT.decodedFrom(codec);
        for (String ruleName : List.of("multi-krum", "median")) {
            RobustRule rule = (RobustRule) Cohort.rule(ruleName);
            Aggregate expected = decoded.reducedBy(rule);
            for (long memory : new long[] {0, 3 * rowBytes, Long.MAX_VALUE}) {
                EachUpdate kept = new EachUpdate(rule, COHORT.context(), memory, Spill.in(folder));
                try (kept) {
                    for (int client : COHORT.shuffled(3)) {
                        Parameters update = COHORT.updates().get(client);
                        assertThat(kept.addEncoded(Cohort.claim(client), codec, codec.encode(update, 0)))
                                .isTrue();
                    }

                    assertThat(kept.finish()).isEqualTo(expected);
                    assertThat(kept.finish()).isEqualTo(expected);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("resilient")
    void aFifthOfHugeUpdatesMovesTheResultNoFurtherThanHonestOnesDiffer(String name) {
        AggregationRule rule = Cohort.rule(name);
        Cohort honest = Cohort.random(24, 503, 4);
        double[] mean = new double[503];
        honest.updates().forEach(update -> Arrays.setAll(mean, i -> mean[i] + update.get(i) / 24.0));
        double spread = honest.updates().stream()
                .mapToDouble(update -> distance(update, mean))
                .max()
                .orElseThrow();
        Cohort attacked = honest;
        for (int attacker = 0; attacker < 5; attacker++) {
            float[] huge = new float[503];
            Arrays.fill(huge, attacker % 2 == 0 ? 1024f : -1024f);
            attacked = attacked.and(huge);
        }

        Parameters change = attacked.reducedBy(rule).change();

        assertThat(distance(change, mean)).isLessThan(spread);
    }

    private static double distance(Parameters one, double[] other) {
        double sum = 0;
        for (int i = 0; i < other.length; i++) {
            sum += (one.get(i) - other[i]) * (one.get(i) - other[i]);
        }
        return Math.sqrt(sum);
    }

    @ParameterizedTest
    @MethodSource("rules")
    void equalUpdatesGiveThatUpdate(String name) {
        Parameters same = COHORT.updates().getFirst();
        Cohort equal = new Cohort(Collections.nCopies(29, same));

        Parameters change = equal.reducedBy(Cohort.rule(name)).change();

        if (name.equals("fools-gold")) {
            // All of them are one attacker's.
            assertThat(Extent.of(change.values()).maxMagnitude()).isZero();
            return;
        }
        for (int i = 0; i < same.size(); i += 97) {
            assertThat(change.get(i)).isCloseTo(same.get(i), within(2e-6f * Math.abs(same.get(i))));
        }
    }

    @ParameterizedTest
    @MethodSource("rules")
    void zeroUpdatesChangeNothing(String name) {
        Cohort nothing = new Cohort(Collections.nCopies(29, Parameters.zeros(COHORT.layout())));

        Parameters change = nothing.reducedBy(Cohort.rule(name)).change();

        assertThat(Extent.of(change.values())).isEqualTo(new Extent(0, 0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bucketing",
                "centred-clipping",
                "fools-gold",
                "geometric-median",
                "mda",
                "median",
                "norm-bound",
                "trimmed-mean"
            })
    void oneUpdateIsTheResult(String name) {
        Cohort one = Cohort.of(new float[] {1.5f, -2, 0.25f});

        assertThat(one.reducedBy(Cohort.rule(name)).change())
                .isEqualTo(one.updates().getFirst());
    }

    @ParameterizedTest
    @CsvSource({
        "krum attackers=3, 9, 2 * 3 + 3",
        "multi-krum attackers=3, 9, 2 * 3 + 3",
        "bulyan attackers=2, 11, 4 * 2 + 3",
        "trimmed-mean attackers=3, 7, 2 * 3 + 1",
        "mda attackers=3, 7, 2 * 3 + 1",
        "bucketing rule=krum rule.attackers=2, 13, 2 * 7 - 1"
    })
    void leastNumberOfUpdatesDoesAndOneLessIsRefusedWithTheReason(String name, int least, String why) {
        AggregationRule rule = Cohort.rule(name);
        Cohort enough = Cohort.random(least, 33, 3);
        Cohort few = Cohort.random(least - 1, 33, 3);

        assertThat(rule.leastUpdates()).as(why).isEqualTo(least);
        assertThat(enough.reducedBy(rule).updates()).isEqualTo(least);
        try (Accumulator accumulator = rule.open(few.context())) {
            IntStream.range(0, least - 1).forEach(client -> few.addTo(accumulator, client));
            assertThat(accumulator.suffices()).isFalse();
            assertThatIllegalStateException()
                    .isThrownBy(accumulator::finish)
                    .withMessageContaining("needs")
                    .withMessageContaining(String.valueOf(least - 1));
        }
    }

    @Test
    void aShareOfAttackersIsOfTheUpdatesAtHand() {
        AggregationRule krum = Cohort.rule("krum attackers=0.3");

        assertThat(krum.objection(10)).isEmpty();
        assertThat(krum.objection(7)).isEmpty();
        assertThat(krum.objection(4)).hasValueSatisfying(why -> assertThat(why).contains("5 updates", "1 bad"));
        assertThat(Cohort.rule("bulyan attackers=0.2").objection(10))
                .hasValueSatisfying(why -> assertThat(why).contains("needs 11 updates", "2 bad", "there are 10"));
    }

    @ParameterizedTest
    @CsvSource({
        "krum attackers=0.5, less than 1/2",
        "bulyan attackers=0.3, less than 1/4",
        "trimmed-mean attackers=1.5, whole number",
        "median attackers=0.2, unknown setting [attackers]",
        "geometric-median smoothing=0, smoothing must be positive",
        "centred-clipping radius=-1, 'a radius must be 0, for the median'",
        "fl-trust, setting 'root' is missing",
        "bucketing rule=fl-trust rule.root=c1, does not tell clients apart",
        "bucketing rule=weighted-mean, does not tell clients apart",
        "bucketing rule=bucketing, does not tell clients apart",
        "krum memory-mib=-1, memory-mib must be at least 0"
    })
    void badSettingsAreRefusedWithTheReason(String rule, String why) {
        assertThatIllegalArgumentException().isThrownBy(() -> Cohort.rule(rule)).withMessageContaining(why);
    }

    @Test
    void moreBadUpdatesThanCanBeSearchedForAreRefused() {
        assertThat(Cohort.rule("mda attackers=0.4").objection(100))
                .hasValueSatisfying(why -> assertThat(why).contains("up to 32", "may be 40"));
    }

    @ParameterizedTest
    @MethodSource("rules")
    void roundsOfMoreThanCanBeComparedInPairsAreRefused(String rule) {
        assertThat(Cohort.rule(rule).objection(5000))
                .hasValueSatisfying(why -> assertThat(why).contains("up to 4096", "5000"));
    }

    @Test
    void aRoundWithoutTheOperatorsClientIsNoRoundForFlTrust() {
        Cohort cohort = Cohort.random(5, 9, 1);
        try (Accumulator accumulator = Cohort.rule("fl-trust root=operator").open(cohort.context())) {
            IntStream.range(0, 5).forEach(client -> cohort.addTo(accumulator, client));

            assertThat(accumulator.suffices()).isFalse();
            assertThatIllegalStateException().isThrownBy(accumulator::finish).withMessageContaining("operator");
        }
    }

    @Test
    void foolsGoldRefusesClientsBeyondItsMemoryAndKeepsThoseItKnows() {
        Cohort cohort = Cohort.random(3, 1 << 18, 1);
        AggregationRule rule = Cohort.rule("fools-gold memory-mib=3");

        Aggregate first = cohort.reducedBy(rule);

        assertThat(first.memory().vectors()).hasSize(3);
        try (Accumulator second = rule.open(cohort.context(first.memory()))) {
            assertThat(second.objection(Cohort.claim(2))).isEmpty();
            assertThat(second.objection(Cohort.claim(3)))
                    .hasValueSatisfying(why -> assertThat(why).contains("can remember 3 clients"));
            assertThat(second.objection(Claim.of(1))).isPresent();
        }
    }

    @Test
    void bucketsOfOneAreTheUpdatesThemselves() {
        assertThat(COHORT.reducedBy(Cohort.rule("bucketing size=1 rule=multi-krum rule.attackers=4")))
                .isEqualTo(COHORT.reducedBy(Cohort.rule("multi-krum attackers=4")));
    }

    @Test
    void bucketsHoldEveryUpdateOnce() {
        Cohort cohort = Cohort.random(12, 77, 2);
        Parameters mean =
                cohort.reducedBy(Cohort.rule("trimmed-mean attackers=0")).change();

        Parameters ofBuckets = cohort.reducedBy(Cohort.rule("bucketing size=4 rule=trimmed-mean rule.attackers=0"))
                .change();

        for (int i = 0; i < mean.size(); i++) {
            assertThat(ofBuckets.get(i)).isCloseTo(mean.get(i), within(1e-6f));
        }
    }
}
