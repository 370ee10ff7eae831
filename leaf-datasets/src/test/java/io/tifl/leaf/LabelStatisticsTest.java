package io.tifl.leaf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.tifl.protocol.Seed;
import io.tifl.protocol.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LabelStatisticsTest {
    private static final Seed SEED = new Seed(1);

    @Test
    void oneClassEachIsAsUnlikeAsCanBe() {
        LabelStatistics statistics = LabelStatistics.of(
                counts(new int[] {4, 0, 0, 0}, new int[] {0, 4, 0, 0}, new int[] {0, 0, 4, 0}, new int[] {0, 0, 0, 4}));

        assertThat(statistics.meanDistance()).isCloseTo(0.75, within(1e-12));
        assertThat(statistics.meanEntropy()).isZero();
        assertThat(statistics.entropy()).isCloseTo(2, within(1e-12));
        assertThat(statistics.classes()).isEqualTo(4);
        assertThat(statistics.meanClasses()).isEqualTo(1);
    }

    @Test
    void theSameMixEachIsAlike() {
        LabelStatistics statistics = LabelStatistics.of(counts(new int[] {1, 3, 0}, new int[] {2, 6, 0}));

        assertThat(statistics.meanDistance()).isCloseTo(0, within(1e-12));
        assertThat(statistics.meanEntropy()).isCloseTo(statistics.entropy(), within(1e-12));
        assertThat(statistics.entropy()).isCloseTo(0.811278, within(1e-6));
        assertThat(statistics.classes()).isEqualTo(2);
    }

    @Test
    void clientsWithoutExamplesCountAsUsersAlone() {
        LabelStatistics statistics = LabelStatistics.of(counts(new int[] {0, 0}, new int[] {2, 2}));

        assertThat(statistics.sizes().users()).isEqualTo(2);
        assertThat(statistics.sizes().min()).isZero();
        assertThat(statistics.fewestClasses()).isEqualTo(2);
        assertThat(statistics.meanEntropy()).isCloseTo(1, within(1e-12));
    }

    @Test
    void nobodyHasNothing() {
        LabelStatistics statistics = LabelStatistics.of(counts());

        assertThat(statistics.sizes()).isEqualTo(SizeStatistics.of(new int[0]));
        assertThat(statistics.classes()).isZero();
        assertThat(statistics.entropy()).isZero();
    }

    @Test
    void sizesOfAHandfulOfUsersAreAsByHand() {
        SizeStatistics statistics = SizeStatistics.of(new int[] {7, 1, 1, 3});

        assertThat(statistics.examples()).isEqualTo(12);
        assertThat(statistics.median()).isEqualTo(2);
        assertThat(statistics.deviation()).isCloseTo(Math.sqrt(6), within(1e-12));
        assertThat(statistics.skewness()).isCloseTo(48 / 4.0 / Math.pow(6, 1.5), within(1e-12));
        assertThat(SizeStatistics.of(new int[] {5, 5}).skewness()).isZero();
        assertThatIllegalArgumentException().isThrownBy(() -> SizeStatistics.of(new int[] {2, -1}));
    }

    // What LEAF's own script makes of its generator's defaults, and how LEAF's notebook sums it up.
    @Test
    void leafSyntheticHasTheStatisticsOfLeaf() throws IOException {
        Pool pool = Dataset.catalog()
                .get("leaf-synthetic")
                .load(
                        new DataSource.Local(Path.of(".")),
                        Settings.none().with("tasks", 1000).with("seed", 931231));

        LabelStatistics statistics =
                LabelStatistics.of(LabelCounts.of(pool.owners().orElseThrow(), pool.train()));

        SizeStatistics sizes = statistics.sizes();
        assertThat(sizes.users()).isEqualTo(1000);
        assertThat(sizes.examples()).isEqualTo(107_553);
        assertThat(sizes.min()).isEqualTo(5);
        assertThat(sizes.max()).isEqualTo(1000);
        assertThat(sizes.median()).isEqualTo(25.5);
        assertThat(sizes.deviation()).isCloseTo(213.2155, within(1e-4));
        assertThat(sizes.skewness()).isCloseTo(3.099, within(1e-3));
        assertThat(statistics.meanClasses()).isCloseTo((513 + 2 * 345 + 3 * 114 + 4 * 27 + 5) / 1000.0, within(1e-9));
    }

    @Test
    void countsAreThoseOfThePartitionAndOfWhatClientsTrainOn() {
        Pool pool = PartitionerTest.pool(IntStream.range(0, 100).map(i -> i % 4).toArray(), 5);
        Partition partition = Partitioner.shards(4, 1).deal(pool, SEED);
        FederatedDataset dataset = FederatedDataset.of(pool, Partitioner.shards(4, 1), Split.holdOut(0.2), SEED);

        LabelCounts dealt = LabelCounts.of(partition, pool.train());
        LabelCounts trained = LabelCounts.of(dataset);

        assertThat(dealt.sizes()).containsExactly(25, 25, 25, 25);
        assertThat(dealt.totals()).containsExactly(25, 25, 25, 25, 0);
        assertThat(trained.sizes()).containsExactly(20, 20, 20, 20);
        assertThat(trained.clients()).containsExactly("client-00", "client-01", "client-02", "client-03");
        assertThat(dealt.only(new int[] {2}).clients()).containsExactly("client-02");
        assertThat(dealt.naming(List.of("a", "b", "c", "d", "e")).classes()).contains("e");
        assertThatIllegalArgumentException().isThrownBy(() -> dealt.naming(List.of("a")));
    }

    @Test
    void countsThatDoNotFitAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LabelCounts.of(List.of("a"), List.of("x", "y"), List.of(new int[] {1})))
                .withMessageContaining("client a: expected 2 counts of 0 or more, got [1]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LabelCounts.of(List.of("a"), List.of("x"), List.of(new int[] {-1})));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LabelCounts.of(List.of("a"), List.of("x"), List.of()))
                .withMessageContaining("expected counts of 1 clients, got those of 0");
    }

    private static LabelCounts counts(int[]... counts) {
        List<String> clients =
                IntStream.range(0, counts.length).mapToObj(Integer::toString).toList();
        int classes = counts.length == 0 ? 3 : counts[0].length;
        List<String> names =
                IntStream.range(0, classes).mapToObj(Integer::toString).toList();
        return LabelCounts.of(clients, names, List.of(counts));
    }
}
