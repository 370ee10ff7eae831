package io.tifl.experiments.ssl.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tifl.experiments.network.CentralDifferences;
import io.tifl.experiments.network.Matrix;
import java.util.function.DoubleSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TwoViewLossTest {
    private final Matrix first = CentralDifferences.random(1, 4, 3);
    private final Matrix second = CentralDifferences.random(2, 4, 3);
    private final Matrix plain = CentralDifferences.random(3, 4, 3);

    @ParameterizedTest
    @CsvSource({"0.1, 0", "0.5, 0", "0.5, 0.4", "0.5, -0.3", "1, 2"})
    void gradientsOfTheBetaFamilyAreThoseOfTheLoss(double temperature, double beta) {
        TwoViewLoss loss = TwoViewLoss.beta(temperature, beta);
        DoubleSupplier value = () -> loss.of(first, second).value();

        TwoViewLoss.Result result = loss.of(first, second);

        CentralDifferences.check(result.first().values(), first.values(), value);
        CentralDifferences.check(result.second().values(), second.values(), value);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.1, 0.5, 2})
    void normalisedCrossEntropyIsInfoNceOfCosines(double temperature) {
        DistanceLoss.InfoNce nce = new DistanceLoss.InfoNce(temperature);
        CosinePairs pairs = new CosinePairs(first, second);
        double sum = 0;
        double pull = 0;
        for (int i = 0; i < 8; i++) {
            int view = i;
            double[] far = IntStream.range(0, 8)
                    .filter(other -> pairs.isNegative(view, other))
                    .mapToDouble(other -> 1 - pairs.cosine(view, other))
                    .toArray();
            sum += nce.value(1 - pairs.cosine(i, pairs.twin(i)), far) / 8;
            pull += pairs.cosine(i, pairs.twin(i)) / 8 / temperature;
            assertThat(far).hasSize(6);
        }

        assertThat(TwoViewLoss.ntXent(temperature).of(first, second).value()).isCloseTo(sum, within(1e-13));
        assertThat(TwoViewLoss.beta(temperature, 0.5).of(first, second).value())
                .isCloseTo((sum - 0.5 * pull) / 1.5, within(1e-13));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.1, 0.5})
    void gradientsOfTheSurrogateAreThoseWithItsWeightsHeld(double temperature) {
        ExactCovariance loss = TwoViewLoss.exactCovariance(temperature);
        Matrix weights = loss.weights(new CosinePairs(first, second));
        DoubleSupplier held =
                () -> loss.of(new CosinePairs(first, second), weights).value();

        TwoViewLoss.Result result = loss.of(first, second);

        CentralDifferences.check(result.first().values(), first.values(), held);
        CentralDifferences.check(result.second().values(), second.values(), held);
    }

    @Test
    void gradientsWithWeightsFromPlainSamplesAreThoseOfTheLoss() {
        ExactCovariance loss = TwoViewLoss.exactCovariance(0.5);
        DoubleSupplier value = () -> loss.of(first, second, plain).value();

        TwoViewLoss.Result result = loss.of(first, second, plain);

        CentralDifferences.check(result.first().values(), first.values(), value);
        CentralDifferences.check(result.second().values(), second.values(), value);
        assertThat(result.value()).isNotCloseTo(loss.of(first, second).value(), within(1e-6));
    }

    @Test
    void weightsOfTheSurrogateAreThoseOfTheFormula() {
        CosinePairs pairs = new CosinePairs(first, second);

        Matrix weights = TwoViewLoss.exactCovariance(0.5).weights(pairs);

        double share = Math.exp(-(1 - pairs.cosine(1, 6)) / 0.5);
        assertThat(weights.at(1, 6)).isCloseTo(share / (1 + share) / 0.5 / 6, within(1e-15));
        assertThat(weights.at(1, 1)).isZero();
        assertThat(weights.at(1, 5)).isZero();
    }

    /** One positive and one negative: InfoNCE pulls as the surrogate does where views coincide. */
    @Test
    void surrogateIsInfoNceWithOneNegativeAndWithoutAugmentation() {
        Matrix one = first.rows(0, 2);
        double temperature = 0.5;
        CosinePairs pairs = new CosinePairs(one, one);

        double weight = TwoViewLoss.exactCovariance(temperature).weights(pairs).at(0, 1) * 2;

        double slope = new DistanceLoss.InfoNce(temperature)
                .slopes(1 - pairs.cosine(0, 2), 1 - pairs.cosine(0, 1))
                .positive();
        assertThat(weight).isCloseTo(slope, within(1e-14));
    }

    @Test
    void cosineLossIgnoresLengthsAndHasItsGradient() {
        CosineLoss.Result result = CosineLoss.of(first, second);

        CentralDifferences.check(
                result.predictions().values(),
                first.values(),
                () -> CosineLoss.of(first, second).value());
        assertThat(CosineLoss.of(first.copy().scale(3), second).value()).isCloseTo(result.value(), within(1e-14));
        assertThat(CosineLoss.of(first, first).value()).isCloseTo(0, within(1e-14));
        assertThat(CosineLoss.of(first, first.copy().scale(-1)).value()).isCloseTo(4, within(1e-14));
    }

    @Test
    void badSettingsAreRefused() {
        assertThatThrownBy(() -> TwoViewLoss.beta(0.5, -1)).hasMessage("beta must be above -1 and finite, got -1.0");
        assertThatThrownBy(() -> TwoViewLoss.ntXent(-2))
                .hasMessage("a temperature must be above 0 and finite, got -2.0");
        assertThatThrownBy(() -> TwoViewLoss.exactCovariance(Double.NaN)).hasMessageContaining("got NaN");
        assertThatThrownBy(() -> TwoViewLoss.ntXent(1).of(first.rows(0, 1), second.rows(0, 1)))
                .hasMessageContaining("2 or more samples, got 1 and 1");
        assertThatThrownBy(() -> TwoViewLoss.exactCovariance(1).of(first, second, plain.rows(0, 2)))
                .hasMessage("expected 4 samples without augmentation, got 2");
    }
}
