package io.tifl.client.dl4j;

import io.tifl.protocol.Settings;
import java.util.List;
import java.util.Set;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration.ListBuilder;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.nd4j.linalg.activations.Activation;

/**
 * {@code depthwise-cnn}: a small network for phones, of the blocks of MobileNet (Howard et al., arXiv 1704.04861): depthwise
 * convolutions, each followed by a 1 by 1 convolution, all of them normalised, and global average pooling.
 *
 * <p>Settings: {@code width} (32: channels after the first convolution), {@code channels} (3), {@code side} (32), {@code
 * classes} (10).
 */
public final class DepthwiseCnn implements Dl4jModel {
    private static final int[] STRIDES = {1, 2, 1, 2, 1};

    @Override
    public String name() {
        return "depthwise-cnn";
    }

    @Override
    public Blueprint blueprint(Settings settings) {
        settings.requireOnly(Set.of("width", "channels", "side", "classes"));
        int width = Sizes.optional(settings, "width", 32, 1, 512);
        int channels = Sizes.optional(settings, "channels", 3, 1, 64);
        int side = Sizes.optional(settings, "side", 32, 8, 512);
        int classes = Sizes.optional(settings, "classes", 10, 1, Sizes.MAX_CLASSES);
        Sizes.checkParameters(parameters(width, channels, classes));
        ListBuilder layers = Layers.network().setInputType(InputType.convolutional(side, side, channels));
        normalized(layers.layer(Layers.unbiasedConvolution(3, width, 1)));
        int out = width;
        for (int stride : STRIDES) {
            normalized(layers.layer(depthwise(stride)));
            out *= stride;
            normalized(layers.layer(Layers.unbiasedConvolution(1, out, 1)));
        }
        layers.layer(new GlobalPoolingLayer.Builder(PoolingType.AVG).build()).layer(Layers.classes(classes, 0));
        return new Blueprint(List.of(channels, side, side), classes, layers.build());
    }

    private static DepthwiseConvolution2D depthwise(int stride) {
        return new DepthwiseConvolution2D.Builder()
                .kernelSize(3, 3)
                .stride(stride, stride)
                .convolutionMode(ConvolutionMode.Same)
                .depthMultiplier(1)
                .hasBias(false)
                .activation(Activation.IDENTITY)
                .build();
    }

    private static void normalized(ListBuilder layers) {
        layers.layer(new BatchNormalization.Builder().build()).layer(new ActivationLayer(Activation.RELU));
    }

    private static long parameters(int width, int channels, int classes) {
        long sum = 9L * channels * width + 4L * width;
        long in = width;
        for (int stride : STRIDES) {
            long out = in * stride;
            sum += 9 * in + 4 * in + in * out + 4 * out;
            in = out;
        }
        return sum + Sizes.dense(in, classes);
    }
}
