package io.tifl.client.dl4j;

import io.tifl.protocol.Settings;
import java.util.List;
import java.util.Set;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.nd4j.linalg.activations.Activation;

/**
 * {@code mnist-cnn}: the network TiFL trains on MNIST and Fashion-MNIST (Chai et al., HPDC 2020, section 5.1), for images of
 * 28 by 28 in 10 classes; 1,199,882 parameters. No settings.
 */
public final class MnistCnn implements Dl4jModel {
    @Override
    public String name() {
        return "mnist-cnn";
    }

    @Override
    public Blueprint blueprint(Settings settings) {
        settings.requireOnly(Set.of());
        var layers = Layers.network()
                .setInputType(InputType.convolutional(28, 28, 1))
                .layer(Layers.convolution(3, 32, ConvolutionMode.Truncate, 0))
                .layer(Layers.convolution(3, 64, ConvolutionMode.Truncate, 0))
                .layer(Layers.maxPool2())
                .layer(Layers.dense(128, Activation.RELU, 0.25))
                .layer(Layers.classes(10, 0.5));
        return new Blueprint(List.of(1, 28, 28), 10, layers.build());
    }
}
