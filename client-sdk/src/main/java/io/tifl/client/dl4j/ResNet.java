package io.tifl.client.dl4j;

import io.tifl.protocol.Settings;
import java.util.List;
import java.util.Set;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.nd4j.linalg.activations.Activation;

/**
 * {@code resnet}: a residual network for small images (He et al., Deep Residual Learning for Image Recognition, CVPR 2016,
 * section 4.2): a convolution, three stages of blocks of two convolutions each, the second and third stage halving the image
 * and doubling the channels, global average pooling and a softmax. Where a block changes the shape, its shortcut is a 1 by 1
 * convolution.
 *
 * <p>Settings: {@code depth} (8; 6 n + 2, at most 110), {@code width} (16: channels of the first stage), {@code channels} (3),
 * {@code side} (32), {@code classes} (10).
 */
public final class ResNet implements Dl4jModel {
    private static final int STAGES = 3;

    @Override
    public String name() {
        return "resnet";
    }

    @Override
    public Blueprint blueprint(Settings settings) {
        settings.requireOnly(Set.of("depth", "width", "channels", "side", "classes"));
        int depth = Sizes.optional(settings, "depth", 8, 8, 110);
        int width = Sizes.optional(settings, "width", 16, 1, 256);
        int channels = Sizes.optional(settings, "channels", 3, 1, 64);
        int side = Sizes.optional(settings, "side", 32, 8, 512);
        int classes = Sizes.optional(settings, "classes", 10, 1, Sizes.MAX_CLASSES);
        if (depth % 6 != 2) {
            throw new IllegalArgumentException("setting 'depth' is " + depth + ", expected 8, 14, 20 and so on");
        }
        Sizes.checkParameters(parameters(depth, width, channels, classes));
        GraphBuilder graph =
                Layers.graph().addInputs("input").setInputTypes(InputType.convolutional(side, side, channels));
        String last = normalized(graph, "first", "input", 3, width, 1);
        last = rectified(graph, "first", last);
        for (int stage = 0; stage < STAGES; stage++) {
            for (int block = 0; block < depth / 6; block++) {
                String name = "stage" + stage + "-block" + block;
                last = block(graph, name, last, width << stage, stage > 0 && block == 0, stage == 0 || block > 0);
            }
        }
        graph.addLayer("pool", new GlobalPoolingLayer.Builder(PoolingType.AVG).build(), last)
                .addLayer("classes", Layers.classes(classes, 0), "pool")
                .setOutputs("classes");
        return new Blueprint(List.of(channels, side, side), classes, graph.build());
    }

    private static String block(
            GraphBuilder graph, String name, String from, int channels, boolean halved, boolean sameShape) {
        int stride = halved ? 2 : 1;
        String left = normalized(graph, name + "-a", from, 3, channels, stride);
        left = rectified(graph, name + "-a", left);
        left = normalized(graph, name + "-b", left, 3, channels, 1);
        String right = sameShape ? from : normalized(graph, name + "-shortcut", from, 1, channels, stride);
        graph.addVertex(name + "-sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), left, right);
        return rectified(graph, name, name + "-sum");
    }

    private static String normalized(
            GraphBuilder graph, String name, String from, int kernel, int channels, int stride) {
        graph.addLayer(name + "-convolution", Layers.unbiasedConvolution(kernel, channels, stride), from);
        graph.addLayer(name + "-norm", new BatchNormalization.Builder().build(), name + "-convolution");
        return name + "-norm";
    }

    private static String rectified(GraphBuilder graph, String name, String from) {
        graph.addLayer(name + "-relu", new ActivationLayer(Activation.RELU), from);
        return name + "-relu";
    }

    private static long parameters(int depth, int width, int channels, int classes) {
        long sum = 9L * channels * width + 4L * width;
        long in = width;
        for (int stage = 0; stage < STAGES; stage++) {
            long out = (long) width << stage;
            for (int block = 0; block < depth / 6; block++) {
                sum += 9 * in * out + 9 * out * out + 8 * out;
                sum += in == out ? 0 : in * out + 4 * out;
                in = out;
            }
        }
        return sum + Sizes.dense(in, classes);
    }
}
