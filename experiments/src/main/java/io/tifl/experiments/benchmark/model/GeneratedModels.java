package io.tifl.experiments.benchmark.model;

import io.tifl.client.dl4j.Dl4jModel.Blueprint;
import io.tifl.experiments.benchmark.spec.ModelChoice.Generated;
import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration.ListBuilder;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SelfAttentionLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/**
 * The canonical models of a benchmark, as InferBench (Zhang et al., arXiv 2011.02327) sweeps them over depth and width: so many
 * identical blocks, then a softmax over the classes.
 *
 * <ul>
 *   <li>{@code dense}: fully connected with a rectifier; the input are features
 *   <li>{@code conv}: 3 by 3 convolutions with a rectifier that keep the size of a square image of one channel, then the mean of each
 *       channel
 *   <li>{@code residual}: a convolution, then blocks of two with a shortcut around them (He et al., CVPR 2016), without normalisation
 *   <li>{@code lstm}: a sequence of vectors as wide as the layers; the last step is classified
 *   <li>{@code attention}: scaled dot-product attention over tokens (Vaswani et al., NeurIPS 2017), in heads of 64 values where the
 *       width allows it, and a fully connected layer on each token, both with a shortcut, without normalisation; then the mean over the
 *       tokens
 * </ul>
 */
public final class GeneratedModels {
    /** Two gigabytes of floats: what an ONNX file can hold. */
    static final long MOST_PARAMETERS = 500_000_000;

    private static final long MOST_VALUES = 1L << 26;
    private static final int HEAD = 64;

    private GeneratedModels() {}

    /**
     * The network of a choice.
     *
     * @throws IllegalArgumentException if it would have more than 500 million parameters, or more than 67 million values between two
     *     layers
     */
    public static Blueprint blueprint(Generated model) {
        check(model);
        return switch (model.family()) {
            case DENSE -> dense(model);
            case CONV -> convolution(model);
            case RESIDUAL -> residual(model);
            case LSTM -> lstm(model);
            case ATTENTION -> attention(model);
        };
    }

    private static void check(Generated model) {
        long parameters = parameters(model);
        if (parameters > MOST_PARAMETERS) {
            throw new IllegalArgumentException("model '" + model.label() + "' has " + parameters
                    + " parameters, expected at most " + MOST_PARAMETERS + "; choose fewer layers or a smaller width");
        }
        long values = values(model);
        if (values > MOST_VALUES) {
            throw new IllegalArgumentException("model '" + model.label() + "' has " + values
                    + " values between two layers, expected at most " + MOST_VALUES
                    + "; choose a smaller input or width");
        }
    }

    /** How many parameters it has. */
    static long parameters(Generated model) {
        long width = model.width();
        long layers = model.layers();
        long output = (width + 1) * model.classes();
        return output
                + switch (model.family()) {
                    case DENSE -> (model.input() + 1) * width + (layers - 1) * (width + 1) * width;
                    case CONV -> 10 * width + (layers - 1) * (9 * width + 1) * width;
                    case RESIDUAL -> 10 * width + layers * 2 * (9 * width + 1) * width;
                    case LSTM -> layers * 4 * width * (2 * width + 1);
                    case ATTENTION -> layers * (4 * width * width + (width + 1) * width);
                };
    }

    private static long values(Generated model) {
        long input = model.input();
        return switch (model.family()) {
            case DENSE -> Math.max(input, model.width());
            case CONV, RESIDUAL -> input * input * model.width();
            case LSTM -> input * 4 * model.width();
            case ATTENTION -> input * Math.max(input * heads(model.width()), model.width());
        };
    }

    /** Heads of an attention layer of this width. */
    static int heads(int width) {
        return width % HEAD == 0 ? width / HEAD : 1;
    }

    private static ListBuilder list() {
        return new NeuralNetConfiguration.Builder().list();
    }

    private static Blueprint dense(Generated model) {
        ListBuilder layers = list().setInputType(InputType.feedForward(model.input()));
        for (int i = 0; i < model.layers(); i++) {
            layers.layer(new DenseLayer.Builder()
                    .nOut(model.width())
                    .activation(Activation.RELU)
                    .build());
        }
        return new Blueprint(
                List.of(model.input()),
                model.classes(),
                layers.layer(classes(model)).build());
    }

    private static Blueprint convolution(Generated model) {
        ListBuilder layers = list().setInputType(InputType.convolutional(model.input(), model.input(), 1));
        for (int i = 0; i < model.layers(); i++) {
            layers.layer(window(model, Activation.RELU));
        }
        layers.layer(new GlobalPoolingLayer.Builder(PoolingType.AVG).build()).layer(classes(model));
        return new Blueprint(image(model), model.classes(), layers.build());
    }

    private static Blueprint residual(Generated model) {
        GraphBuilder graph = graph().setInputTypes(InputType.convolutional(model.input(), model.input(), 1));
        graph.addLayer("stem", window(model, Activation.RELU), "input");
        String last = "stem";
        for (int i = 0; i < model.layers(); i++) {
            String block = "block" + i;
            graph.addLayer(block + "-first", window(model, Activation.RELU), last)
                    .addLayer(block + "-second", window(model, Activation.IDENTITY), block + "-first");
            add(graph, block + "-sum", last, block + "-second");
            graph.addLayer(block + "-relu", new ActivationLayer(Activation.RELU), block + "-sum");
            last = block + "-relu";
        }
        return new Blueprint(image(model), model.classes(), pooled(graph, last, model));
    }

    private static Blueprint lstm(Generated model) {
        ListBuilder layers = list().setInputType(InputType.recurrent(model.width(), model.input()));
        for (int i = 0; i < model.layers(); i++) {
            LSTM cells = new LSTM.Builder()
                    .nOut(model.width())
                    .activation(Activation.TANH)
                    .build();
            layers.layer(i == model.layers() - 1 ? new LastTimeStep(cells) : cells);
        }
        return new Blueprint(
                List.of(model.width(), model.input()),
                model.classes(),
                layers.layer(classes(model)).build());
    }

    private static Blueprint attention(Generated model) {
        int heads = heads(model.width());
        GraphBuilder graph = graph().setInputTypes(InputType.recurrent(model.width(), model.input()));
        String last = "input";
        for (int i = 0; i < model.layers(); i++) {
            String block = "block" + i;
            graph.addLayer(
                    block + "-attention",
                    new SelfAttentionLayer.Builder()
                            .nOut(model.width())
                            .nHeads(heads)
                            .headSize(model.width() / heads)
                            .projectInput(true)
                            .build(),
                    last);
            add(graph, block + "-attended", last, block + "-attention");
            graph.addLayer(
                    block + "-dense",
                    new Convolution1DLayer.Builder()
                            .kernelSize(1)
                            .nOut(model.width())
                            .activation(Activation.RELU)
                            .build(),
                    block + "-attended");
            add(graph, block + "-sum", block + "-attended", block + "-dense");
            last = block + "-sum";
        }
        return new Blueprint(List.of(model.width(), model.input()), model.classes(), pooled(graph, last, model));
    }

    private static GraphBuilder graph() {
        return new NeuralNetConfiguration.Builder().graphBuilder().addInputs("input");
    }

    private static void add(GraphBuilder graph, String name, String... from) {
        graph.addVertex(name, new ElementWiseVertex(ElementWiseVertex.Op.Add), from);
    }

    private static ComputationGraphConfiguration pooled(GraphBuilder graph, String last, Generated model) {
        return graph.addLayer("mean", new GlobalPoolingLayer.Builder(PoolingType.AVG).build(), last)
                .addLayer("classes", classes(model), "mean")
                .setOutputs("classes")
                .build();
    }

    private static List<Integer> image(Generated model) {
        return List.of(1, model.input(), model.input());
    }

    private static ConvolutionLayer window(Generated model, Activation activation) {
        return new ConvolutionLayer.Builder(3, 3)
                .nOut(model.width())
                .convolutionMode(ConvolutionMode.Same)
                .activation(activation)
                .build();
    }

    private static OutputLayer classes(Generated model) {
        return new OutputLayer.Builder(LossFunctions.LossFunction.MCXENT)
                .nOut(model.classes())
                .activation(Activation.SOFTMAX)
                .build();
    }
}
