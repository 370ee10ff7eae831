package io.tifl.client.dl4j;

import io.tifl.protocol.Settings;
import java.util.List;
import java.util.Set;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.nd4j.linalg.activations.Activation;

/**
 * {@code small-cnn}: two convolutions, each pooled, and two dense layers, for quick studies on images.
 *
 * <p>Settings: {@code channels} (1), {@code side} (28, at least 12: the images are square), {@code classes} (10). With the
 * defaults it has 27,690 parameters, 2 % of {@code mnist-cnn}.
 */
public final class SmallCnn implements Dl4jModel {
    @Override
    public String name() {
        return "small-cnn";
    }

    @Override
    public Blueprint blueprint(Settings settings) {
        settings.requireOnly(Set.of("channels", "side", "classes"));
        int channels = Sizes.optional(settings, "channels", 1, 1, 64);
        int side = Sizes.optional(settings, "side", 28, 12, 512);
        int classes = Sizes.optional(settings, "classes", 10, 1, Sizes.MAX_CLASSES);
        Sizes.checkParameters(parameters(channels, side, classes));
        var layers = Layers.network()
                .setInputType(InputType.convolutional(side, side, channels))
                .layer(Layers.convolution(5, 8, ConvolutionMode.Truncate, 0))
                .layer(Layers.maxPool2())
                .layer(Layers.convolution(3, 16, ConvolutionMode.Truncate, 0))
                .layer(Layers.maxPool2())
                .layer(Layers.dense(64, Activation.RELU, 0))
                .layer(Layers.classes(classes, 0));
        return new Blueprint(List.of(channels, side, side), classes, layers.build());
    }

    private static long parameters(int channels, int side, int classes) {
        long pooled = ((side - 4L) / 2 - 2) / 2;
        return Sizes.dense(25L * channels, 8)
                + Sizes.dense(9 * 8, 16)
                + Sizes.dense(16 * pooled * pooled, 64)
                + Sizes.dense(64, classes);
    }
}
