package io.tifl.experiments.export.model;

import io.tifl.client.dl4j.Dl4jForward;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.dropout.Dropout;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationELU;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.activations.impl.ActivationTanH;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Deeplearning4j's layers in Keras' words: descriptions for its JSON, and weights channels last. */
final class KerasLayers {
    /** Where Deeplearning4j has the gates (candidate, forget, output, input) in the order of Keras (input, forget, candidate, output). */
    private static final int[] GATES = {3, 1, 0, 2};

    private final List<Map<String, Object>> descriptions = new ArrayList<>();
    private final SequencedMap<String, SequencedMap<String, INDArray>> weights = new LinkedHashMap<>();

    /** Of the image that was flattened last, channels first; null once a layer has taken it. */
    private @Nullable CnnToFeedForwardPreProcessor flat;

    private KerasLayers() {}

    static KerasLayers of(Dl4jForward forward) {
        if (!(forward.network() instanceof MultiLayerNetwork network)) {
            throw new IllegalArgumentException("a graph has no form in Keras' HDF5 here; ONNX has one");
        }
        KerasLayers layers = new KerasLayers();
        layers.input(forward.inputShape());
        for (int i = 0; i < network.getnLayers(); i++) {
            InputPreProcessor before = network.getLayerWiseConfigurations().getInputPreProcess(i);
            Layer layer = network.getLayerWiseConfigurations().getConf(i).getLayer();
            layers.before(i, before);
            layers.dropped(i, layer);
            layers.layer(i, layer, network.getLayer(i));
        }
        return layers;
    }

    List<Map<String, Object>> descriptions() {
        return descriptions;
    }

    /** Of those with weights. */
    List<String> names() {
        return List.copyOf(weights.keySet());
    }

    SequencedMap<String, SequencedMap<String, INDArray>> weights() {
        return weights;
    }

    private void input(List<Integer> shape) {
        List<@Nullable Object> lengths = new ArrayList<>();
        lengths.add(null);
        switch (shape.size()) {
            case 3 -> lengths.addAll(List.of(shape.get(1), shape.get(2), shape.get(0)));
            case 2 -> lengths.addAll(shape.reversed());
            default -> lengths.addAll(shape);
        }
        SequencedMap<String, Object> config = new LinkedHashMap<>();
        config.put("name", "input");
        config.put("batch_input_shape", lengths);
        config.put("dtype", "float32");
        descriptions.add(described("InputLayer", config));
    }

    private static Map<String, Object> described(String kind, SequencedMap<String, Object> config) {
        SequencedMap<String, Object> layer = new LinkedHashMap<>();
        layer.put("class_name", kind);
        layer.put("config", config);
        return layer;
    }

    private static SequencedMap<String, Object> config(Object... pairs) {
        SequencedMap<String, Object> config = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            config.put(pairs[i].toString(), pairs[i + 1]);
        }
        return config;
    }

    private static SequencedMap<String, INDArray> none() {
        return new LinkedHashMap<>();
    }

    private void add(
            int index, String kind, SequencedMap<String, Object> settings, SequencedMap<String, INDArray> tensors) {
        String name = "layer_" + index + "_" + kind.toLowerCase(Locale.ROOT);
        SequencedMap<String, Object> config = config("name", name, "trainable", true, "dtype", "float32");
        config.putAll(settings);
        descriptions.add(described(kind, config));
        // A file whose last group is empty is damaged by the library that writes it.
        if (!tensors.isEmpty()) {
            weights.put(name, tensors);
        }
    }

    private static IllegalArgumentException unsupported(int index, String what) {
        return new IllegalArgumentException("layer " + index + " is a " + what
                + ", which has no form in Keras' HDF5 here; the zip of Deeplearning4j keeps it");
    }

    private void before(int index, @Nullable InputPreProcessor before) {
        switch (before) {
            case null -> {}
            case CnnToFeedForwardPreProcessor flattened -> {
                flat = flattened;
                add(index, "Flatten", config("data_format", "channels_last"), none());
            }
            case FeedForwardToCnnPreProcessor image
            when index == 0 && image.getNumChannels() == 1 ->
                add(
                        index,
                        "Reshape",
                        config("target_shape", List.of(image.getInputHeight(), image.getInputWidth(), 1L)),
                        none());
            default -> {
                if (!before.getClass().getSimpleName().equals("RnnToFeedForwardPreProcessor")) {
                    throw unsupported(index, before.getClass().getSimpleName());
                }
            }
        }
    }

    /** Deeplearning4j drops out of a layer's input, Keras has a layer of its own for it. */
    private void dropped(int index, Layer layer) {
        if (layer.getIDropout() instanceof Dropout dropout) {
            String kind = "Dropout";
            String suffix = layer instanceof DropoutLayer ? "" : "before_";
            String name = "layer_" + index + "_" + suffix + kind.toLowerCase(Locale.ROOT);
            descriptions.add(described(kind, config("name", name, "dtype", "float32", "rate", 1 - dropout.getP())));
        }
    }

    private void layer(int index, Layer layer, org.deeplearning4j.nn.api.Layer built) {
        switch (layer) {
            case DropoutLayer _ -> {}
            case ActivationLayer activation -> activation(index, activation.getActivationFn());
            case LossLayer loss -> activation(index, loss.getActivationFn());
            case OutputLayer output -> dense(index, output, output.hasBias(), built);
            case DenseLayer dense when !dense.hasLayerNorm() -> dense(index, dense, dense.hasBias(), built);
            case ConvolutionLayer convolution
            when convolution.getClass() == ConvolutionLayer.class -> convolution(index, convolution, built);
            case SubsamplingLayer pooling when pooling.getClass() == SubsamplingLayer.class -> pooling(index, pooling);
            case GlobalPoolingLayer pooling -> globalPooling(index, pooling);
            case BatchNormalization normalization -> normalization(index, normalization, built);
            case EmbeddingSequenceLayer embedding when !embedding.hasBias() -> embedding(index, embedding, built);
            case LSTM cells -> lstm(index, cells, built, true);
            case LastTimeStep last when last.getUnderlying() instanceof LSTM cells -> lstm(index, cells, built, false);
            default -> throw unsupported(index, layer.getClass().getSimpleName());
        }
    }

    private static String word(int index, IActivation activation) {
        return switch (activation) {
            case ActivationIdentity _ -> "linear";
            case ActivationReLU relu when relu.equals(new ActivationReLU()) -> "relu";
            case ActivationSigmoid _ -> "sigmoid";
            case ActivationTanH _ -> "tanh";
            case ActivationSoftmax _ -> "softmax";
            default -> throw unsupported(index, "layer with the activation " + activation);
        };
    }

    private void activation(int index, IActivation activation) {
        switch (activation) {
            case ActivationLReLU leaky -> add(index, "LeakyReLU", config("alpha", leaky.getAlpha()), none());
            case ActivationELU elu -> add(index, "ELU", config("alpha", elu.getAlpha()), none());
            default -> add(index, "Activation", config("activation", word(index, activation)), none());
        }
    }

    private void dense(int index, FeedForwardLayer layer, boolean bias, org.deeplearning4j.nn.api.Layer built) {
        SequencedMap<String, INDArray> tensors = none();
        tensors.put("kernel", channelsLast(built.getParam("W")));
        if (bias) {
            tensors.put("bias", built.getParam("b").reshape(layer.getNOut()));
        }
        add(
                index,
                "Dense",
                config("units", layer.getNOut(), "activation", word(index, layer.getActivationFn()), "use_bias", bias),
                tensors);
        flat = null;
    }

    private INDArray channelsLast(INDArray kernel) {
        CnnToFeedForwardPreProcessor image = flat;
        if (image == null) {
            return kernel;
        }
        return kernel.dup('c')
                .reshape('c', image.getNumChannels(), image.getInputHeight(), image.getInputWidth(), kernel.size(1))
                .permute(1, 2, 0, 3)
                .dup('c')
                .reshape('c', kernel.shape());
    }

    private static String padding(int index, ConvolutionMode mode, int[] padding) {
        boolean none = Arrays.stream(padding).allMatch(length -> length == 0);
        if (mode == ConvolutionMode.Same) {
            return "same";
        }
        if (mode == ConvolutionMode.Truncate && none) {
            return "valid";
        }
        throw unsupported(index, "window with the padding " + Arrays.toString(padding) + " in mode " + mode);
    }

    private static void requireChannelsFirst(int index, CNN2DFormat format) {
        if (format != CNN2DFormat.NCHW) {
            throw unsupported(index, "layer with channels last");
        }
    }

    private void convolution(int index, ConvolutionLayer layer, org.deeplearning4j.nn.api.Layer built) {
        requireChannelsFirst(index, layer.getCnn2dDataFormat());
        SequencedMap<String, INDArray> tensors = none();
        tensors.put("kernel", built.getParam("W").permute(2, 3, 1, 0));
        if (layer.hasBias()) {
            tensors.put("bias", built.getParam("b").reshape(layer.getNOut()));
        }
        add(
                index,
                "Conv2D",
                config(
                        "filters", layer.getNOut(),
                        "kernel_size", layer.getKernelSize(),
                        "strides", layer.getStride(),
                        "padding", padding(index, layer.getConvolutionMode(), layer.getPadding()),
                        "data_format", "channels_last",
                        "dilation_rate", layer.getDilation(),
                        "groups", 1,
                        "activation", word(index, layer.getActivationFn()),
                        "use_bias", layer.hasBias()),
                tensors);
    }

    private void pooling(int index, SubsamplingLayer layer) {
        requireChannelsFirst(index, layer.getCnn2dDataFormat());
        String kind = switch (layer.getPoolingType()) {
            case MAX -> "MaxPooling2D";
            case AVG -> "AveragePooling2D";
            default -> throw unsupported(index, "pooling of kind " + layer.getPoolingType());
        };
        add(
                index,
                kind,
                config(
                        "pool_size", layer.getKernelSize(),
                        "strides", layer.getStride(),
                        "padding", padding(index, layer.getConvolutionMode(), layer.getPadding()),
                        "data_format", "channels_last"),
                none());
    }

    private void globalPooling(int index, GlobalPoolingLayer layer) {
        if (layer.getPoolingType() != PoolingType.AVG && layer.getPoolingType() != PoolingType.MAX) {
            throw unsupported(index, "global pooling of kind " + layer.getPoolingType());
        }
        String kind = layer.getPoolingType() == PoolingType.AVG ? "GlobalAveragePooling2D" : "GlobalMaxPooling2D";
        add(index, kind, config("data_format", "channels_last"), none());
    }

    private void normalization(int index, BatchNormalization layer, org.deeplearning4j.nn.api.Layer built) {
        requireChannelsFirst(index, layer.getCnn2DFormat());
        if (layer.isUseLogStd() || layer.isLockGammaBeta()) {
            throw unsupported(index, "normalisation whose scale is locked or whose deviations are logarithms");
        }
        if (flat != null) {
            throw unsupported(index, "normalisation of a flattened image");
        }
        long channels = layer.getNOut();
        SequencedMap<String, INDArray> tensors = none();
        tensors.put("gamma", built.getParam("gamma").reshape(channels));
        tensors.put("beta", built.getParam("beta").reshape(channels));
        tensors.put("moving_mean", built.getParam("mean").reshape(channels));
        tensors.put("moving_variance", built.getParam("var").reshape(channels));
        add(
                index,
                "BatchNormalization",
                config(
                        "axis",
                        -1,
                        "momentum",
                        layer.getDecay(),
                        "epsilon",
                        layer.getEps(),
                        "center",
                        true,
                        "scale",
                        true),
                tensors);
    }

    private void embedding(int index, EmbeddingSequenceLayer layer, org.deeplearning4j.nn.api.Layer built) {
        SequencedMap<String, INDArray> tensors = none();
        tensors.put("embeddings", built.getParam("W"));
        add(index, "Embedding", config("input_dim", layer.getNIn(), "output_dim", layer.getNOut()), tensors);
    }

    private void lstm(int index, LSTM layer, org.deeplearning4j.nn.api.Layer built, boolean every) {
        if (!(layer.getActivationFn() instanceof ActivationTanH)
                || !(layer.getGateActivationFn() instanceof ActivationSigmoid)) {
            throw unsupported(index, "LSTM with other activations than tanh and sigmoid");
        }
        int units = Math.toIntExact(layer.getNOut());
        SequencedMap<String, INDArray> tensors = none();
        tensors.put("kernel", gates(built.getParam("W"), units));
        tensors.put("recurrent_kernel", gates(built.getParam("RW"), units));
        tensors.put(
                "bias", gates(built.getParam("b").reshape(1, 4L * units), units).reshape(4L * units));
        add(
                index,
                "LSTM",
                config(
                        "units",
                        units,
                        "activation",
                        "tanh",
                        "recurrent_activation",
                        "sigmoid",
                        "use_bias",
                        true,
                        "return_sequences",
                        every),
                tensors);
    }

    private static INDArray gates(INDArray columns, int units) {
        INDArray[] ordered = new INDArray[GATES.length];
        for (int i = 0; i < GATES.length; i++) {
            long from = (long) GATES[i] * units;
            ordered[i] = columns.get(NDArrayIndex.all(), NDArrayIndex.interval(from, from + units));
        }
        return Nd4j.concat(1, ordered);
    }
}
