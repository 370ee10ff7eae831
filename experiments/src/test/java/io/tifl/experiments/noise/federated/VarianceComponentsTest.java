package io.tifl.experiments.noise.federated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tifl.experiments.noise.federated.VarianceComponents.Group;
import io.tifl.protocol.Seed;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class VarianceComponentsTest {
    private static Group group(double... values) {
        double mean = 0;
        for (double value : values) {
            mean += value / values.length;
        }
        double squares = 0;
        for (double value : values) {
            squares += (value - mean) * (value - mean);
        }
        return new Group(values.length, mean, squares);
    }

    @Test
    void figuresAreThoseOfAnAnalysisByHand() {
        // Means 2, 5, 9; within: 2 + 2 + 0 over 5 - 3 = 2; between: 2 (2 - 4.6)^2 + 2 (5 - 4.6)^2 + (9 - 4.6)^2 = 33.2
        // over 2 = 16.6; n0 = (5 - 9 / 5) / 2 = 1.6.
        VarianceComponents found = VarianceComponents.of(List.of(group(1, 3), group(4, 6), group(9)));

        assertThat(found.chips()).isCloseTo(2, within(1e-12));
        assertThat(found.shards()).isCloseTo((16.6 - 2) / 1.6, within(1e-12));
    }

    @Test
    void componentsOfAMadeUpPopulationAreFoundAgain() {
        RandomGenerator chance = new Seed(11).generator();
        double chips = 0;
        double shards = 0;
        int repetitions = 400;
        for (int i = 0; i < repetitions; i++) {
            VarianceComponents found = VarianceComponents.of(population(chance, 0.05, 0.02));
            chips += found.chips() / repetitions;
            shards += found.shards() / repetitions;
        }

        // 3 standard errors: the estimate of 12 shards' variance has a relative deviation of sqrt(2 / 11).
        assertThat(chips).isCloseTo(0.02 * 0.02, within(0.02 * 0.02 * 0.03));
        assertThat(shards).isCloseTo(0.05 * 0.05, within(0.05 * 0.05 * 0.07));
    }

    private static List<Group> population(RandomGenerator chance, double shardDeviation, double chipDeviation) {
        List<Group> groups = new ArrayList<>();
        for (int shard = 0; shard < 12; shard++) {
            double own = 0.7 + shardDeviation * chance.nextGaussian();
            double[] accuracies = new double[3 + shard];
            for (int chip = 0; chip < accuracies.length; chip++) {
                accuracies[chip] = own + chipDeviation * chance.nextGaussian();
            }
            groups.add(group(accuracies));
        }
        return groups;
    }

    @Test
    void shardsThatDoNotDifferHaveNoVarianceOfTheirOwn() {
        assertThat(VarianceComponents.of(List.of(group(1, 3), group(1, 3))).shards())
                .isZero();
    }

    @Test
    void whatCannotBeSaidIsNotSaid() {
        assertThat(VarianceComponents.of(List.of(group(1), group(2))).chips()).isNaN();
        assertThat(VarianceComponents.of(List.of(group(1, 3))).chips()).isEqualTo(2);
        assertThat(VarianceComponents.of(List.of(group(1, 3))).shards()).isNaN();
    }
}
