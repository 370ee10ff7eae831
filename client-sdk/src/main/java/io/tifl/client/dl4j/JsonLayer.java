package io.tifl.client.dl4j;

import java.util.List;
import java.util.Set;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer.PoolingType;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;

/**
 * One layer of a user's own network: fully connected, convolution, depthwise convolution, pooling, global pooling, batch
 * normalisation, activation, drop-out, and the two outputs.
 *
 * <p>The running statistics of a batch normalisation are parameters that no gradient moves; a server averages them as it does the
 * others.
 *
 * @param parameters it has
 * @param output the shape of what it puts out
 */
record JsonLayer(Layer layer, long parameters, JsonShape output) {
    private static final String PACKAGE = "org.deeplearning4j.nn.conf.layers";
    private static final Set<String> HIDDEN = Set.of(
            "ActivationLayer",
            "BatchNormalization",
            "ConvolutionLayer",
            "DenseLayer",
            "DepthwiseConvolution2D",
            "DropoutLayer",
            "GlobalPoolingLayer",
            "SubsamplingLayer");
    private static final Set<String> LAST = Set.of("LossLayer", "OutputLayer");

    private static final Set<String> DENSE = Sets.union(JsonTraits.TRAINED_FIELDS, "@class", "hasBias", "nin", "nout");
    private static final Set<String> CUDNN =
            Set.of("cudnnAlgoMode", "cudnnAllowFallback", "cudnnBwdDataAlgo", "cudnnBwdFilterAlgo", "cudnnFwdAlgo");
    private static final Set<String> CONVOLUTION =
            Sets.union(Sets.union(Sets.union(DENSE, CUDNN), JsonWindow.FIELDS), "cnn2dDataFormat");
    private static final Set<String> DEPTHWISE = Sets.union(CONVOLUTION, "depthMultiplier");
    private static final Set<String> NORMALIZATION = Sets.union(
            Sets.union(JsonTraits.TRAINED_FIELDS, "@class", "nin", "nout"),
            "beta",
            "cnn2DFormat",
            "cudnnAllowFallback",
            "decay",
            "eps",
            "gamma",
            "lockGammaBeta",
            "minibatch",
            "useLogStd");
    private static final Set<String> PLAIN_LAYER = Set.of(
            "@class",
            "constraints",
            "gradientNormalization",
            "gradientNormalizationThreshold",
            "idropout",
            "layerName");
    private static final Set<String> POOLING = Sets.union(
            Sets.union(PLAIN_LAYER, JsonWindow.FIELDS),
            "avgPoolIncludePadInDivisor",
            "cnn2dDataFormat",
            "cudnnAllowFallback",
            "eps",
            "pnorm",
            "poolingType");

    private static final Set<String> GLOBAL_POOLING =
            Sets.union(PLAIN_LAYER, "collapseDimensions", "pnorm", "poolingDimensions", "poolingType");

    private static final Set<String> POOLING_PLAIN =
            Set.of("cudnnAllowFallback", "eps", "pnorm", "gradientNormalizationThreshold");

    static boolean isFullyConnected(JsonPart json) {
        return Set.of("DenseLayer", "OutputLayer").contains(json.kind(PACKAGE, Sets.union(HIDDEN, LAST)));
    }

    /**
     * The layer at this place.
     *
     * @param input the shape it is fed with
     * @param last whether it is the network's output
     */
    static JsonLayer read(JsonPart json, JsonShape input, boolean last) {
        return switch (json.kind(PACKAGE, last ? LAST : HIDDEN)) {
            case "ActivationLayer" -> activation(json, input);
            case "BatchNormalization" -> normalization(json, input);
            case "ConvolutionLayer" -> convolution(json, input);
            case "DenseLayer" -> dense(json, input);
            case "DepthwiseConvolution2D" -> depthwise(json, input);
            case "DropoutLayer" -> dropout(json, input);
            case "GlobalPoolingLayer" -> globalPooling(json, input);
            case "LossLayer" -> loss(json, input);
            case "OutputLayer" -> output(json, input);
            case "SubsamplingLayer" -> pooling(json, input);
            default -> throw new AssertionError("on the list, but not here: " + json.path());
        };
    }

    private static JsonLayer dense(JsonPart json, JsonShape input) {
        json.requireOnly(Sets.union(DENSE, "hasLayerNorm"));
        if (json.flag("hasLayerNorm", false)) {
            throw json.wrong("hasLayerNorm to be false");
        }
        int units = outputs(json, Sizes.MAX_HIDDEN);
        checkInputs(json, input.size());
        boolean bias = json.flag("hasBias", true);
        var builder = new DenseLayer.Builder().nOut(units).hasBias(bias);
        JsonTraits.trained(json, builder);
        return new JsonLayer(builder.build(), weights(input.size(), units, bias), JsonShape.flat(units));
    }

    private static JsonLayer output(JsonPart json, JsonShape input) {
        json.requireOnly(Sets.union(DENSE, "lossFn"));
        int classes = outputs(json, Sizes.MAX_CLASSES);
        checkInputs(json, input.size());
        checkSoftmax(json);
        boolean bias = json.flag("hasBias", true);
        var builder =
                new OutputLayer.Builder(JsonTraits.loss(json)).nOut(classes).hasBias(bias);
        JsonTraits.trained(json, builder);
        return new JsonLayer(builder.build(), weights(input.size(), classes, bias), JsonShape.flat(classes));
    }

    private static JsonLayer loss(JsonPart json, JsonShape input) {
        json.requireOnly(Sets.union(DENSE, "lossFn"));
        if (!input.isFlat()) {
            throw json.wrong("flat features before it, not " + input.dimensions());
        }
        checkSoftmax(json);
        var builder = new LossLayer.Builder(JsonTraits.loss(json));
        JsonTraits.trained(json, builder);
        return new JsonLayer(builder.build(), 0, input);
    }

    private static void checkSoftmax(JsonPart json) {
        if (!(JsonTraits.activation(json) instanceof ActivationSoftmax)) {
            throw json.optional("activationFn").wrong("a softmax: the last layer must yield probabilities of classes");
        }
    }

    private static JsonLayer convolution(JsonPart json, JsonShape input) {
        json.requireOnly(CONVOLUTION);
        json.requirePlain(CUDNN);
        json.word("cnn2dDataFormat", List.of("NCHW"));
        checkImage(json, input);
        int channels = outputs(json, 65_536);
        checkInputs(json, input.channels());
        JsonWindow window = JsonWindow.of(json);
        JsonShape output = input.slid(json, window, channels);
        boolean bias = json.flag("hasBias", true);
        var builder = window.convolution().nOut(channels).hasBias(bias);
        JsonTraits.trained(json, builder);
        return new JsonLayer(builder.build(), weights(window.area() * input.channels(), channels, bias), output);
    }

    private static JsonLayer depthwise(JsonPart json, JsonShape input) {
        json.requireOnly(DEPTHWISE);
        json.requirePlain(CUDNN);
        json.word("cnn2dDataFormat", List.of("NCHW"));
        checkImage(json, input);
        int multiplier = json.integer("depthMultiplier", 1, 1, 64);
        int channels = Math.multiplyExact(input.channels(), multiplier);
        checkInputs(json, input.channels());
        int outputs = json.integer("nout", 0, 0, Integer.MAX_VALUE);
        if (outputs != 0 && outputs != channels) {
            throw new IllegalArgumentException(
                    json.path() + ".nout is " + outputs + ", expected " + channels + " from the layer before");
        }
        JsonWindow window = JsonWindow.of(json);
        JsonShape output = input.slid(json, window, channels);
        boolean bias = json.flag("hasBias", true);
        var builder = window.depthwise().depthMultiplier(multiplier).hasBias(bias);
        JsonTraits.trained(json, builder);
        return new JsonLayer(builder.build(), weights(window.area(), channels, bias), output);
    }

    private static JsonLayer normalization(JsonPart json, JsonShape input) {
        json.requireOnly(NORMALIZATION);
        json.requirePlain(Set.of("cudnnAllowFallback", "minibatch"));
        json.word("cnn2DFormat", List.of("NCHW"));
        checkInputs(json, input.channels());
        boolean logarithmic = json.flag("useLogStd", false);
        if (input.isFlat() && !logarithmic) {
            // Deeplearning4j fails on a batch of one example, which a client may well end with.
            throw json.wrong("useLogStd to be true where features are flat");
        }
        boolean locked = json.flag("lockGammaBeta", false);
        var builder = new BatchNormalization.Builder()
                .decay(json.real("decay", 0.9, 0, 1))
                .eps(json.real("eps", 1e-5, 1e-10, 1))
                .gamma(json.real("gamma", 1, -1e6, 1e6))
                .beta(json.real("beta", 0, -1e6, 1e6))
                .lockGammaBeta(locked)
                .useLogStd(logarithmic);
        JsonTraits.trained(json, builder);
        return new JsonLayer(builder.build(), (locked ? 2L : 4L) * input.channels(), input);
    }

    private static JsonLayer globalPooling(JsonPart json, JsonShape input) {
        json.requireOnly(GLOBAL_POOLING);
        json.requirePlain(Set.of("pnorm", "gradientNormalizationThreshold"));
        json.word("gradientNormalization", List.of("None"));
        checkImage(json, input);
        // Rows and columns; anything else would not leave channels.
        json.integers("poolingDimensions", new int[] {2, 3}, 2, 3);
        if (!json.flag("collapseDimensions", true)) {
            throw json.wrong("collapseDimensions to be true");
        }
        String type = json.word("poolingType", List.of("MAX", "AVG", "SUM"));
        var builder = new GlobalPoolingLayer.Builder(org.deeplearning4j.nn.conf.layers.PoolingType.valueOf(type));
        JsonTraits.layer(json, builder);
        return new JsonLayer(builder.build(), 0, JsonShape.flat(input.channels()));
    }

    private static JsonLayer pooling(JsonPart json, JsonShape input) {
        json.requireOnly(POOLING);
        json.requirePlain(POOLING_PLAIN);
        json.word("cnn2dDataFormat", List.of("NCHW"));
        json.word("gradientNormalization", List.of("None"));
        checkImage(json, input);
        JsonWindow window = JsonWindow.of(json);
        PoolingType type = PoolingType.valueOf(json.word("poolingType", List.of("MAX", "AVG")));
        var builder = window.pooling(type).avgPoolIncludePadInDivisor(json.flag("avgPoolIncludePadInDivisor", false));
        JsonTraits.layer(json, builder);
        return new JsonLayer(builder.build(), 0, input.slid(json, window, input.channels()));
    }

    private static JsonLayer activation(JsonPart json, JsonShape input) {
        json.requireOnly(Sets.union(PLAIN_LAYER, "activationFn"));
        json.requirePlain(Set.of("gradientNormalizationThreshold"));
        json.word("gradientNormalization", List.of("None"));
        var builder = new ActivationLayer.Builder().activation(JsonTraits.activation(json));
        JsonTraits.layer(json, builder);
        return new JsonLayer(builder.build(), 0, input);
    }

    private static JsonLayer dropout(JsonPart json, JsonShape input) {
        json.requireOnly(DENSE);
        if (json.optional("idropout").isAbsent()) {
            throw json.optional("idropout").wrong("what a DropoutLayer is for");
        }
        var builder = new DropoutLayer.Builder();
        JsonTraits.layer(json, builder);
        JsonTraits.trained(json, new DenseLayer.Builder());
        return new JsonLayer(builder.build(), 0, input);
    }

    private static int outputs(JsonPart json, int max) {
        return json.integer("nout", 1, max);
    }

    // 0 leaves it to the shape of the layer before, as Deeplearning4j has it.
    private static void checkInputs(JsonPart json, int expected) {
        int inputs = json.integer("nin", 0, 0, Sizes.MAX_FEATURES);
        if (inputs != 0 && inputs != expected) {
            throw new IllegalArgumentException(
                    json.path() + ".nin is " + inputs + ", expected " + expected + " from the layer before");
        }
    }

    private static void checkImage(JsonPart json, JsonShape input) {
        if (input.isFlat()) {
            throw new IllegalArgumentException(
                    json.path() + " is fed with " + input.dimensions() + ", expected channels, height and width");
        }
    }

    private static long weights(long inputs, long outputs, boolean bias) {
        return Math.addExact(Math.multiplyExact(inputs, outputs), bias ? outputs : 0);
    }
}
