package io.tifl.experiments.ssl.covariance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tifl.experiments.network.Matrix;
import io.tifl.experiments.ssl.loss.DistanceLoss;
import io.tifl.protocol.Seed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CovarianceOperatorTest {
    private static final PairSlope SIMPLE = PairSlope.of(new DistanceLoss.Simple());

    static List<DistanceLoss> losses() {
        return List.of(
                new DistanceLoss.Simple(), new DistanceLoss.SoftTriplet(0.5, 0.2), new DistanceLoss.InfoNce(0.5));
    }

    @ParameterizedTest
    @CsvSource({"1,1", "2,1", "3,1", "1,2", "2,2", "3,2", "1,3", "2,3", "3,3"})
    void connectionTakesTheWeightsToTheOutput(int layer, int seed) {
        ReluNetwork network = network(seed);
        double[] view = samples(seed, 1, 1, 0).views().getFirst().getFirst();

        double[] output = network.connection(layer, view)
                .transpose()
                .times(network.weights().get(layer - 1).values());

        assertThat(output).containsExactly(network.activations(view).getLast(), within(1e-13));
        assertThat(Arrays.stream(output).map(Math::abs).max().orElse(0)).isPositive();
    }

    /** Theorem 1, against central differences of half the squared distance. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void gradientOfADistanceIsThatOfItsConnections(int layer) {
        ReluNetwork network = network(4);
        ReluNetwork other = network(5);
        double[] x1 = samples(6, 1, 1, 0).views().getFirst().getFirst();
        double[] x2 = samples(7, 1, 1, 0).views().getFirst().getFirst();
        Matrix weights = network.weights().get(layer - 1);
        Matrix connection = network.connection(layer, x1);

        double[] gap = connection.transpose().times(weights.values());
        double[] there = other.connection(layer, x2)
                .transpose()
                .times(other.weights().get(layer - 1).values());
        Arrays.setAll(gap, i -> gap[i] - there[i]);
        double[] gradient = connection.times(gap);

        double step = 1e-6;
        for (int i = 0; i < gradient.length; i++) {
            double at = weights.values()[i];
            weights.values()[i] = at + step;
            double above = distance(network, x1, other, x2);
            weights.values()[i] = at - step;
            double below = distance(network, x1, other, x2);
            weights.values()[i] = at;
            assertThat(gradient[i]).isCloseTo((above - below) / (2 * step), within(1e-7));
        }
    }

    /** Theorem 2. */
    @ParameterizedTest
    @CsvSource({"1,1", "2,1", "3,1", "1,2", "2,2", "3,2", "1,3", "2,3", "3,3"})
    void simpleContrastMultipliesWeightsByTheCovarianceOfMeanConnections(int layer, int seed) {
        ReluNetwork network = network(seed);
        AugmentedSamples samples = samples(seed, 9, 4, 0.5);
        CovarianceOperator operator = CovarianceOperator.of(network, samples, layer);

        double[] product = operator.betweenSamples().times(operator.weights());

        double[] one = ContrastiveDescent.of(network, samples, SIMPLE, layer, Towers.ONE);
        double[] both = ContrastiveDescent.of(network, samples, SIMPLE, layer, Towers.BOTH);
        assertThat(product).containsExactly(one, within(1e-12));
        assertThat(Arrays.stream(product).map(v -> 2 * v).toArray()).containsExactly(both, within(1e-12));
        assertThat(largest(product)).isGreaterThan(1e-4);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void identityHoldsForSamplesThatAreNotEquallyLikely(int layer) {
        ReluNetwork network = network(8);
        AugmentedSamples samples = new AugmentedSamples(samples(8, 3, 2, 0.5).views(), List.of(0.6, 0.1, 0.3));
        CovarianceOperator operator = CovarianceOperator.of(network, samples, layer);

        double[] product = operator.betweenSamples().times(operator.weights());

        assertThat(product)
                .containsExactly(ContrastiveDescent.of(network, samples, SIMPLE, layer, Towers.ONE), within(1e-12));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void operatorsHaveNoNegativeEigenvalues(int layer) {
        CovarianceOperator operator = CovarianceOperator.of(network(2), samples(2, 9, 4, 0.5), layer);

        assertThat(operator.betweenSamples().eigenvalues()[0]).isGreaterThan(-1e-12);
        assertThat(operator.withinSamples().eigenvalues()[0]).isGreaterThan(-1e-12);
        assertThat(operator.weighted((x, y) -> 1.0 / (1 + x + y)).eigenvalues()[0])
                .isGreaterThan(-1e-12);
    }

    @Test
    void covarianceOfAllViewsIsThatBetweenSamplesAndThatWithin() {
        ReluNetwork network = network(3);
        AugmentedSamples samples = samples(3, 6, 3, 0.5);
        List<List<double[]>> apart = samples.views().stream()
                .flatMap(views -> views.stream().map(List::of))
                .toList();

        CovarianceOperator operator = CovarianceOperator.of(network, samples, 2);
        Matrix total = CovarianceOperator.of(network, AugmentedSamples.uniform(apart), 2)
                .betweenSamples();

        Matrix sum = operator.betweenSamples().add(1, operator.withinSamples());
        assertThat(sum.minus(total).norm()).isLessThan(1e-12);
        assertThat(operator.withinSamples().norm()).isGreaterThan(1e-3);
    }

    @Test
    void weightOfOneGivesTheCovariance() {
        CovarianceOperator operator = CovarianceOperator.of(network(3), samples(3, 6, 3, 0.5), 2);

        assertThat(operator.weighted((x, y) -> 1)
                        .minus(operator.betweenSamples())
                        .norm())
                .isLessThan(1e-12);
    }

    /** Theorem 4, in full: connections and back-propagation agree about every loss. */
    @ParameterizedTest
    @MethodSource("losses")
    void weightedOperatorAndResidualMakeUpTheDescent(DistanceLoss loss) {
        for (int layer = 1; layer <= 3; layer++) {
            ReluNetwork network = network(9);
            AugmentedSamples samples = samples(9, 5, 3, 0.5);
            CovarianceOperator operator = CovarianceOperator.of(network, samples, layer);
            PairWeight weight = (x, y) -> 0.3 + 0.1 * (x + y);

            Matrix whole = operator.weighted(weight).add(1, operator.residual(PairSlope.of(loss), weight));

            double[] descent = ContrastiveDescent.of(network, samples, PairSlope.of(loss), layer, Towers.ONE);
            assertThat(whole.times(operator.weights())).containsExactly(descent, within(1e-12));
        }
    }

    @Test
    void weightsThatLookAtSamplesAloneLeaveNoResidual() {
        ReluNetwork network = network(9);
        AugmentedSamples samples = samples(9, 5, 3, 0.5);
        CovarianceOperator operator = CovarianceOperator.of(network, samples, 2);
        PairWeight weight = (x, y) -> 0.3 + 0.1 * (x + y);

        double[] descent = ContrastiveDescent.of(network, samples, PairSlope.of(weight), 2, Towers.ONE);

        assertThat(operator.residual(PairSlope.of(weight), weight).norm()).isLessThan(1e-12);
        assertThat(operator.weighted(weight).times(operator.weights())).containsExactly(descent, within(1e-12));
    }

    @Test
    void infoNceWithoutAugmentationHasTheWeightOfTheorem4() {
        ReluNetwork network = network(9);
        AugmentedSamples samples = samples(9, 6, 1, 0);
        double temperature = 0.5;
        PairWeight weight = (x, y) -> {
            double distance = distance(
                    network,
                    samples.views().get(x).getFirst(),
                    network,
                    samples.views().get(y).getFirst());
            double share = Math.exp(-distance / temperature);
            return share / (1 + share) / temperature;
        };
        CovarianceOperator operator = CovarianceOperator.of(network, samples, 1);

        double[] descent = ContrastiveDescent.of(
                network, samples, PairSlope.of(new DistanceLoss.InfoNce(temperature)), 1, Towers.ONE);

        assertThat(operator.weighted(weight).times(operator.weights())).containsExactly(descent, within(1e-12));
    }

    @Test
    void residualShrinksWithTheAugmentation() {
        double wide = residual(0.1);
        double narrow = residual(0.01);

        assertThat(narrow).isLessThan(wide / 5);
        assertThat(wide).isGreaterThan(1e-6);
    }

    private static double residual(double spread) {
        ReluNetwork network = network(9);
        AugmentedSamples samples = samples(9, 5, 3, spread);
        double temperature = 0.5;
        PairWeight weight = (x, y) -> {
            double distance = distance(
                    network,
                    samples.views().get(x).getFirst(),
                    network,
                    samples.views().get(y).getFirst());
            double share = Math.exp(-distance / temperature);
            return share / (1 + share) / temperature;
        };
        return CovarianceOperator.of(network, samples, 2)
                .residual(PairSlope.of(new DistanceLoss.InfoNce(temperature)), weight)
                .norm();
    }

    @Test
    void badSettingsAreRefused() {
        assertThatThrownBy(() -> CovarianceOperator.of(network(1), samples(1, 2, 2, 0.1), 4))
                .hasMessage("a network of 3 layers has no layer 4");
        assertThatThrownBy(() -> new AugmentedSamples(samples(1, 2, 1, 0).views(), List.of(0.5, 0.6)))
                .hasMessage("probabilities must be 0 or more and sum to 1, got [0.5, 0.6]");
        assertThatThrownBy(() -> AugmentedSamples.uniform(List.of(List.of()))).hasMessageContaining("at least 1 view");
        assertThatThrownBy(() -> new ReluNetwork(List.of(new Matrix(3, 2), new Matrix(2, 4))))
                .hasMessage("layer 2 takes 4 values, but layer 1 gives 3");
    }

    private static ReluNetwork network(int seed) {
        return ReluNetwork.random(new Seed(seed).child("network"), 5, 7, 6, 4);
    }

    private static AugmentedSamples samples(int seed, int count, int views, double spread) {
        RandomGenerator random = new Seed(seed).child("samples").generator();
        List<List<double[]>> all = new ArrayList<>();
        for (int x = 0; x < count; x++) {
            double[] centre = random.doubles(5, -1, 1).toArray();
            List<double[]> own = new ArrayList<>();
            for (int v = 0; v < views; v++) {
                own.add(Arrays.stream(centre)
                        .map(c -> c + spread * (random.nextDouble() - 0.5))
                        .toArray());
            }
            all.add(own);
        }
        return AugmentedSamples.uniform(all);
    }

    private static double distance(ReluNetwork one, double[] x, ReluNetwork other, double[] y) {
        double[] a = one.activations(x).getLast();
        double[] b = other.activations(y).getLast();
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (a[i] - b[i]) * (a[i] - b[i]);
        }
        return sum / 2;
    }

    private static double largest(double[] values) {
        return Arrays.stream(values).map(Math::abs).max().orElse(0);
    }
}
