package io.tifl.leaf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tifl.client.Examples;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.Seed;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PartitionerTest {
    private static final Seed SEED = new Seed(11);
    private static final Pool BALANCED =
            pool(IntStream.range(0, 5000).map(i -> i % 10).toArray(), 10);
    private static final Pool UNEVEN = pool(
            IntStream.range(0, 3001)
                    .map(i -> Math.min(9, i / 200 * (i % 3)))
                    .map(c -> Math.min(c, 9))
                    .toArray(),
            10);

    @Test
    void independentPartsUseEveryRowOnceAndDifferByAtMostOne() {
        Partition partition = Partitioner.iid(50).deal(UNEVEN, SEED);

        assertUsesAll(partition, UNEVEN);
        assertThat(Arrays.stream(sizes(partition))).allMatch(size -> size == 60 || size == 61);
    }

    @Test
    void independentPartsHaveTheMixOfTheWhole() {
        Partition partition = Partitioner.iid(5).deal(BALANCED, SEED);

        for (ClientId client : partition.clients()) {
            assertThat(Arrays.stream(counts(partition, client))).allMatch(count -> count > 60 && count < 140);
        }
    }

    @Test
    void theSameSeedDealsTheSameAndAnotherSeedAnother() {
        int[] first = Partitioner.iid(50).deal(BALANCED, SEED).rows(new ClientId("client-07"));
        int[] again = Partitioner.iid(50).deal(BALANCED, SEED).rows(new ClientId("client-07"));
        int[] other = Partitioner.iid(50).deal(BALANCED, new Seed(12)).rows(new ClientId("client-07"));

        assertThat(again).isEqualTo(first);
        assertThat(other).isNotEqualTo(first);
    }

    @Test
    void quantitiesFollowTheGroupsOfTifl() {
        Partition partition = Partitioner.quantity(50, Groups.TIFL_QUANTITIES).deal(BALANCED, SEED);

        assertUsesAll(partition, BALANCED);
        int[] sizes = sizes(partition);
        for (int i = 0; i < 50; i++) {
            assertThat(sizes[i]).isEqualTo(List.of(50, 75, 100, 125, 150).get(Groups.of(i, 50, 5)));
        }
    }

    @Test
    void fractionsBelowOneLeaveTheRestUnused() {
        Partition partition = Partitioner.quantity(4, List.of(0.1, 0.3)).deal(BALANCED, SEED);

        assertThat(sizes(partition)).containsExactly(250, 250, 750, 750);
    }

    @Test
    void twoShardsGiveAtMostTwoClassesWhereClassesFillShards() {
        Partition partition = Partitioner.shards(50, 2).deal(BALANCED, SEED);

        assertUsesAll(partition, BALANCED);
        assertThat(sizes(partition)).containsOnly(100);
        for (ClientId client : partition.clients()) {
            assertThat(classesSeen(partition, BALANCED, client)).isBetween(1L, 2L);
        }
    }

    @Test
    void shardsOfUnevenClassesStillUseEveryRowOnce() {
        Partition partition = Partitioner.shards(20, 2).deal(UNEVEN, SEED);

        assertUsesAll(partition, UNEVEN);
        assertThat(Arrays.stream(sizes(partition))).allMatch(size -> size >= 150 && size <= 152);
    }

    @Test
    void everyClientSeesExactlyTheClassesPromised() {
        for (int k : new int[] {1, 2, 3, 5, 7, 10}) {
            Partition partition = Partitioner.classes(50, k).deal(BALANCED, SEED);

            assertUsesAll(partition, BALANCED);
            for (ClientId client : partition.clients()) {
                assertThat(classesSeen(partition, BALANCED, client)).isEqualTo(k);
            }
        }
    }

    @Test
    void clientsOfTwoClassesHoldManyDifferentPairs() {
        Partition partition = Partitioner.classes(50, 2).deal(BALANCED, SEED);

        long pairs = partition.clients().stream()
                .map(client -> Arrays.toString(Arrays.stream(counts(partition, client))
                        .map(Integer::signum)
                        .toArray()))
                .distinct()
                .count();
        assertThat(pairs).isGreaterThan(15);
    }

    @Test
    void quantitiesAndClassesCombineExactlyWhereClassesAreEven() {
        for (int k : new int[] {2, 5, 10}) {
            Partition partition = Partitioner.quantityAndClasses(50, Groups.TIFL_QUANTITIES, k)
                    .deal(BALANCED, SEED);

            assertUsesAll(partition, BALANCED);
            int[] sizes = sizes(partition);
            for (int i = 0; i < 50; i++) {
                assertThat(sizes[i]).isCloseTo(List.of(50, 75, 100, 125, 150).get(Groups.of(i, 50, 5)), within(k));
                assertThat(classesSeen(partition, BALANCED, partition.clients().get(i)))
                        .isEqualTo(k);
            }
        }
    }

    @Test
    void tooFewClientsForAllClassesLeaveSomeUnused() {
        Partition partition = Partitioner.classes(3, 2).deal(BALANCED, SEED);

        assertThat(partition.size()).isEqualTo(6 * 500);
    }

    @Test
    void ownersKeepWhatIsTheirs() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Partitioner.natural().deal(BALANCED, SEED))
                .withMessageContaining("has no owners");
    }

    @Test
    void impossiblePartitionsAreRefused() {
        Pool tiny = pool(new int[] {0, 1, 1}, 2);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Partitioner.iid(0))
                .withMessageContaining("got 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Partitioner.iid(4).deal(tiny, SEED))
                .withMessageContaining("4 clients need at least 4 examples")
                .withMessageContaining("3");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Partitioner.classes(2, 3).deal(tiny, SEED))
                .withMessageContaining("3 classes per client");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Partitioner.classes(2, 2).deal(tiny, SEED))
                .withMessageContaining("1 examples of class 0 for 2 clients");
        assertThatIllegalArgumentException().isThrownBy(() -> Partitioner.shards(3, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> Partitioner.quantity(5, List.of(0.9, 0.2)));
        assertThatIllegalArgumentException().isThrownBy(() -> Partitioner.quantity(5, List.of(1.2, -0.2)));
        assertThatIllegalArgumentException().isThrownBy(() -> Partitioner.quantity(2, Groups.TIFL_QUANTITIES));
        assertThatIllegalArgumentException().isThrownBy(() -> Partitioner.quantity(2, List.of(Double.NaN)));
    }

    private static org.assertj.core.data.Offset<Integer> within(int offset) {
        return org.assertj.core.data.Offset.offset(offset);
    }

    static Pool pool(int[] labels, int classes) {
        Examples train = Examples.dense(List.of(1), classes, new float[labels.length], labels);
        return new Pool("made-up", train, train.subset(new int[0]), Optional.empty());
    }

    private static int[] sizes(Partition partition) {
        return partition.clients().stream()
                .mapToInt(client -> partition.rows(client).length)
                .toArray();
    }

    private static int[] counts(Partition partition, ClientId client) {
        return Deal.classCounts(BALANCED.train(), partition.rows(client));
    }

    private static long classesSeen(Partition partition, Pool pool, ClientId client) {
        return Arrays.stream(Deal.classCounts(pool.train(), partition.rows(client)))
                .filter(count -> count > 0)
                .count();
    }

    private static void assertUsesAll(Partition partition, Pool pool) {
        int[] used = partition.clients().stream()
                .flatMapToInt(client -> Arrays.stream(partition.rows(client)))
                .sorted()
                .toArray();
        assertThat(used).isEqualTo(Deal.range(pool.train().size()));
    }
}
