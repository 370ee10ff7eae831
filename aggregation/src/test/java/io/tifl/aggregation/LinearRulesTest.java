package io.tifl.aggregation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tifl.protocol.ClientId;
import io.tifl.protocol.Layout;
import io.tifl.protocol.Metrics;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.Seed;
import io.tifl.protocol.Settings;
import io.tifl.protocol.codec.Float32Codec;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules whose sum may be cut and merged anyhow. */
class LinearRulesTest {
    private static final Layout LAYOUT = Layout.flat(503);
    private static final int COUNT = 70;
    private static final UpdateLimits LIMITS = UpdateLimits.forRound(COUNT);
    private static final List<Update> UPDATES = Update.random(LAYOUT, COUNT, new Seed(7));

    static Stream<AggregationRule> rules() {
        return Stream.of("weighted-mean", "fed-nova", "q-fed-avg").map(AggregationRule.catalog()::get);
    }

    private static Claim claim(int client) {
        Metrics metrics = Metrics.of("steps", 1.0 + client * 7).with("start-loss", 0.5 + 0.25 * client);
        return Claim.of(new ClientId("c" + client), UPDATES.get(client).weight(), metrics);
    }

    private static void add(Accumulator accumulator, int client) {
        accumulator.add(claim(client), UPDATES.get(client).change());
    }

    private static Parameters inOrder(AggregationRule rule) {
        try (Accumulator accumulator = rule.open(LAYOUT, LIMITS)) {
            IntStream.range(0, COUNT).forEach(client -> add(accumulator, client));
            return accumulator.finish().change();
        }
    }

    private static List<Integer> shuffled(long seed) {
        List<Integer> clients =
                new ArrayList<>(IntStream.range(0, COUNT).boxed().toList());
        Collections.shuffle(clients, Random.from(new Seed(seed).generator()));
        return clients;
    }

    @ParameterizedTest
    @MethodSource("rules")
    void anyOrderOfArrivalGivesTheSameBits(AggregationRule rule) {
        Parameters expected = inOrder(rule);
        for (long seed = 1; seed <= 5; seed++) {
            Accumulator accumulator = rule.open(LAYOUT, LIMITS);
            shuffled(seed).forEach(client -> add(accumulator, client));

            assertThat(accumulator.finish().change()).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @MethodSource("rules")
    void oneFourAndSixteenShardsMergedInAnyTreeGiveTheSameBits(AggregationRule rule) {
        Parameters expected = inOrder(rule);
        for (int shards : new int[] {1, 4, 16}) {
            RandomGenerator chance = new Seed(shards).generator();
            List<Accumulator> open = new ArrayList<>();
            IntStream.range(0, shards).forEach(_ -> open.add(rule.open(LAYOUT, LIMITS)));
            shuffled(shards).forEach(client -> add(open.get(chance.nextInt(shards)), client));
            while (open.size() > 1) {
                Accumulator merged = open.remove(chance.nextInt(open.size()));
                open.get(chance.nextInt(open.size())).merge(merged);
            }

            assertThat(open.getFirst().updates()).isEqualTo(COUNT);
            assertThat(open.getFirst().finish().change()).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @MethodSource("rules")
    void oneEightAndSixtyFourThreadsGiveTheSameBits(AggregationRule rule) throws Exception {
        Parameters expected = inOrder(rule);
        for (int threads : new int[] {1, 8, 64}) {
            AtomicInteger next = new AtomicInteger();
            Callable<Accumulator> worker = () -> {
                Accumulator own = rule.open(LAYOUT, LIMITS);
                for (int i = next.getAndIncrement(); i < COUNT; i = next.getAndIncrement()) {
                    add(own, i);
                }
                return own;
            };
            Accumulator whole = rule.open(LAYOUT, LIMITS);
            try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
                for (Future<Accumulator> part : executor.invokeAll(Collections.nCopies(threads, worker))) {
                    whole.merge(part.get());
                }
            }

            assertThat(whole.finish().change()).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @MethodSource("rules")
    void writtenPartsMergeToTheBitsOfOneSum(AggregationRule rule) {
        Accumulator merged = rule.open(LAYOUT, LIMITS);
        for (int from = 0; from < COUNT; from += 10) {
            Accumulator part = rule.open(LAYOUT, LIMITS);
            IntStream.range(from, from + 10).forEach(client -> add(part, client));
            byte[] written = part.write();
            assertThat(part.writtenBytes()).hasValue(written.length);
            ByteBuffer message = ByteBuffer.allocate(written.length + 5).put(3, written);
            merged.mergeWritten(message.slice(3, written.length));
        }

        assertThat(rule.isSummable()).isTrue();
        assertThat(merged.updates()).isEqualTo(COUNT);
        assertThat(merged.finish().change()).isEqualTo(inOrder(rule));
    }

    @ParameterizedTest
    @MethodSource("rules")
    void aWrittenPartThatIsCutOrLiesIsRefusedAndChangesNothing(AggregationRule rule) {
        Accumulator part = rule.open(LAYOUT, LIMITS);
        add(part, 1);
        byte[] good = part.write();
        byte[] negative = good.clone();
        Arrays.fill(negative, 24, 40, (byte) -1);
        byte[] lying = good.clone();
        Arrays.fill(lying, lying.length - 8, lying.length, (byte) -1);
        Accumulator sum = rule.open(LAYOUT, LIMITS);
        add(sum, 2);
        Parameters before = sum.finish().change();

        List<byte[]> bad = new ArrayList<>(List.of(new byte[0], Arrays.copyOf(good, good.length - 1), negative));
        if (!rule.name().equals("weighted-mean")) {
            bad.add(lying);
        }
        for (byte[] written : bad) {
            assertThatIllegalArgumentException().isThrownBy(() -> sum.mergeWritten(ByteBuffer.wrap(written)));
        }
        assertThat(sum.finish().change()).isEqualTo(before);
    }

    @Test
    void fedNovaHoldsForPlainStepsAlone() {
        FedNova rule = new FedNova();

        assertThat(rule.objection(Settings.none())).isEmpty();
        assertThat(rule.objection(Settings.none().with("optimizer", "sgd").with("proximal", 0.0)))
                .isEmpty();
        assertThat(rule.objection(Settings.none().with("optimizer", "adam")))
                .hasValueSatisfying(reason -> assertThat(reason).contains("adam"));
        assertThat(rule.objection(Settings.none().with("proximal", 0.1)))
                .hasValueSatisfying(reason -> assertThat(reason).contains("proximal"));
    }

    @ParameterizedTest
    @MethodSource("rules")
    void updatesAddedAsTheyCameGiveTheSameBits(AggregationRule rule) throws Exception {
        Accumulator accumulator = rule.open(LAYOUT, LIMITS);
        Float32Codec codec = new Float32Codec();
        for (int client = 0; client < COUNT; client++) {
            Parameters change = UPDATES.get(client).change();
            if (!accumulator.addEncoded(claim(client), codec, codec.encode(change, 0))) {
                add(accumulator, client);
            }
        }

        assertThat(accumulator.finish().change()).isEqualTo(inOrder(rule));
    }

    @ParameterizedTest
    @CsvSource({
        "fed-nova, fed-nova, 0",
        "q-fed-avg, q-fed-avg-0.0, 0",
        "q-fed-avg, q-fed-avg-0.5, 0.5",
        "q-fed-avg, q-fed-avg-2.0, 2"
    })
    void valuesAgreeWithTheFormulasOfThePaper(String name, String expected, double q) throws Exception {
        AggregationRule rule = AggregationRule.catalog().get(name);
        if (name.equals("q-fed-avg")) {
            rule = rule.configured(Settings.none().with("q", q));
        }
        Accumulator accumulator = rule.open(Layout.flat(6), UpdateLimits.forRound(5));
        for (int i = 0; i < 5; i++) {
            Metrics metrics = Metrics.of("steps", 1.0 + i * 7).with("start-loss", 0.5 + 0.25 * i);
            accumulator.add(Claim.of(new ClientId("c" + i), 10 + 3L * i, metrics), Golden.change(i, 0));
        }

        double[] values =
                Objects.requireNonNull(Golden.read("linear.txt").get(expected)).getFirst();
        Golden.assertClose(accumulator.finish().change(), values, 1e-7);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, 0.5, 1e12, Double.NaN, Double.POSITIVE_INFINITY})
    void stepsThatNobodyCanHaveTakenAreRefusedAndChangeNothing(double steps) {
        Accumulator accumulator = new FedNova().open(LAYOUT, LIMITS);
        add(accumulator, 3);
        Parameters before = accumulator.finish().change();
        Claim claim = Claim.of(new ClientId("liar"), 5, Metrics.of("steps", steps));

        assertThat(accumulator.objection(claim)).isPresent();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> accumulator.add(claim, UPDATES.get(1).change()))
                .withMessageContaining("steps");
        assertThat(accumulator.finish().change()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(doubles = {-1, 1e3, Double.NaN, Double.POSITIVE_INFINITY})
    void lossesBeyondBeliefAreRefusedAndChangeNothing(double loss) {
        Accumulator accumulator = new QFedAvg().open(LAYOUT, LIMITS);
        add(accumulator, 3);
        Parameters before = accumulator.finish().change();
        Claim claim = Claim.of(new ClientId("liar"), 5, Metrics.of("start-loss", loss));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> accumulator.add(claim, UPDATES.get(1).change()));
        assertThat(accumulator.finish().change()).isEqualTo(before);
    }

    @Test
    void claimsThatSayNothingAreRefusedByTheRulesThatNeedThem() {
        for (AggregationRule rule : List.of(new FedNova(), new QFedAvg())) {
            Accumulator accumulator = rule.open(LAYOUT, LIMITS);

            assertThat(accumulator.objection(Claim.of(1))).isPresent();
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> accumulator.add(UPDATES.getFirst().change(), 1));
            assertThat(accumulator.suffices()).isFalse();
        }
        assertThat(new WeightedMean().open(LAYOUT, LIMITS).objection(Claim.of(1)))
                .isEmpty();
    }

    @Test
    void sumsOfDifferentRulesDoNotMerge() {
        List<AggregationRule> all = rules().toList();
        for (AggregationRule one : all) {
            for (AggregationRule other : all) {
                if (!one.name().equals(other.name())) {
                    assertThatIllegalArgumentException()
                            .isThrownBy(() -> one.open(LAYOUT, LIMITS).merge(other.open(LAYOUT, LIMITS)));
                }
            }
        }
    }
}
