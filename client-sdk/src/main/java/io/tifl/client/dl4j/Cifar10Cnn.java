package io.tifl.client.dl4j;

import io.tifl.protocol.Settings;
import java.util.List;
import java.util.Set;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.nd4j.linalg.activations.Activation;

/**
 * {@code cifar10-cnn}: four convolutions and two dense layers for colour images of 32 by 32 in 10 classes; 1,250,858
 * parameters. No settings.
 *
 * <p>TiFL (Chai et al., HPDC 2020, section 5.1) describes its CIFAR-10 network in one sentence; this is the Keras example
 * {@code cifar10_cnn} that the sentence fits.
 */
public final class Cifar10Cnn implements Dl4jModel {
    @Override
    public String name() {
        return "cifar10-cnn";
    }

    @Override
    public Blueprint blueprint(Settings settings) {
        settings.requireOnly(Set.of());
        var layers = Layers.network()
                .setInputType(InputType.convolutional(32, 32, 3))
                .layer(Layers.convolution(3, 32, ConvolutionMode.Same, 0))
                .layer(Layers.convolution(3, 32, ConvolutionMode.Truncate, 0))
                .layer(Layers.maxPool2())
                .layer(Layers.convolution(3, 64, ConvolutionMode.Same, 0.25))
                .layer(Layers.convolution(3, 64, ConvolutionMode.Truncate, 0))
                .layer(Layers.maxPool2())
                .layer(Layers.dense(512, Activation.RELU, 0.25))
                .layer(Layers.classes(10, 0.5));
        return new Blueprint(List.of(3, 32, 32), 10, layers.build());
    }
}
