package io.tifl.client.compiled;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.tifl.client.dl4j.Dl4jModel;
import io.tifl.protocol.Settings;
import io.tifl.protocol.task.ModelSpec;
import java.util.List;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions;

class FlopCountTest {
    @Test
    void networkForFemnistCostsWhatLeafsProfilerSays() {
        FlopCount count = FlopCount.of(ModelSpec.of("femnist-cnn"));

        long weights = 28 * 28 * 32 * 25 + 14 * 14 * 64 * 25 * 32 + 7 * 7 * 64 * 2048 + 2048 * 62;
        long rectified = 28 * 28 * 32 + 14 * 14 * 64 + 2048;
        long pooled = 14 * 14 * 32 + 7 * 7 * 64;
        assertThat(count.forward()).isEqualTo(2 * weights + rectified + 4 * pooled + 3 * 62);
        assertThat(count.backward()).isEqualTo(4 * weights + (rectified + 62) + rectified + pooled + 3 * 62);
        assertThat((double) count.forward()).isCloseTo(34.4e6, withinPercentage(0.4));
        assertThat((double) count.training()).isCloseTo(103.4e6, withinPercentage(0.05));
    }

    @Test
    void cellsCostTheirWeightsAtEveryPosition() {
        FlopCount count = FlopCount.of(ModelSpec.of("shakespeare-lstm"));

        long cells = 80 * 256;
        long weights = 4 * cells * (8 + 256) + 4 * cells * (256 + 256);
        long forward = 2 * weights + 2 * 9 * cells + 2 * 256 * 80 + 3 * 80;
        assertThat(count.forward()).isEqualTo(forward);
        assertThat(count.backward())
                .isEqualTo(4 * weights + 2 * 4 * cells + 2 * 9 * cells + (4 * 256 * 80 + 80) + 80 * 8 + 3 * 80);
    }

    @Test
    void normalisationCostsSevenPerValue() {
        FlopCount count = FlopCount.of(ModelSpec.of("celeba-cnn"));

        long weights = 32 * (84 * 84 * 27 + (42 * 42 + 21 * 21 + 11 * 11) * 32 * 9) + 6 * 6 * 32 * 2;
        long normalised = 32 * (84 * 84 + 42 * 42 + 21 * 21 + 11 * 11);
        long pooled = 32 * (42 * 42 + 21 * 21 + 11 * 11 + 6 * 6);
        assertThat(count.forward()).isEqualTo(2 * weights + 7 * normalised + 4 * pooled + pooled + 3 * 2);
        assertThat(count.backward())
                .isEqualTo(4 * weights + (normalised + 2) + 7 * normalised + pooled + pooled + 3 * 2);
    }

    @Test
    void graphIsCountedWithItsSums() {
        ModelSpec deeper = new ModelSpec("resnet", Settings.none().with("depth", 14));
        long block = FlopCount.of(deeper).forward()
                - FlopCount.of(ModelSpec.of("resnet")).forward();

        long values = 32 * 32 * 16 + 16 * 16 * 32 + 8 * 8 * 64;
        long weights = 2 * 9 * (32 * 32 * 16 * 16 + 16 * 16 * 32 * 32 + 8 * 8 * 64 * 64);
        assertThat(block).isEqualTo(2 * weights + 2 * 7 * values + 2 * values + values);
    }

    @Test
    void frozenLayersTakeNoGradientOfTheirWeights() {
        DenseLayer layer = new DenseLayer.Builder()
                .nIn(4)
                .nOut(5)
                .activation(Activation.RELU)
                .build();

        assertThat(withFirst(layer)).isEqualTo(new FlopCount(2 * (20 + 15) + 5 + 9, 4 * (20 + 15) + 8 + 5 + 9));
        assertThat(withFirst(new FrozenLayerWithBackprop(layer)))
                .isEqualTo(new FlopCount(2 * (20 + 15) + 5 + 9, 2 * 20 + 4 * 15 + 3 + 5 + 9));
        assertThat(withFirst(new FrozenLayer(layer))).isEqualTo(new FlopCount(2 * (20 + 15) + 5 + 9, 4 * 15 + 3 + 9));
    }

    @Test
    void modelWithAnUncountedPartIsRefusedByItsName() {
        DenseLayer odd = new DenseLayer.Builder()
                .nIn(4)
                .nOut(5)
                .activation(Activation.CUBE)
                .build();

        assertThatThrownBy(() -> withFirst(odd))
                .isInstanceOf(UnsupportedModelException.class)
                .hasMessageContaining("cube");
    }

    private static FlopCount withFirst(Layer first) {
        var configuration = new NeuralNetConfiguration.Builder()
                .list()
                .setInputType(InputType.feedForward(4))
                .layer(first)
                .layer(new OutputLayer.Builder(LossFunctions.LossFunction.MCXENT)
                        .nOut(3)
                        .activation(Activation.SOFTMAX)
                        .build())
                .build();
        return FlopCount.of(new Dl4jModel.Blueprint(List.of(4), 3, configuration));
    }
}
