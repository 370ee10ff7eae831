package io.tifl.leaf;

import static org.assertj.core.api.Assertions.assertThat;

import io.tifl.client.LocalData;
import io.tifl.protocol.Seed;
import io.tifl.protocol.Settings;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Reads the published files, where they are. */
class RealDataTest {
    private static final Seed SEED = new Seed(5);

    @Test
    void mnistIsWhole() throws IOException {
        Pool mnist = load("mnist");

        assertThat(mnist.train().size()).isEqualTo(60_000);
        assertThat(mnist.test().size()).isEqualTo(10_000);
        assertThat(Deal.classCounts(mnist.train(), Deal.range(60_000)))
                .containsExactly(5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949);
        assertThat(mnist.train().label(0)).isEqualTo(5);
    }

    @Test
    void fashionMnistInTwoShardsGivesTwoClassesEach() throws IOException {
        Pool fashion = load("fashion-mnist");

        FederatedDataset dataset = FederatedDataset.of(fashion, Partitioner.shards(50, 2), Split.official(), SEED);

        assertThat(Deal.classCounts(fashion.train(), Deal.range(60_000))).containsOnly(6000);
        assertThat(Deal.classCounts(fashion.test(), Deal.range(10_000))).containsOnly(1000);
        for (LocalData data : dataset.clients().values()) {
            int[] train = Deal.classCounts(data.train(), Deal.range(data.train().size()));
            int[] test = Deal.classCounts(data.test(), Deal.range(data.test().size()));
            assertThat(Arrays.stream(train).filter(count -> count > 0).count()).isBetween(1L, 2L);
            assertThat(data.train().size()).isEqualTo(1200);
            assertThat(data.test().size()).isEqualTo(200);
            for (int c = 0; c < 10; c++) {
                assertThat(test[c] * 6).isEqualTo(train[c]);
            }
        }
    }

    @Test
    void digitsBelongToTheirWriters() throws IOException {
        Pool digits = Dataset.catalog()
                .get("digits-by-writer")
                .load(new DataSource.Local(SharedData.root("qmnist")), Settings.none());

        Partition writers = digits.owners().orElseThrow();

        int[] sizes = writers.clients().stream()
                .mapToInt(writer -> writers.rows(writer).length)
                .sorted()
                .toArray();
        assertThat(sizes).hasSize(539);
        assertThat(writers.size()).isEqualTo(60_000);
        assertThat(sizes[0]).isEqualTo(19);
        assertThat(sizes[269]).isEqualTo(116);
        assertThat(sizes[538]).isEqualTo(131);
    }

    private static Pool load(String name) throws IOException {
        return Dataset.catalog().get(name).load(new DataSource.Local(SharedData.root(name)), Settings.none());
    }
}
