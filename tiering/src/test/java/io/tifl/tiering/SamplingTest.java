package io.tifl.tiering;

import static org.assertj.core.api.Assertions.assertThat;

import io.tifl.protocol.Seed;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SamplingTest {
    @Test
    void drawsAreDistinctAndWithinThePopulation() {
        RandomGenerator random = new Seed(1).generator();
        for (int trial = 0; trial < 2000; trial++) {
            int population = random.nextInt(0, 300);
            int draws = random.nextInt(-1, 400);

            int[] drawn = Sampling.distinct(population, draws, random);

            assertThat(drawn).hasSize(Math.clamp(draws, 0, population)).doesNotHaveDuplicates();
            assertThat(Arrays.stream(drawn).allMatch(i -> i >= 0 && i < population))
                    .isTrue();
        }
    }

    @Test
    void everyOrderedPairIsEquallyLikely() {
        RandomGenerator random = new Seed(2).generator();
        int[] counts = new int[25];
        int trials = 200_000;

        for (int i = 0; i < trials; i++) {
            int[] pair = Sampling.distinct(5, 2, random);
            counts[pair[0] * 5 + pair[1]]++;
        }

        double expected = trials / 20.0;
        double chiSquare = 0;
        for (int i = 0; i < 25; i++) {
            if (i % 6 != 0) {
                chiSquare += (counts[i] - expected) * (counts[i] - expected) / expected;
            }
        }
        assertThat(chiSquare).isLessThan(43.82); // 0.999 quantile for 19 degrees of freedom
    }

    @Test
    void wholePopulationIsAPermutation() {
        int[] drawn = Sampling.distinct(10_000, 10_000, new Seed(3).generator());

        assertThat(Arrays.stream(drawn).sorted().toArray())
                .isEqualTo(IntStream.range(0, 10_000).toArray());
        assertThat(drawn).isNotEqualTo(Arrays.stream(drawn).sorted().toArray());
    }
}
