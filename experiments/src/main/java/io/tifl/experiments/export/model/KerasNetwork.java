package io.tifl.experiments.export.model;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.weights.WeightInit;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationELU;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import tools.jackson.databind.JsonNode;

/** Turns a chain of Keras' layers, as its JSON describes them, into Deeplearning4j's. */
final class KerasNetwork {
    /** Where Keras has the gates (input, forget, candidate, output) in the order of Deeplearning4j (candidate, forget, output, input). */
    private static final int[] GATES = {2, 1, 3, 0};

    private final String source;
    private final List<Layer> layers = new ArrayList<>();
    private final List<Weight> weights = new ArrayList<>();
    private List<Integer> shape = List.of();
    private List<Integer> input = List.of();
    private @Nullable InputType type;
    private boolean flattened;

    KerasNetwork(String source) {
        this.source = source;
    }

    /**
     * A tensor for the network.
     *
     * @param layer of Keras it came from
     * @param parameter of the network, such as {@code 0_W}
     */
    record Weight(String layer, String parameter, INDArray values) {}

    /** What a chain comes to. */
    record Chain(List<Layer> layers, InputType input, List<Integer> inputShape, int outputs, List<Weight> weights) {
        MultiLayerConfiguration configuration() {
            NeuralNetConfiguration.ListBuilder builder = new NeuralNetConfiguration.Builder()
                    .weightInit(WeightInit.XAVIER_UNIFORM)
                    .list();
            layers.forEach(builder::layer);
            return builder.setInputType(input).build();
        }
    }

    static String name(JsonNode layer) {
        return layer.path("config").path("name").asString(layer.path("name").asString(""));
    }

    Chain read(List<JsonNode> chain, Map<String, List<INDArray>> tensors) throws IOException {
        for (JsonNode layer : chain) {
            JsonNode config = layer.path("config");
            String name = name(layer);
            begin(config);
            add(layer.path("class_name").asString(""), name, config, tensors.getOrDefault(name, List.of()));
        }
        end();
        if (type == null) {
            throw new IOException(source + " does not say how large an input is: its first layer has no shape");
        }
        return new Chain(layers, type, input, shape.getLast(), weights);
    }

    /** Keras 3 says {@code batch_shape}, Keras 2 {@code batch_input_shape}, at the first layer or at one for the input. */
    private void begin(JsonNode config) throws IOException {
        JsonNode said = config.has("batch_shape") ? config.path("batch_shape") : config.path("batch_input_shape");
        if (!input.isEmpty() || !said.isArray()) {
            return;
        }
        List<Integer> lengths = new ArrayList<>();
        for (int i = 1; i < said.size(); i++) {
            if (!said.get(i).isIntegralNumber()) {
                throw new IOException(
                        source + ": the input has the shape " + said + ", expected fixed lengths after the first");
            }
            lengths.add(said.get(i).asInt());
        }
        shape = List.copyOf(lengths);
        switch (lengths.size()) {
            case 1 -> {
                type = InputType.feedForward(lengths.getFirst());
                input = shape;
            }
            case 2 -> {
                type = InputType.recurrent(lengths.get(1), lengths.get(0));
                input = shape.reversed();
            }
            case 3 -> {
                type = InputType.convolutional(lengths.get(0), lengths.get(1), lengths.get(2));
                input = List.of(lengths.get(2), lengths.get(0), lengths.get(1));
            }
            default ->
                throw new IOException(
                        source + ": the input has the shape " + said + ", expected 1 to 3 lengths after the first");
        }
    }

    private void add(String kind, String name, JsonNode config, List<INDArray> tensors) throws IOException {
        switch (kind) {
            case "InputLayer", "SpatialDropout2D", "GaussianNoise" -> {}
            case "Dense" -> dense(name, config, tensors);
            case "Conv2D" -> convolution(name, config, tensors);
            case "MaxPooling2D" -> pooling(name, config, SubsamplingLayer.PoolingType.MAX);
            case "AveragePooling2D" -> pooling(name, config, SubsamplingLayer.PoolingType.AVG);
            case "GlobalMaxPooling2D" -> globalPooling(name, config, PoolingType.MAX);
            case "GlobalAveragePooling2D" -> globalPooling(name, config, PoolingType.AVG);
            case "BatchNormalization" -> normalization(name, config, tensors);
            case "Flatten" -> flatten(name, config);
            case "Dropout" -> dropout(config);
            case "Activation" -> activation(activation(name, config.path("activation")));
            case "ReLU" -> activation(relu(name, config));
            case "LeakyReLU" ->
                activation(new ActivationLReLU(config.path("negative_slope")
                        .asDouble(config.path("alpha").asDouble(0.3))));
            case "ELU" -> activation(new ActivationELU(config.path("alpha").asDouble(1)));
            case "Softmax" -> activation(new ActivationSoftmax());
            case "Reshape" -> reshape(name, config);
            case "Embedding" -> embedding(name, config, tensors);
            case "LSTM" -> lstm(name, config, tensors);
            default ->
                throw new IOException(
                        source + ": layer '" + name + "' is a " + kind + ", expected one of Dense, Conv2D,"
                                + " MaxPooling2D, AveragePooling2D, GlobalMaxPooling2D, GlobalAveragePooling2D, BatchNormalization,"
                                + " Flatten, Reshape, Dropout, Activation, ReLU, LeakyReLU, ELU, Softmax, Embedding, LSTM");
        }
    }

    private IOException wrong(String name, String what, Object found, String expected) {
        return new IOException(source + ": layer '" + name + "' has " + what + " " + found + ", expected " + expected);
    }

    private void requireRank(String name, int rank) throws IOException {
        if (shape.size() != rank) {
            throw wrong(name, "an input of shape", shape, rank + " lengths");
        }
    }

    private IActivation activation(String name, JsonNode said) throws IOException {
        String kind = said.isString()
                ? said.asString()
                : said.path("class_name").asString(said.path("config").asString(""));
        return switch (kind) {
            case "linear", "" -> Activation.IDENTITY.getActivationFunction();
            case "relu" -> Activation.RELU.getActivationFunction();
            case "sigmoid" -> Activation.SIGMOID.getActivationFunction();
            case "tanh" -> Activation.TANH.getActivationFunction();
            case "softmax" -> new ActivationSoftmax();
            case "elu" -> new ActivationELU(1);
            case "leaky_relu" -> new ActivationLReLU(0.2);
            default ->
                throw wrong(
                        name,
                        "the activation",
                        "'" + kind + "'",
                        "linear, relu, sigmoid, tanh, softmax, elu or leaky_relu");
        };
    }

    private IActivation relu(String name, JsonNode config) throws IOException {
        boolean plain =
                config.path("max_value").isNull() && config.path("threshold").asDouble(0) == 0;
        if (!plain) {
            throw wrong(name, "a bound or threshold", config, "a plain ReLU");
        }
        double slope = config.path("negative_slope").asDouble(0);
        return slope == 0 ? Activation.RELU.getActivationFunction() : new ActivationLReLU(slope);
    }

    private void activation(IActivation function) {
        layers.add(new ActivationLayer(function));
    }

    private void weight(String name, String parameter, INDArray values) {
        weights.add(new Weight(name, (layers.size() - 1) + "_" + parameter, values));
    }

    /** So many tensors, each with so many dimensions. */
    private void requireTensors(String name, List<INDArray> tensors, int... ranks) throws IOException {
        if (tensors.size() != ranks.length) {
            throw wrong(name, "a number of tensors of", tensors.size(), String.valueOf(ranks.length));
        }
        for (int i = 0; i < ranks.length; i++) {
            if (tensors.get(i).rank() != ranks[i]) {
                throw wrong(name, "a tensor of rank", tensors.get(i).rank(), String.valueOf(ranks[i]));
            }
        }
    }

    private void dense(String name, JsonNode config, List<INDArray> tensors) throws IOException {
        requireRank(name, flattened ? shape.size() : 1);
        int units = config.path("units").asInt(0);
        boolean bias = config.path("use_bias").asBoolean(true);
        layers.add(new DenseLayer.Builder()
                .nOut(units)
                .hasBias(bias)
                .activation(activation(name, config.path("activation")))
                .build());
        requireTensors(name, tensors, bias ? new int[] {2, 1} : new int[] {2});
        weight(
                name,
                "W",
                flattened && shape.size() == 3 ? channelsFirst(name, tensors.getFirst()) : tensors.getFirst());
        if (bias) {
            weight(name, "b", tensors.get(1));
        }
        shape = List.of(units);
        flattened = false;
    }

    /** Rows of an image's rows, columns and channels become rows of channels, rows and columns. */
    private INDArray channelsFirst(String name, INDArray kernel) throws IOException {
        long size = shape.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
        if (kernel.size(0) != size) {
            throw wrong(name, "a kernel of shape", kernel.shapeInfoToString(), size + " rows");
        }
        return kernel.reshape('c', shape.get(0), shape.get(1), shape.get(2), kernel.size(1))
                .permute(2, 0, 1, 3)
                .dup('c')
                .reshape('c', size, kernel.size(1));
    }

    private void requireChannelsLast(String name, JsonNode config) throws IOException {
        String format = config.path("data_format").asString("channels_last");
        if (!format.equals("channels_last")) {
            throw wrong(name, "the data format", "'" + format + "'", "channels_last");
        }
        requireRank(name, 3);
    }

    private ConvolutionMode mode(String name, JsonNode config) throws IOException {
        return switch (config.path("padding").asString("valid")) {
            case "valid" -> ConvolutionMode.Truncate;
            case "same" -> ConvolutionMode.Same;
            default -> throw wrong(name, "the padding", config.path("padding"), "valid or same");
        };
    }

    private int[] pair(String name, JsonNode said, int[] otherwise) throws IOException {
        if (said.isMissingNode() || said.isNull()) {
            return otherwise;
        }
        int[] pair = said.isArray()
                ? new int[] {said.path(0).asInt(0), said.path(1).asInt(0)}
                : new int[] {said.asInt(0), said.asInt(0)};
        if (pair[0] < 1 || pair[1] < 1) {
            throw wrong(name, "a size of", said, "two whole numbers of at least 1");
        }
        return pair;
    }

    private static int positions(int length, int window, int stride, int dilation, ConvolutionMode mode) {
        int covered = (window - 1) * dilation + 1;
        return mode == ConvolutionMode.Same ? Math.ceilDiv(length, stride) : (length - covered) / stride + 1;
    }

    private void convolution(String name, JsonNode config, List<INDArray> tensors) throws IOException {
        requireChannelsLast(name, config);
        if (config.path("groups").asInt(1) != 1) {
            throw wrong(name, "a number of groups of", config.path("groups"), "1");
        }
        int filters = config.path("filters").asInt(0);
        boolean bias = config.path("use_bias").asBoolean(true);
        int[] kernel = pair(name, config.path("kernel_size"), new int[] {1, 1});
        int[] stride = pair(name, config.path("strides"), new int[] {1, 1});
        int[] dilation = pair(name, config.path("dilation_rate"), new int[] {1, 1});
        ConvolutionMode mode = mode(name, config);
        layers.add(new ConvolutionLayer.Builder(kernel, stride, new int[] {0, 0})
                .nOut(filters)
                .dilation(dilation)
                .hasBias(bias)
                .convolutionMode(mode)
                .activation(activation(name, config.path("activation")))
                .build());
        requireTensors(name, tensors, bias ? new int[] {4, 1} : new int[] {4});
        weight(name, "W", tensors.getFirst().permute(3, 2, 0, 1).dup('c'));
        if (bias) {
            weight(name, "b", tensors.get(1));
        }
        shape = List.of(
                positions(shape.get(0), kernel[0], stride[0], dilation[0], mode),
                positions(shape.get(1), kernel[1], stride[1], dilation[1], mode),
                filters);
    }

    private void pooling(String name, JsonNode config, SubsamplingLayer.PoolingType kind) throws IOException {
        requireChannelsLast(name, config);
        int[] window = pair(name, config.path("pool_size"), new int[] {2, 2});
        int[] stride = pair(name, config.path("strides"), window);
        ConvolutionMode mode = mode(name, config);
        layers.add(new SubsamplingLayer.Builder(kind, window, stride, new int[] {0, 0})
                .convolutionMode(mode)
                .build());
        shape = List.of(
                positions(shape.get(0), window[0], stride[0], 1, mode),
                positions(shape.get(1), window[1], stride[1], 1, mode),
                shape.get(2));
    }

    private void globalPooling(String name, JsonNode config, PoolingType kind) throws IOException {
        requireChannelsLast(name, config);
        if (config.path("keepdims").asBoolean(false)) {
            throw wrong(name, "keepdims", true, "false");
        }
        layers.add(new GlobalPoolingLayer.Builder(kind).build());
        shape = List.of(shape.get(2));
    }

    private void normalization(String name, JsonNode config, List<INDArray> tensors) throws IOException {
        JsonNode axis = config.path("axis").isArray() ? config.path("axis").path(0) : config.path("axis");
        if (axis.asInt(-1) != -1 && axis.asInt() != shape.size()) {
            throw wrong(name, "the axis", axis, "that of the channels, " + shape.size() + " or -1");
        }
        boolean scale = config.path("scale").asBoolean(true);
        boolean center = config.path("center").asBoolean(true);
        int[] ranks = new int[2 + (scale ? 1 : 0) + (center ? 1 : 0)];
        Arrays.fill(ranks, 1);
        requireTensors(name, tensors, ranks);
        int channels = shape.getLast();
        layers.add(new BatchNormalization.Builder()
                .decay(config.path("momentum").asDouble(0.99))
                .eps(config.path("epsilon").asDouble(1e-3))
                .useLogStd(false)
                .activation(Activation.IDENTITY)
                .build());
        int next = 0;
        weight(name, "gamma", scale ? tensors.get(next++) : Nd4j.ones(channels));
        weight(name, "beta", center ? tensors.get(next++) : Nd4j.zeros(channels));
        weight(name, "mean", tensors.get(next++));
        weight(name, "var", tensors.get(next));
    }

    private void flatten(String name, JsonNode config) throws IOException {
        if (shape.size() == 3) {
            requireChannelsLast(name, config);
        } else {
            requireRank(name, 1);
        }
        flattened = shape.size() == 3;
    }

    /** Only one into an image of one channel, at the very beginning. */
    private void reshape(String name, JsonNode config) throws IOException {
        JsonNode target = config.path("target_shape");
        boolean image = layers.isEmpty()
                && shape.size() == 1
                && target.size() == 3
                && target.path(2).asInt(0) == 1;
        int rows = target.path(0).asInt(0);
        int columns = target.path(1).asInt(0);
        if (!image || rows * columns != shape.getFirst()) {
            throw wrong(name, "the target", target, "an image of one channel, in front of all other layers");
        }
        type = InputType.convolutionalFlat(rows, columns, 1);
        shape = List.of(rows, columns, 1);
    }

    private void dropout(JsonNode config) {
        double rate = config.path("rate").asDouble(0);
        if (rate > 0 && rate < 1 && !flattened) {
            layers.add(new DropoutLayer.Builder(1 - rate).build());
        }
    }

    private void embedding(String name, JsonNode config, List<INDArray> tensors) throws IOException {
        requireRank(name, 1);
        requireTensors(name, tensors, 2);
        if (!layers.isEmpty()) {
            throw wrong(name, "layers before it:", layers.size(), "none");
        }
        int tokens = config.path("input_dim").asInt(0);
        int units = config.path("output_dim").asInt(0);
        int time = shape.getFirst();
        type = InputType.recurrent(tokens, time);
        layers.add(new EmbeddingSequenceLayer.Builder()
                .nOut(units)
                .activation(Activation.IDENTITY)
                .build());
        weight(name, "W", tensors.getFirst());
        shape = List.of(time, units);
    }

    private void lstm(String name, JsonNode config, List<INDArray> tensors) throws IOException {
        requireRank(name, 2);
        boolean plain = config.path("activation").asString("tanh").equals("tanh")
                && config.path("recurrent_activation").asString("sigmoid").equals("sigmoid")
                && !config.path("go_backwards").asBoolean(false);
        if (!plain || !config.path("use_bias").asBoolean(true)) {
            throw wrong(name, "other gates", config, "tanh and sigmoid, a bias, and forwards in time");
        }
        requireTensors(name, tensors, 2, 2, 1);
        int units = config.path("units").asInt(0);
        LSTM cells = new LSTM.Builder()
                .nOut(units)
                .activation(Activation.TANH)
                .gateActivationFunction(Activation.SIGMOID)
                .build();
        boolean every = config.path("return_sequences").asBoolean(false);
        layers.add(every ? cells : new LastTimeStep(cells));
        weight(name, "W", gates(tensors.get(0), units));
        weight(name, "RW", gates(tensors.get(1), units));
        weight(name, "b", gates(tensors.get(2).reshape(1, 4L * units), units));
        shape = every ? List.of(shape.getFirst(), units) : List.of(units);
    }

    private static INDArray gates(INDArray columns, int units) {
        INDArray[] ordered = new INDArray[GATES.length];
        for (int i = 0; i < GATES.length; i++) {
            long from = (long) GATES[i] * units;
            ordered[i] = columns.get(NDArrayIndex.all(), NDArrayIndex.interval(from, from + units));
        }
        return Nd4j.concat(1, ordered);
    }

    /** Deeplearning4j wants a layer with a loss at the end; its loss is that which fits the activation. */
    private void end() throws IOException {
        requireRank("the last one", 1);
        Layer last = layers.isEmpty() ? null : layers.removeLast();
        layers.add(
                switch (last) {
                    case DenseLayer dense ->
                        new OutputLayer.Builder(loss(dense.getActivationFn()))
                                .nOut((int) dense.getNOut())
                                .hasBias(dense.hasBias())
                                .activation(dense.getActivationFn())
                                .build();
                    case ActivationLayer activation ->
                        new LossLayer.Builder(loss(activation.getActivationFn()))
                                .activation(activation.getActivationFn())
                                .build();
                    case null, default ->
                        throw new IOException(source + " ends with "
                                + (last == null ? "nothing" : last.getClass().getSimpleName())
                                + ", expected Dense, Activation or Softmax");
                });
    }

    private static LossFunction loss(IActivation activation) {
        String name = activation.toString();
        return switch (name) {
            case "softmax" -> LossFunction.MCXENT;
            case "sigmoid" -> LossFunction.XENT;
            default -> LossFunction.MSE;
        };
    }
}
