package io.tifl.leaf;

import static org.assertj.core.api.Assertions.assertThat;

import io.tifl.protocol.ClientId;
import io.tifl.protocol.Seed;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * TiFL's FEMNIST population: LEAF's sampling at 5 % with at least 100 examples a user leaves about 182 of 3,550 users.
 *
 * <p>The data themselves are not at hand, so the users' sizes are drawn: with the mean and standard deviation that LEAF
 * publishes (226.83, 88.94), from two groups, as two kinds of forms were filled in. The sampling and the filter are the real
 * ones, file by file as LEAF runs them.
 */
class FemnistSampleTest {
    private static final int WRITERS = 3550;
    private static final int WRITERS_PER_FILE = 100;

    @Test
    void fivePercentOfFemnistWithAtLeastHundredExamplesLeaves172To192Users() {
        int runs = 20;
        double users = IntStream.range(0, runs)
                .mapToLong(FemnistSampleTest::users)
                .average()
                .orElseThrow();

        assertThat(users).isBetween(172.0, 192.0);
    }

    private static long users(int run) {
        RandomGenerator random = new Seed(1549786595).child(run).generator();
        long kept = 0;
        for (int from = 0; from < WRITERS; from += WRITERS_PER_FILE) {
            int writers = Math.min(WRITERS_PER_FILE, WRITERS - from);
            Partition sampled = LeafSampling.niid(file(writers, random), 0.05, random.nextInt(1 << 30));
            kept += LeafSampling.atLeast(sampled, 100).clients().size();
        }
        return kept;
    }

    private static Partition file(int writers, RandomGenerator random) {
        SequencedMap<ClientId, int[]> owners = new LinkedHashMap<>();
        int row = 0;
        for (int writer = 0; writer < writers; writer++) {
            int size = Math.clamp(Math.round(random.nextGaussian(mean(random), 22)), 19, 584);
            owners.put(
                    new ClientId("f" + writer), IntStream.range(row, row + size).toArray());
            row += size;
        }
        return Partition.of(owners);
    }

    // 0.68 * 167.6 + 0.32 * 352.6 = 226.8; sqrt(0.68 * 0.32 * 185^2 + 22^2) = 89.1.
    private static double mean(RandomGenerator random) {
        return random.nextDouble() < 0.68 ? 167.6 : 352.6;
    }
}
