package io.tifl.client.compiled;

import io.tifl.client.dl4j.Dl4jModel.Blueprint;
import io.tifl.protocol.Seed;
import java.util.List;
import java.util.random.RandomGenerator;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * A small image network of odd sizes, drawn from batch normalisation, depthwise convolution, global pooling, vertices and
 * gradient normalisation beside the plain layers, and how to train it. Even seeds give sequences, odd ones graphs.
 */
record RandomImageModel(
        long seed,
        Blueprint blueprint,
        int batchSize,
        String optimizer,
        double learningRate,
        double proximal,
        String text) {
    private static final List<String> OPTIMIZERS = List.of("sgd", "nesterovs", "adagrad", "rmsprop", "adam");
    private static final List<Activation> ACTIVATIONS =
            List.of(Activation.RELU, Activation.TANH, Activation.LEAKYRELU, Activation.IDENTITY, Activation.SIGMOID);

    private static final List<GradientNormalization> NORMALIZATIONS = List.of(GradientNormalization.values());
    private static final List<ElementWiseVertex.Op> OPERATIONS = List.of(ElementWiseVertex.Op.values());

    static RandomImageModel of(long seed) {
        return new Draw(new Seed(seed).generator(), seed).model();
    }

    @Override
    public String toString() {
        return text;
    }

    /** One draw; the seed also walks through optimisers, losses and gradient normalisations in order. */
    private static final class Draw {
        private final RandomGenerator chance;
        private final long seed;
        private final StringBuilder text = new StringBuilder();
        private int channels;
        private int height;
        private int width;
        private int names;
        private double penalty;
        private GradientNormalization normalization = GradientNormalization.None;

        Draw(RandomGenerator chance, long seed) {
            this.chance = chance;
            this.seed = seed;
        }

        private int among(int low, int high) {
            return chance.nextInt(low, high + 1);
        }

        private boolean sometimes() {
            return chance.nextInt(3) == 0;
        }

        RandomImageModel model() {
            channels = among(1, 4);
            height = among(6, 13);
            width = among(6, 13);
            List<Integer> shape = List.of(channels, height, width);
            int classes = among(2, 19);
            String optimizer = OPTIMIZERS.get((int) (seed % OPTIMIZERS.size()));
            normalization = seed % 3 == 0 ? GradientNormalization.None : NORMALIZATIONS.get((int) (seed / 2 % 6));
            penalty = seed % 4 == 0 ? 0.01 : 0;
            double proximal = seed % 5 == 1 ? 0.1 : 0;
            int batch = among(2, 13);
            text.append("seed ").append(seed).append(", input ").append(shape);
            NeuralNetConfiguration.Builder builder = new NeuralNetConfiguration.Builder()
                    .l2(penalty)
                    .l1(penalty / 5)
                    .l2Bias(penalty / 2)
                    .biasInit(0.1)
                    .gradientNormalization(normalization)
                    .gradientNormalizationThreshold(0.3);
            InputType input = InputType.convolutional(height, width, channels);
            Blueprint blueprint = seed % 2 == 0
                    ? new Blueprint(shape, classes, sequence(builder, input, classes))
                    : new Blueprint(shape, classes, graph(builder, input, classes));
            text.append(", ").append(normalization).append(", batch ").append(batch);
            text.append(", ").append(optimizer).append(", penalty ").append(penalty);
            text.append(", proximal ").append(proximal);
            double rate = optimizer.equals("sgd") ? 0.01 : 0.0005;
            return new RandomImageModel(seed, blueprint, batch, optimizer, rate, proximal, text.toString());
        }

        private org.deeplearning4j.nn.conf.MultiLayerConfiguration sequence(
                NeuralNetConfiguration.Builder builder, InputType input, int classes) {
            var list = builder.list();
            if (sometimes()) {
                list.layer(norm());
            }
            for (int i = among(1, 3); i > 0; i--) {
                list.layer(imageLayer());
                if (!sometimes()) {
                    list.layer(norm());
                }
                if (!sometimes()) {
                    list.layer(activation());
                }
            }
            if (sometimes()) {
                list.layer(globalPooling());
            }
            if (sometimes()) {
                list.layer(dense());
                list.layer(norm());
            }
            return list.layer(output(classes)).setInputType(input).build();
        }

        private org.deeplearning4j.nn.conf.ComputationGraphConfiguration graph(
                NeuralNetConfiguration.Builder builder, InputType input, int classes) {
            var graph = builder.graphBuilder().addInputs("in").setInputTypes(input);
            String at = "in";
            for (int i = among(1, 3); i > 0; i--) {
                at = block(graph, at);
            }
            if (sometimes()) {
                at = layer(graph, globalPooling(), at);
            } else if (sometimes()) {
                String left = layer(graph, dense(), at);
                String right = layer(graph, dense(), at);
                at = name("merge");
                graph.addVertex(at, new MergeVertex(), left, right);
                text.append(", merge of features");
            }
            graph.addLayer("out", output(classes), at).setOutputs("out");
            return graph.build();
        }

        private String name(String kind) {
            return kind + names++;
        }

        private String layer(
                org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder graph, Layer layer, String from) {
            String name = name("layer");
            graph.addLayer(name, layer, from);
            return name;
        }

        /** Two or three branches from one place that come together again. */
        private String block(org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder graph, String from) {
            boolean merge = sometimes();
            int wanted = among(1, 20);
            int kernel = 2 * among(0, 1) + 1;
            int stride = kernel == 1 ? 1 : among(1, 2);
            text.append(", branches ")
                    .append(kernel)
                    .append('x')
                    .append(kernel)
                    .append(" stride ")
                    .append(stride);
            String left = layer(graph, convolution(kernel, stride, wanted, Activation.IDENTITY), from);
            if (!sometimes()) {
                left = layer(graph, norm(), left);
            }
            boolean identity = !merge && stride == 1 && wanted == channels && !from.equals("in");
            String right = identity ? from : layer(graph, convolution(3, stride, wanted, pick()), from);
            ElementWiseVertex.Op op = OPERATIONS.get(chance.nextInt(5));
            String joined = name(merge ? "merge" : "sum");
            if (merge) {
                graph.addVertex(joined, new MergeVertex(), left, right);
                channels = 2 * wanted;
                text.append(" merged");
            } else if (sometimes() && op != ElementWiseVertex.Op.Subtract) {
                String third = layer(graph, convolution(1, stride, wanted, pick()), from);
                graph.addVertex(joined, new ElementWiseVertex(op), left, right, third);
                channels = wanted;
                text.append(" three by ").append(op);
            } else {
                graph.addVertex(joined, new ElementWiseVertex(op), left, right);
                channels = wanted;
                text.append(' ').append(identity ? "identity " : "").append(op);
            }
            height = Math.ceilDiv(height, stride);
            width = Math.ceilDiv(width, stride);
            return sometimes() ? joined : layer(graph, activation(), joined);
        }

        private Activation pick() {
            return ACTIVATIONS.get(chance.nextInt(ACTIVATIONS.size()));
        }

        private static Layer convolution(int kernel, int stride, int channels, Activation activation) {
            return new ConvolutionLayer.Builder(kernel, kernel)
                    .stride(stride, stride)
                    .convolutionMode(ConvolutionMode.Same)
                    .nOut(channels)
                    .activation(activation)
                    .build();
        }

        // Where gradients are made longer, biases before a normalisation, whose gradients are 0 but for rounding, would
        // become
        // noise, and a running variance negative.
        private Layer norm() {
            if (normalization.name().startsWith("Renormalize")) {
                return activation();
            }
            boolean logarithmic = chance.nextBoolean();
            // Deeplearning4j fails where it has both.
            boolean locked = sometimes() && !normalization.name().endsWith("PerParamType");
            double decay = sometimes() ? 0.7 : 0.9;
            text.append(", norm").append(logarithmic ? " log" : "").append(locked ? " locked" : "");
            return new BatchNormalization.Builder()
                    .useLogStd(logarithmic)
                    .lockGammaBeta(locked)
                    .gamma(sometimes() ? 1.5 : 1)
                    .beta(sometimes() ? 0.3 : 0)
                    .decay(decay)
                    .eps(sometimes() ? 1e-3 : 1e-5)
                    .build();
        }

        private Layer activation() {
            Activation function = pick();
            text.append(", then ").append(function);
            return new ActivationLayer(function);
        }

        private Layer dense() {
            int units = among(2, 20);
            text.append(", dense ").append(units);
            return new DenseLayer.Builder()
                    .nOut(units)
                    .activation(Activation.TANH)
                    .build();
        }

        private Layer globalPooling() {
            PoolingType kind =
                    List.of(PoolingType.AVG, PoolingType.MAX, PoolingType.SUM).get(chance.nextInt(3));
            text.append(", global ").append(kind);
            return new GlobalPoolingLayer.Builder(kind)
                    .collapseDimensions(chance.nextBoolean())
                    .build();
        }

        private Layer imageLayer() {
            boolean same = sometimes();
            int kernelY = among(1, Math.min(3, height));
            int kernelX = among(1, Math.min(4, width));
            int strideY = among(1, same ? Math.min(kernelY, 2) : 2);
            int strideX = among(1, same ? Math.min(kernelX, 2) : 2);
            int padY = same ? 0 : among(0, kernelY - 1);
            int padX = same ? 0 : among(0, kernelX - 1);
            height = same ? Math.ceilDiv(height, strideY) : (height - kernelY + 2 * padY) / strideY + 1;
            width = same ? Math.ceilDiv(width, strideX) : (width - kernelX + 2 * padX) / strideX + 1;
            ConvolutionMode mode = same ? ConvolutionMode.Same : ConvolutionMode.Truncate;
            text.append(String.format(
                    ", %dx%d stride %dx%d %s", kernelY, kernelX, strideY, strideX, same ? "same" : padY + "x" + padX));
            int kind = chance.nextInt(4);
            if (kind == 0) {
                text.append(" pool");
                return new SubsamplingLayer.Builder(PoolingType.MAX)
                        .kernelSize(kernelY, kernelX)
                        .stride(strideY, strideX)
                        .padding(padY, padX)
                        .convolutionMode(mode)
                        .build();
            }
            if (kind == 1) {
                channels = among(1, 35);
                text.append(" convolution to ").append(channels);
                return new ConvolutionLayer.Builder(kernelY, kernelX)
                        .stride(strideY, strideX)
                        .padding(padY, padX)
                        .convolutionMode(mode)
                        .nOut(channels)
                        .activation(pick())
                        .build();
            }
            text.append(" depthwise");
            return new DepthwiseConvolution2D.Builder()
                    .kernelSize(kernelY, kernelX)
                    .stride(strideY, strideX)
                    .padding(padY, padX)
                    .convolutionMode(mode)
                    .depthMultiplier(1)
                    .nOut(channels)
                    // Deeplearning4j's penalties miss where it keeps the biases of this layer.
                    .hasBias(penalty == 0 && !sometimes())
                    .activation(pick())
                    .build();
        }

        private Layer output(int classes) {
            LossFunction loss = List.of(LossFunction.MCXENT, LossFunction.XENT, LossFunction.MSE)
                    .get((int) (seed / 2 % 3));
            Activation function = switch (loss) {
                case XENT -> Activation.SIGMOID;
                case MSE -> Activation.TANH;
                default -> Activation.SOFTMAX;
            };
            text.append(", ").append(classes).append(" classes, ").append(loss);
            return new OutputLayer.Builder(loss)
                    .nOut(classes)
                    .activation(function)
                    .build();
        }
    }
}
