package io.tifl.client.compiled;

import static org.assertj.core.api.Assertions.assertThat;

import io.tifl.client.dl4j.Dl4jModel;
import io.tifl.protocol.plugin.Catalog;
import io.tifl.protocol.task.ModelSpec;
import org.junit.jupiter.api.Test;

class MovedValuesTest {
    private static MovedValues of(String model) {
        ModelSpec spec = ModelSpec.of(model);
        return MovedValues.of(
                Catalog.load("model", Dl4jModel.class).get(spec.name()).blueprint(spec.settings()));
    }

    @Test
    void everyLayerReadsItsInputAndWeightsAndWritesItsOutput() {
        MovedValues moved = of("mnist-cnn");

        // Convolutions to 26 x 26 x 32 and 24 x 24 x 64, a pooling to 12 x 12 x 64, then 128 and 10 units.
        long first = 26 * 26 * 32;
        long second = 24 * 24 * 64;
        long pooled = 12 * 12 * 64;
        assertThat(moved.weights()).isEqualTo(9 * 32 + 9 * 32 * 64 + pooled * 128 + 128 * 10);
        assertThat(moved.others()).isEqualTo(32 + 64 + 128 + 10);
        assertThat(moved.inner())
                .isEqualTo((784 + first) + (first + second) + (second + pooled) + (pooled + 128) + 128);
        assertThat(moved.output()).isEqualTo(10);
        assertThat(moved.weights() + moved.others()).isEqualTo(1_199_882);
        assertThat(moved.floatBytes()).isEqualTo(4.0 * (1_199_882 + moved.inner() + 10));
        assertThat(moved.quantizedBytes()).isEqualTo(moved.weights() + moved.inner() + 4.0 * (234 + 10));
    }

    @Test
    void anEmbeddingReadsTheRowsThatAreLookedUp() {
        // 25 words of 100 numbers of 10,001, two layers of 100 cells, 128 units, 2 classes.
        MovedValues moved = of("sent140-lstm");

        assertThat(moved.weights()).isEqualTo(25 * 100 + 2 * 4 * 100 * 200 + 100 * 128 + 128 * 2);
    }
}
