package io.tifl.experiments.advi.amortised;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tifl.experiments.advi.bound.Bound;
import io.tifl.experiments.advi.bound.Objective;
import io.tifl.experiments.advi.bound.Slope;
import io.tifl.experiments.advi.family.Family;
import io.tifl.experiments.advi.family.Shape;
import io.tifl.experiments.network.CentralDifferences;
import io.tifl.experiments.network.Matrix;
import io.tifl.protocol.Seed;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AmortisedModelTest {
    private static final Observation LABELS = new Observation.Labels(new int[] {0, 2, 1}, 3);

    private final Matrix inputs = CentralDifferences.random(1, 3, 4);

    private static AmortisedModel model(int dimension, int components, boolean full, int outputs) {
        Family family = new Family(dimension, components, full ? new Shape.FullRank() : new Shape.MeanField());
        return AmortisedModel.perceptron(family, List.of(4, 5), List.of(3), outputs, new Seed(2));
    }

    @ParameterizedTest
    @CsvSource({
        "SELBO, 2, 1, 1, true, false",
        "SELBO, 2, 3, 2, true, false",
        "SIWAE, 2, 4, 1, true, false",
        "SIWAE, 3, 2, 3, true, true",
        "SIWAE, 3, 2, 2, false, true",
        "IWAE, 1, 1, 4, false, true"
    })
    void theGradientIsThatOfTheLossInAllParameters(
            Bound bound, int dimension, int components, int samples, boolean full, boolean images) {
        AmortisedModel model = model(dimension, components, full, 3);
        Objective objective = new Objective(bound, samples, 0.4, Slope.PLAIN);
        Matrix pixels = Matrix.of(3, 3, 1, 0, 0, 1, 1, 0, 0, 1, 1);
        Observation seen = images ? new Observation.Images(pixels) : LABELS;

        AmortisedModel.Loss loss = model.loss(objective, inputs, seen, new Seed(3).generator(), n -> n);

        List<Matrix> parameters = model.parameters();
        assertThat(loss.gradient()).hasSameSizeAs(parameters);
        for (int k = 0; k < parameters.size(); k++) {
            CentralDifferences.check(
                    loss.gradient().get(k).values(),
                    parameters.get(k).values(),
                    () -> model.loss(objective, inputs, seen, new Seed(3).generator(), n -> n)
                            .value());
        }
    }

    @Test
    void withOneComponentAndOneSampleBothBoundsAreTheSameLossBitByBit() {
        AmortisedModel model = model(2, 1, true, 3);

        AmortisedModel.Loss selbo = loss(model, Bound.SELBO);
        AmortisedModel.Loss siwae = loss(model, Bound.SIWAE);

        assertThat(siwae.bounds()).isEqualTo(selbo.bounds());
        for (int k = 0; k < selbo.gradient().size(); k++) {
            assertThat(siwae.gradient().get(k).values())
                    .isEqualTo(selbo.gradient().get(k).values());
        }
        assertThat(loss(model(2, 2, true, 3), Bound.SIWAE).bounds())
                .isNotEqualTo(loss(model(2, 2, true, 3), Bound.SELBO).bounds());
    }

    private AmortisedModel.Loss loss(AmortisedModel model, Bound bound) {
        return model.loss(new Objective(bound, 1, 0.05, Slope.PLAIN), inputs, LABELS, new Seed(5).generator(), n -> n);
    }

    @Test
    void withOneComponentStratifiedBoundsAreThePlainOnes() {
        AmortisedModel model = model(2, 1, true, 3);

        assertThat(bounds(model, Bound.IWAE)).isEqualTo(bounds(model, Bound.SIWAE));
        assertThat(bounds(model, Bound.ELBO)).isEqualTo(bounds(model, Bound.SELBO));
    }

    @Test
    void siwaeIsNotBelowSelboForTheSameDraws() {
        AmortisedModel model = model(2, 4, true, 3);

        double[] selbo = bounds(model, Bound.SELBO);
        double[] siwae = bounds(model, Bound.SIWAE);

        assertThat(IntStream.range(0, 3)).allMatch(n -> siwae[n] > selbo[n]);
    }

    private double[] bounds(AmortisedModel model, Bound bound) {
        return model.bounds(Objective.of(bound, 1), inputs, LABELS, new Seed(5).generator(), n -> n);
    }

    @Test
    void boundsWithoutAGradientAreThoseOfTheLoss() {
        AmortisedModel model = model(2, 3, true, 3);
        Objective objective = Objective.of(Bound.SIWAE, 2);

        assertThat(model.bounds(objective, inputs, LABELS, new Seed(5).generator(), n -> n))
                .isEqualTo(model.loss(objective, inputs, LABELS, new Seed(5).generator(), n -> n)
                        .bounds());
    }

    @Test
    void aCopyIsTrainedByItself() {
        AmortisedModel model = model(2, 2, true, 3);
        AmortisedModel copy = model.copy();

        copy.parameters().forEach(one -> one.scale(2));

        assertThat(bounds(copy, Bound.SIWAE)).isNotEqualTo(bounds(model, Bound.SIWAE));
    }

    @Test
    void anInputThatIsNotANumberNamesItsExample() {
        inputs.set(1, 2, Double.NaN);

        assertThatThrownBy(() -> bounds(model(2, 2, true, 3), Bound.SIWAE))
                .isInstanceOf(ArithmeticException.class)
                .hasMessageContaining("for example 1,");
    }

    @Test
    void batchesThatDoNotFitAreRefused() {
        AmortisedModel model = model(2, 2, true, 3);

        assertThatThrownBy(() -> model.bounds(
                        Objective.of(Bound.SIWAE, 1),
                        CentralDifferences.random(1, 2, 4),
                        LABELS,
                        new Seed(5).generator(),
                        n -> n))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("got 2 and 3");
        assertThatThrownBy(() -> bounds(model(2, 2, true, 4), Bound.SIWAE)).hasMessageContaining("3 columns, got 4");
        assertThatThrownBy(() -> new Observation.Labels(new int[] {0, 3}, 3))
                .hasMessageContaining("label of example 1")
                .hasMessageContaining("0..2, got 3");
        assertThatThrownBy(() -> new Observation.Images(Matrix.of(2, 2, 0, 1, 0.5, 1)))
                .hasMessageContaining("got 0.5 in example 1 at 0");
        assertThatThrownBy(() -> AmortisedModel.perceptron(
                        Family.lowRank(2, 1), List.of(4), List.of(), 3, new Seed(1)))
                .hasMessageContaining("low rank");
    }
}
