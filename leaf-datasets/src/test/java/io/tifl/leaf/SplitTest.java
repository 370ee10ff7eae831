package io.tifl.leaf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tifl.client.Examples;
import io.tifl.client.LocalData;
import io.tifl.protocol.Seed;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SplitTest {
    private static final Seed SEED = new Seed(21);
    private static final Pool POOL = new Pool("made-up", numbered(2000, 0), numbered(500, 10_000), Optional.empty());

    @Test
    void aHeldOutPartIsDisjointFromWhatIsTrainedOn() {
        FederatedDataset dataset = FederatedDataset.of(POOL, Partitioner.iid(20), Split.holdOut(0.1), SEED);

        Set<Integer> seen = new HashSet<>();
        for (LocalData data : dataset.clients().values()) {
            assertThat(data.train().size()).isEqualTo(90);
            assertThat(data.test().size()).isEqualTo(10);
            identities(List.of(data.train(), data.test()))
                    .forEach(i -> assertThat(seen.add(i)).isTrue());
        }
        assertThat(seen).hasSize(2000);
        assertThat(dataset.test()).isSameAs(POOL.test());
    }

    @Test
    void smallClientsKeepSomethingToTrainOn() {
        Pool three = PartitionerTest.pool(new int[] {0, 1, 1}, 2);

        FederatedDataset one = FederatedDataset.of(three, Partitioner.iid(3), Split.holdOut(0.9), SEED);
        FederatedDataset all = FederatedDataset.of(three, Partitioner.iid(1), Split.holdOut(0.01), SEED);

        assertThat(one.clients().values())
                .allMatch(data -> data.train().size() == 1 && data.test().size() == 0);
        assertThat(all.clients().values())
                .allMatch(data -> data.train().size() == 2 && data.test().size() == 1);
    }

    @Test
    void officialTestExamplesGoToOneClientEachInItsMixOfClasses() {
        FederatedDataset dataset = FederatedDataset.of(POOL, Partitioner.classes(10, 2), Split.official(), SEED);

        Collection<LocalData> clients = dataset.clients().values();
        assertThat(identities(clients.stream().map(LocalData::test).toList()))
                .doesNotHaveDuplicates()
                .hasSize(500)
                .allMatch(i -> i >= 10_000);
        for (LocalData data : clients) {
            int[] train = counts(data.train());
            int[] test = counts(data.test());
            for (int c = 0; c < 10; c++) {
                assertThat(test[c]).isEqualTo(train[c] / 4);
            }
        }
    }

    @Test
    void testExamplesOfClassesNobodyHoldsGoToNone() {
        FederatedDataset dataset = FederatedDataset.of(POOL, Partitioner.classes(2, 3), Split.official(), SEED);

        assertThat(dataset.clients().values().stream()
                        .mapToInt(data -> data.test().size())
                        .sum())
                .isEqualTo(6 * 50);
    }

    @Test
    void withoutOfficialTestExamplesTheGlobalTestIsThatOfAllClients() {
        Pool untested = new Pool("made-up", numbered(100, 0), numbered(0, 0), Optional.empty());

        FederatedDataset dataset = FederatedDataset.of(untested, Partitioner.iid(4), Split.holdOut(0.2), SEED);

        assertThat(dataset.test().size()).isEqualTo(20);
        assertThat(identities(List.of(dataset.test())))
                .isEqualTo(identities(
                        dataset.clients().values().stream().map(LocalData::test).toList()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FederatedDataset.of(untested, Partitioner.iid(4), Split.official(), SEED))
                .withMessageContaining("no official test examples");
    }

    @Test
    void leafsSplitDropsClientsWithASingleExample() {
        Pool five = PartitionerTest.pool(new int[] {0, 1, 1, 0, 1}, 2);

        FederatedDataset dataset =
                FederatedDataset.of(five, Partitioner.quantity(2, List.of(0.2, 0.8)), Split.leaf(0.9, 1), SEED);

        assertThat(dataset.clients()).hasSize(1);
        assertThat(dataset.clients().firstEntry().getValue().train().size()).isEqualTo(3);
        assertThat(dataset.test().size()).isEqualTo(1);
    }

    @Test
    void fractionsThatLeaveNothingAreRefused() {
        for (double fraction : new double[] {0, 1, -0.1, Double.NaN}) {
            assertThatIllegalArgumentException().isThrownBy(() -> Split.holdOut(fraction));
            assertThatIllegalArgumentException().isThrownBy(() -> Split.leaf(fraction, 1));
        }
    }

    /** Examples whose one feature says which they are. */
    private static Examples numbered(int size, int first) {
        float[] features = new float[size];
        for (int i = 0; i < size; i++) {
            features[i] = first + i;
        }
        return Examples.dense(
                List.of(1),
                10,
                features,
                IntStream.range(0, size).map(i -> i % 10).toArray());
    }

    private static List<Integer> identities(List<Examples> parts) {
        return parts.stream()
                .flatMap(examples -> IntStream.range(0, examples.size()).mapToObj(row -> {
                    float[] feature = new float[1];
                    examples.features(row, feature, 0);
                    return (int) feature[0];
                }))
                .toList();
    }

    private static int[] counts(Examples examples) {
        return Deal.classCounts(examples, Deal.range(examples.size()));
    }
}
