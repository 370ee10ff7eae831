package io.tifl.leaf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.tifl.client.Examples;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.Seed;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds for all partitioners, over pools made at random, and what each of them promises besides. */
class PartitionerLawsTest {
    private static final Seed SEED = new Seed(11);
    private static final int POOLS = 12;

    static Stream<String> thatUseEverything() {
        return Stream.of(
                "iid",
                "linear",
                "square",
                "exponential:rate=0.2",
                "quantity",
                "shards",
                "shards:size=7",
                "dirichlet:alpha=0.5,min-size=1",
                "dirichlet:alpha=100,min-size=5",
                "dirichlet:alpha=0.3,balanced=true,min-size=1",
                "inner-dirichlet:alpha=0.1",
                "inner-dirichlet:alpha=0.5,spread=0.5");
    }

    static Stream<String> all() {
        return Stream.concat(
                thatUseEverything(),
                Stream.of(
                        "classes",
                        "classes:classes=3",
                        "pathological",
                        "pathological:assign=deterministic",
                        "pathological:assign=first-deterministic,classes=3",
                        "shards:size=7,per-client=3",
                        "shards:size=7,incomplete=drop"));
    }

    @ParameterizedTest
    @MethodSource("thatUseEverything")
    void everyExampleIsUsedOnce(String text) {
        pools().forEach(pool -> {
            Partition partition = deal(text, 10, pool, SEED);

            assertThat(held(partition).sorted().toArray())
                    .isEqualTo(Deal.range(pool.train().size()));
        });
    }

    @ParameterizedTest
    @MethodSource("all")
    void everyClientHoldsExamplesOfItsOwn(String text) {
        pools().forEach(pool -> {
            Partition partition = deal(text, 10, pool, SEED);

            assertThat(partition.clients()).hasSize(10);
            assertThat(Arrays.stream(sizes(partition))).allMatch(size -> size > 0);
            assertThat(held(partition).distinct().count()).isEqualTo(partition.size());
        });
    }

    @ParameterizedTest
    @MethodSource("all")
    void theSameSeedDealsTheSame(String text) {
        Pool pool = random(7);

        assertThat(asText(deal(text, 10, pool, SEED))).isEqualTo(asText(deal(text, 10, pool, SEED)));
    }

    @ParameterizedTest
    @MethodSource("all")
    void anotherSeedDealsAnother(String text) {
        Pool pool = random(7);

        assertThat(asText(deal(text, 10, pool, new Seed(12)))).isNotEqualTo(asText(deal(text, 10, pool, SEED)));
    }

    @ParameterizedTest
    @MethodSource("all")
    void moreClientsThanExamplesAreRefused(String text) {
        Pool pool = PartitionerTest.pool(new int[] {0, 1, 2, 0, 1}, 3);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> deal(text, 10, pool, SEED))
                .withMessageContaining("10 clients need")
                .satisfies(e -> assertThat(e.getMessage()).contains("made-up", "5"));
    }

    @ParameterizedTest
    @MethodSource("all")
    void noClientsAreRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PartitionerChoice.parse(text).among(0))
                .withMessageContaining("clients must be at least 1, got 0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"dirichlet:min-size=1,alpha=", "inner-dirichlet:alpha="})
    void aLargeAlphaIsNearlyIndependent(String text) {
        Pool pool = even(10, 10_000);

        assertThat(Arrays.stream(classShareOfLargest(deal(text + "1e6", 10, pool, SEED), pool)))
                .allMatch(share -> share < 0.15);
    }

    @ParameterizedTest
    @ValueSource(strings = {"dirichlet:min-size=0,alpha=", "inner-dirichlet:alpha="})
    void aSmallAlphaLeavesNearlyOneClass(String text) {
        Pool pool = even(10, 10_000);

        double[] shares = classShareOfLargest(deal(text + "1e-4", 5, pool, SEED), pool);
        // Ten classes of one holder each make about two classes for each of five clients.
        assertThat(median(shares)).isGreaterThan(0.35);
        assertThat(median(classShareOfLargest(deal(text + "1e6", 5, pool, SEED), pool)))
                .isLessThan(0.15);
    }

    @Test
    void aSmallAlphaGivesAClassToOneClient() {
        Pool pool = even(10, 10_000);
        Partition partition = Partitioner.dirichlet(20, 1e-4, false, 0).deal(pool, SEED);

        int[] mostByClass = IntStream.range(0, 10)
                .map(c -> partition.clients().stream()
                        .mapToInt(client -> Deal.classCounts(pool.train(), partition.rows(client))[c])
                        .max()
                        .orElseThrow())
                .toArray();
        assertThat(Arrays.stream(mostByClass).filter(most -> most > 950).count())
                .isGreaterThanOrEqualTo(8);
    }

    @Test
    void balancingEvensSizesOut() {
        Pool pool = even(10, 10_000);

        assertThat(meanLargest(Partitioner.dirichlet(10, 0.3, true, 1), pool))
                .isLessThan(0.9 * meanLargest(Partitioner.dirichlet(10, 0.3, false, 1), pool));
    }

    @Test
    void theLeastSizeIsKeptOrSaidToBeOutOfReach() {
        Pool pool = even(10, 10_000);

        assertThat(Arrays.stream(
                        sizes(Partitioner.dirichlet(20, 0.5, false, 100).deal(pool, SEED))))
                .allMatch(size -> size >= 100);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Partitioner.dirichlet(20, 1e-3, false, 100).deal(pool, SEED))
                .withMessageContaining("100 draws with alpha 0.001 for 20 clients of made-up")
                .withMessageContaining("and 100 are wanted");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Partitioner.dirichlet(20, 1, false, 501).deal(pool, SEED))
                .withMessageContaining("need at least 10020 examples")
                .withMessageContaining("10000");
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY, 1e-7, 1e7})
    void alphaOutOfRangeIsRefused(double alpha) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Partitioner.dirichlet(5, alpha, false, 1))
                .withMessageContaining("alpha must lie between 1.0E-6 and 1000000.0, got " + alpha);
        assertThatIllegalArgumentException().isThrownBy(() -> Partitioner.innerDirichlet(5, alpha, 0));
    }

    @Test
    void innerDirichletMeetsSizesAndMixes() {
        Pool pool = even(10, 10_000);

        Partition alike = Partitioner.innerDirichlet(7, 1, 0).deal(pool, SEED);
        Partition spread = Partitioner.innerDirichlet(7, 1, 1).deal(pool, SEED);
        assertThat(Arrays.stream(sizes(alike))).allMatch(size -> size == 1428 || size == 1429);
        assertThat(largest(spread)).isGreaterThan(3 * 1429 / 2);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Partitioner.innerDirichlet(5, 1, -0.1))
                .withMessageContaining("got -0.1");
    }

    @Test
    void quantitiesFollowTheirLaws() {
        Pool pool = even(10, 11_000);

        assertThat(sizes(Partitioner.linear(10).deal(pool, SEED)))
                .containsExactly(200, 400, 600, 800, 1000, 1200, 1400, 1600, 1800, 2000);
        assertThat(sizes(Partitioner.square(2).deal(pool, SEED))).containsExactly(2200, 8800);
        int[] exponential = sizes(Partitioner.exponential(4, 1).deal(pool, SEED));
        assertThat((double) exponential[3] / exponential[2]).isCloseTo(Math.E, within(0.01));
        assertThat(Arrays.stream(exponential).sum()).isEqualTo(11_000);
    }

    @Test
    void quantitiesThatLeaveAClientWithNothingAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Partitioner.exponential(50, 1).deal(even(10, 11_000), SEED))
                .withMessageContaining("exponential quantities leave client 0 of 50 without any of made-up's examples");
        assertThatIllegalArgumentException().isThrownBy(() -> Partitioner.exponential(5, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> Partitioner.exponential(5, Double.NaN));
    }

    @Test
    void classesAreAssignedInTurnOrByChance() {
        Pool pool = even(10, 10_000);

        Partition inTurn =
                Partitioner.pathological(12, 3, ClassAssignment.DETERMINISTIC).deal(pool, SEED);
        Partition firstInTurn = Partitioner.pathological(12, 3, ClassAssignment.FIRST_DETERMINISTIC)
                .deal(pool, SEED);
        Partition byChance =
                Partitioner.pathological(12, 3, ClassAssignment.RANDOM).deal(pool, SEED);

        for (int i = 0; i < 12; i++) {
            assertThat(classes(inTurn, pool, i))
                    .contains(i % 10, (i + 1) % 10, (i + 2) % 10)
                    .hasSize(3);
            assertThat(classes(firstInTurn, pool, i)).contains(i % 10).hasSize(3);
            assertThat(classes(byChance, pool, i)).hasSize(3);
        }
        assertThat(inTurn.size()).isEqualTo(10_000);
    }

    @Test
    void classesWithoutExamplesAreNotAssigned() {
        Pool pool =
                PartitionerTest.pool(IntStream.range(0, 100).map(i -> i % 2 * 7).toArray(), 10);

        for (ClassAssignment assignment : ClassAssignment.values()) {
            Partition partition = Partitioner.pathological(4, 2, assignment).deal(pool, SEED);
            assertThat(classes(partition, pool, 3)).containsExactly(0, 7);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Partitioner.pathological(4, 3, assignment).deal(pool, SEED))
                    .withMessageContaining("3 classes per client asked for, made-up has examples of 2");
        }
        assertThat(Partitioner.dirichlet(4, 1, false, 1).deal(pool, SEED).size())
                .isEqualTo(100);
        assertThat(Partitioner.innerDirichlet(4, 1e-6, 0).deal(pool, SEED).size())
                .isEqualTo(100);
    }

    @Test
    void shardsOfASizeLeaveTheRestUnused() {
        Pool pool = even(10, 1003);

        assertThat(Arrays.stream(sizes(Partitioner.shardsOfSize(4, 3, 50, true).deal(pool, SEED))))
                .allMatch(size -> size > 100 && size <= 150);
        assertThat(sizes(Partitioner.shardsOfSize(4, 0, 50, false).deal(pool, SEED)))
                .containsExactly(250, 250, 250, 250);
        assertThat(Partitioner.shardsOfSize(4, 0, 50, true).deal(pool, SEED).size())
                .isEqualTo(1003);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Partitioner.shardsOfSize(4, 6, 50, false).deal(pool, SEED))
                .withMessageContaining("1003 examples, which are 20 shards of 50; 4 clients need 24");
        assertThatIllegalArgumentException().isThrownBy(() -> Partitioner.shardsOfSize(4, -1, 50, false));
        assertThatIllegalArgumentException().isThrownBy(() -> Partitioner.shardsOfSize(4, 1, 0, false));
    }

    @Test
    void ownersAreJoinedInGroups() {
        Pool pool = owned(11);

        assertThat(groups(pool, 4, Leftover.SMALLER)).containsExactly(4, 4, 3);
        assertThat(groups(pool, 4, Leftover.BIGGER)).containsExactly(6, 5);
        assertThat(groups(pool, 4, Leftover.DROP)).containsExactly(4, 4);
        assertThat(groups(pool, 11, Leftover.STRICT)).containsExactly(11);
        assertThat(groups(pool, 20, Leftover.SMALLER)).containsExactly(11);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> groups(pool, 4, Leftover.STRICT))
                .withMessageContaining("11 owners, which groups of 4 do not divide");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> groups(pool, 20, Leftover.BIGGER))
                .withMessageContaining("11 owners, too few for a group of 20");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Partitioner.grouped(4, Leftover.DROP, false).deal(random(3), SEED))
                .withMessageContaining("has no owners of its own");
    }

    @Test
    void ownersStayTogetherHoweverTheyAreShuffled() {
        Pool pool = owned(12);
        Partition owners = pool.owners().orElseThrow();

        Partition inOrder = Partitioner.grouped(3, Leftover.STRICT, false).deal(pool, SEED);
        Partition shuffled = Partitioner.grouped(3, Leftover.STRICT, true).deal(pool, SEED);
        assertThat(asText(shuffled)).isNotEqualTo(asText(inOrder));
        for (ClientId owner : owners.clients()) {
            int[] rows = owners.rows(owner);
            assertThat(shuffled.clients().stream()
                            .filter(client -> Arrays.stream(shuffled.rows(client))
                                    .anyMatch(row -> Arrays.stream(rows).anyMatch(mine -> mine == row))))
                    .hasSize(1);
        }
    }

    private static int[] groups(Pool pool, int size, Leftover leftover) {
        Partition grouped = Partitioner.grouped(size, leftover, false).deal(pool, SEED);
        return Arrays.stream(sizes(grouped)).map(rows -> rows / 2).toArray();
    }

    /** Two examples each. */
    private static Pool owned(int owners) {
        Examples train = even(2, 2 * owners).train();
        SequencedMap<ClientId, int[]> shares = new LinkedHashMap<>();
        for (int i = 0; i < owners; i++) {
            shares.put(new ClientId("owner-" + i), new int[] {i, i + owners});
        }
        return new Pool("made-up", train, train.subset(new int[0]), Optional.of(Partition.of(shares)));
    }

    private static Pool even(int classes, int size) {
        return PartitionerTest.pool(
                IntStream.range(0, size).map(i -> i % classes).toArray(), classes);
    }

    private static Stream<Pool> pools() {
        return IntStream.range(0, POOLS).mapToObj(PartitionerLawsTest::random);
    }

    /** Some hundred examples of three to twelve classes, some of them rare, one without any example. */
    private static Pool random(int number) {
        RandomGenerator random = new Seed(99).child(number).generator();
        int classes = random.nextInt(3, 13);
        int size = random.nextInt(300, 900);
        int[] labels = IntStream.range(0, size)
                .map(i -> i < 40 * classes ? i % classes : (int) (classes * Math.pow(random.nextDouble(), 2)))
                .toArray();
        return PartitionerTest.pool(labels, classes + 1);
    }

    private static Partition deal(String text, int clients, Pool pool, Seed seed) {
        return PartitionerChoice.parse(text).among(clients).deal(pool, seed);
    }

    private static IntStream held(Partition partition) {
        return partition.clients().stream().flatMapToInt(client -> Arrays.stream(partition.rows(client)));
    }

    private static int[] sizes(Partition partition) {
        return partition.clients().stream()
                .mapToInt(client -> partition.rows(client).length)
                .toArray();
    }

    private static int largest(Partition partition) {
        return Arrays.stream(sizes(partition)).max().orElseThrow();
    }

    private static double meanLargest(Partitioner partitioner, Pool pool) {
        return IntStream.range(0, 30)
                .map(i -> largest(partitioner.deal(pool, SEED.child(i))))
                .average()
                .orElseThrow();
    }

    private static List<Integer> classes(Partition partition, Pool pool, int client) {
        int[] counts = Deal.classCounts(
                pool.train(), partition.rows(partition.clients().get(client)));
        return IntStream.range(0, counts.length)
                .filter(c -> counts[c] > 0)
                .boxed()
                .toList();
    }

    /** What part of each client's examples is of its most frequent class. */
    private static double[] classShareOfLargest(Partition partition, Pool pool) {
        return partition.clients().stream()
                .map(partition::rows)
                .filter(rows -> rows.length > 0)
                .mapToDouble(rows -> (double) Arrays.stream(Deal.classCounts(pool.train(), rows))
                                .max()
                                .orElseThrow()
                        / rows.length)
                .toArray();
    }

    private static double median(double[] values) {
        return Arrays.stream(values).sorted().toArray()[values.length / 2];
    }

    private static String asText(Partition partition) {
        Map<String, String> rows = new TreeMap<>();
        partition.clients().forEach(client -> rows.put(client.value(), Arrays.toString(partition.rows(client))));
        return rows.toString();
    }
}
