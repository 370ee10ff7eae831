package io.tifl.experiments.benchmark.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tifl.client.dl4j.Dl4jForward;
import io.tifl.client.dl4j.Dl4jModel.Blueprint;
import io.tifl.experiments.benchmark.result.ModelCost;
import io.tifl.experiments.benchmark.spec.ModelChoice.Family;
import io.tifl.experiments.benchmark.spec.ModelChoice.Generated;
import io.tifl.experiments.benchmark.spec.ServerChoice.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ModelCostsTest {
    private static ModelCost cost(Generated model, Kind kind) {
        return ModelCosts.of(model, GeneratedModels.blueprint(model), kind).orElseThrow();
    }

    @Test
    void denseLayersCostWhatTheRooflineFormulaSays() {
        // 6 to 5, 5 to 5, 5 to 3.
        ModelCost floats = cost(new Generated(Family.DENSE, 2, 5, 6, 3), Kind.DL4J);

        assertThat(floats.parameters()).isEqualTo(35 + 30 + 18);
        assertThat(floats.operations()).isEqualTo(2 * (30 + 25 + 15) + 5 + 5 + 3 * 3);
        assertThat(floats.bytes()).isEqualTo(4 * ((6 + 35 + 5) + (5 + 30 + 5) + (5 + 18 + 3)));
        assertThat(cost(new Generated(Family.DENSE, 2, 5, 6, 3), Kind.INT8).bytes())
                .isEqualTo((6 + 30 + 5) + (5 + 25 + 5) + (5 + 15) + 4 * (5 + 5 + 3 + 3));
    }

    @Test
    void convolutionsCostTwoOperationsPerWeightAndPixel() {
        // 1 channel to 2 on 4 by 4, 3 by 3 windows, then means of 2 channels, then 3 classes.
        ModelCost cost = cost(new Generated(Family.CONV, 1, 2, 4, 3), Kind.ONNX);

        assertThat(cost.parameters()).isEqualTo(18 + 2 + 6 + 3);
        assertThat(cost.operations()).isEqualTo(2 * 16 * 2 * 9 + 32 + 32 + 2 * 6 + 9);
        assertThat(cost.bytes()).isEqualTo(4 * ((16 + 20 + 32) + (32 + 2) + (2 + 9 + 3)));
    }

    @Test
    void lstmCostsEightOperationsPerStepCellAndInput() {
        // 3 steps of width 2, then 2 classes.
        ModelCost cost = cost(new Generated(Family.LSTM, 1, 2, 3, 2), Kind.COMPILED);

        assertThat(cost.parameters()).isEqualTo(4 * 2 * (2 + 2 + 1) + 2 * 2 + 2);
        assertThat(cost.operations()).isEqualTo(3 * (2 * 4 * 2 * 4 + 9 * 2) + 2 * 4 + 6);
    }

    @Test
    void attentionCostsProjectionsAndProductsOfTokens() {
        // 3 tokens of width 2 in one head, one block, then 2 classes.
        ModelCost cost = cost(new Generated(Family.ATTENTION, 1, 2, 3, 2), Kind.ONNX);

        double projections = 4 * 2 * 3 * 2 * 2;
        double products = 2 * 2 * 3 * 3 * 2;
        double dense = 2 * 3 * 2 * 2 + 6;
        assertThat(cost.operations())
                .isEqualTo(projections + products + 4 * 9 + dense + 2 * 6 + 6 + 8 + 6, within(1e-9));
        assertThat(cost.parameters()).isEqualTo(4 * 4 + 4 + 2 + 4 + 2);
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void parametersAreThoseOfTheNetwork(Family family) {
        Generated model = new Generated(family, 3, 8, 5, 4);
        Blueprint blueprint = GeneratedModels.blueprint(model);

        assertThat(Dl4jForward.layout(blueprint).size()).isEqualTo((int) GeneratedModels.parameters(model));
        assertThat(cost(model, Kind.DL4J).parameters()).isEqualTo(GeneratedModels.parameters(model));
    }

    @Test
    void bytesMoveLessThanFloats() {
        Generated model = new Generated(Family.RESIDUAL, 2, 8, 8, 4);

        assertThat(cost(model, Kind.INT8).bytes())
                .isLessThan(cost(model, Kind.DL4J).bytes() / 3);
        assertThat(cost(model, Kind.INT8).intensity())
                .isGreaterThan(3 * cost(model, Kind.DL4J).intensity());
    }
}
