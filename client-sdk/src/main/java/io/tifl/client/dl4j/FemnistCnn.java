package io.tifl.client.dl4j;

import io.tifl.protocol.Settings;
import java.util.List;
import java.util.Set;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.nd4j.linalg.activations.Activation;

/**
 * {@code femnist-cnn}: LEAF's network for FEMNIST (Caldas et al., arXiv 1812.01097), for images of 28 by 28 in 62 classes;
 * 6,603,710 parameters.
 *
 * <p>Setting: {@code classes} (62), for other sets of such images.
 */
public final class FemnistCnn implements Dl4jModel {
    @Override
    public String name() {
        return "femnist-cnn";
    }

    @Override
    public Blueprint blueprint(Settings settings) {
        settings.requireOnly(Set.of("classes"));
        int classes = Sizes.optional(settings, "classes", 62, 1, 10_000);
        var layers = Layers.network()
                .setInputType(InputType.convolutional(28, 28, 1))
                .layer(Layers.convolution(5, 32, ConvolutionMode.Same, 0))
                .layer(Layers.maxPool2())
                .layer(Layers.convolution(5, 64, ConvolutionMode.Same, 0))
                .layer(Layers.maxPool2())
                .layer(Layers.dense(2048, Activation.RELU, 0))
                .layer(Layers.classes(classes, 0));
        return new Blueprint(List.of(1, 28, 28), classes, layers.build());
    }
}
