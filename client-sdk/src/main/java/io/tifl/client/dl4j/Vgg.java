package io.tifl.client.dl4j;

import io.tifl.protocol.Settings;
import java.util.List;
import java.util.Set;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration.ListBuilder;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.nd4j.linalg.activations.Activation;

/**
 * {@code vgg}: plain stacks of 3 by 3 convolutions for small images (after Simonyan and Zisserman, Very Deep Convolutional Networks,
 * ICLR 2015): three stages of as many convolutions, each stage pooled and the next with twice the channels, a hidden dense layer and a
 * softmax.
 *
 * <p>Settings: {@code convolutions} (6: of all stages, a multiple of 3, at most 48), {@code width} (8: channels of the first stage), {@code
 * hidden} (128), {@code batch-norm} (false: whether every convolution is normalised), {@code channels} (3), {@code side} (32), {@code
 * classes} (10).
 */
public final class Vgg implements Dl4jModel {
    private static final int STAGES = 3;

    @Override
    public String name() {
        return "vgg";
    }

    @Override
    public Blueprint blueprint(Settings settings) {
        settings.requireOnly(Set.of("convolutions", "width", "hidden", "batch-norm", "channels", "side", "classes"));
        int convolutions = Sizes.optional(settings, "convolutions", 6, STAGES, 48);
        int width = Sizes.optional(settings, "width", 8, 1, 256);
        int hidden = Sizes.optional(settings, "hidden", 128, 1, Sizes.MAX_HIDDEN);
        boolean normalised = settings.flag("batch-norm", false);
        int channels = Sizes.optional(settings, "channels", 3, 1, 64);
        int side = Sizes.optional(settings, "side", 32, 1 << STAGES, 512);
        int classes = Sizes.optional(settings, "classes", 10, 1, Sizes.MAX_CLASSES);
        if (convolutions % STAGES != 0) {
            throw new IllegalArgumentException(
                    "setting 'convolutions' is " + convolutions + ", expected 3, 6, 9 and so on");
        }
        Sizes.checkParameters(parameters(convolutions, width, hidden, channels, side, classes));
        ListBuilder layers = Layers.network().setInputType(InputType.convolutional(side, side, channels));
        for (int stage = 0; stage < STAGES; stage++) {
            for (int i = 0; i < convolutions / STAGES; i++) {
                add(layers, width << stage, normalised);
            }
            layers.layer(Layers.maxPool2());
        }
        layers.layer(Layers.dense(hidden, Activation.RELU, 0)).layer(Layers.classes(classes, 0));
        return new Blueprint(List.of(channels, side, side), classes, layers.build());
    }

    private static void add(ListBuilder layers, int channels, boolean normalised) {
        if (normalised) {
            layers.layer(Layers.unbiasedConvolution(3, channels, 1)).layer(new BatchNormalization.Builder().build());
        } else {
            layers.layer(Layers.convolution(3, channels, 1));
        }
        layers.layer(new ActivationLayer(Activation.RELU));
    }

    // As with normalisation, which has a few more.
    private static long parameters(int convolutions, int width, int hidden, int channels, int side, int classes) {
        long sum = 0;
        long in = channels;
        for (int stage = 0; stage < STAGES; stage++) {
            long out = (long) width << stage;
            for (int i = 0; i < convolutions / STAGES; i++) {
                sum += 9 * in * out + 4 * out;
                in = out;
            }
        }
        long left = side >> STAGES;
        return sum + Sizes.dense(in * left * left, hidden) + Sizes.dense(hidden, classes);
    }
}
