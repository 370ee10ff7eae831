package io.tifl.experiments.ssl.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tifl.experiments.network.CentralDifferences;
import io.tifl.experiments.network.Matrix;
import java.util.List;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TripletLossTest {
    private final Matrix anchors = CentralDifferences.random(1, 5, 3);
    private final Matrix positives = CentralDifferences.random(2, 5, 3);
    private final List<Matrix> negatives =
            List.of(CentralDifferences.random(3, 5, 3), CentralDifferences.random(4, 5, 3));

    @ParameterizedTest
    @CsvSource({
        "nce, 0.1",
        "nce, 0.7",
        "subtract, 1",
        "nce-per-sample, 0.1",
        "nce-per-sample, 0.7",
        "triplet, 0.5",
        "simple, 1"
    })
    void gradientsAreThoseOfTheLoss(String name, double temperature) {
        TripletLoss loss = TripletLoss.named(name, temperature);
        DoubleSupplier value = () -> loss.of(anchors, positives, negatives).value();

        TripletLoss.Result result = loss.of(anchors, positives, negatives);

        CentralDifferences.check(result.anchors().values(), anchors.values(), value);
        CentralDifferences.check(result.positives().values(), positives.values(), value);
        CentralDifferences.check(
                result.negatives().get(0).values(), negatives.get(0).values(), value);
        CentralDifferences.check(
                result.negatives().get(1).values(), negatives.get(1).values(), value);
    }

    @Test
    void releasedFormTakesMeansOverBatchAndDimensions() {
        double near = 2.0 / 15 * halfSquares(anchors, positives);
        double far = 2.0 / 15 * halfSquares(anchors, negatives.getFirst());

        double value = TripletLoss.released(0.3)
                .of(anchors, positives, negatives.subList(0, 1))
                .value();
        double difference = TripletLoss.releasedDifference()
                .of(anchors, positives, negatives.subList(0, 1))
                .value();

        double expected = -Math.exp(-near / 0.3) / (Math.exp(-near / 0.3) + Math.exp(-far / 0.3));
        assertThat(value).isCloseTo(expected, within(1e-14));
        assertThat(difference).isCloseTo(near - far, within(1e-14));
    }

    /**
     * One sample: the mean over the batch is its distance, and a temperature per dimension is one of {@code d / 2}
     * times that.
     */
    @ParameterizedTest
    @ValueSource(doubles = {0.1, 0.5})
    void releasedFormOfOneSampleIsTheExponentialOfThePerSampleForm(double temperature) {
        Matrix one = anchors.rows(0, 1);
        Matrix near = positives.rows(0, 1);
        List<Matrix> far = List.of(negatives.getFirst().rows(0, 1));

        double released = TripletLoss.released(temperature).of(one, near, far).value();
        double perSample = TripletLoss.named("nce-per-sample", temperature * 3 / 2)
                .of(one, near, far)
                .value();

        assertThat(released).isCloseTo(-Math.exp(-perSample), within(1e-14));
    }

    @Test
    void badSettingsAreRefused() {
        assertThatThrownBy(() -> TripletLoss.named("nope", 1))
                .hasMessage("no loss 'nope' among [nce, subtract, nce-per-sample, triplet, simple]");
        assertThatThrownBy(() -> TripletLoss.named("nce", 0)).hasMessage("a temperature must be above 0, got 0.0");
        assertThatThrownBy(() -> TripletLoss.named("simple", 1).of(anchors, positives, List.of()))
                .hasMessageContaining("at least 1 batch of negatives");
    }

    private static double halfSquares(Matrix a, Matrix b) {
        double norm = a.minus(b).norm();
        return norm * norm / 2;
    }
}
