package io.tifl.experiments.benchmark.model;

import static io.tifl.experiments.benchmark.model.OnnxGraph.attribute;
import static io.tifl.experiments.benchmark.model.OnnxGraph.list;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.TensorProto;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SelfAttentionLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.RnnToFeedForwardPreProcessor;
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

/** Adds Deeplearning4j's layers to an ONNX graph. Images are channels first, sequences {@code [batch, values, time]}, in both. */
final class OnnxLayers {
    /** Deeplearning4j's gates, in ONNX's order: input, output, forget, candidate. */
    private static final int[] GATES = {3, 2, 1, 0};

    private final OnnxGraph graph;

    /** Values that have no time any more, though Deeplearning4j puts a step to flatten sequences behind them. */
    private final Set<String> flat = new HashSet<>();

    OnnxLayers(OnnxGraph graph) {
        this.graph = graph;
    }

    static IllegalArgumentException unsupported(String name, String what) {
        return new IllegalArgumentException(
                "'" + name + "' is a " + what + ", which has no form in ONNX here; the engine 'dl4j' runs it");
    }

    /**
     * Adds a layer in inference.
     *
     * @param built the same with its parameters
     */
    String layer(String name, Layer layer, org.deeplearning4j.nn.api.Layer built, String from) {
        return switch (layer) {
            case FrozenLayer frozen -> layer(name, frozen.getLayer(), built, from);
            case FrozenLayerWithBackprop frozen -> layer(name, frozen.getUnderlying(), built, from);
            case DropoutLayer _ -> from;
            case ActivationLayer activation -> activated(name, activation.getActivationFn(), from);
            case LossLayer loss -> activated(name, loss.getActivationFn(), from);
            case OutputLayer output -> dense(name, output, built, from);
            case DenseLayer dense when !dense.hasLayerNorm() -> dense(name, dense, built, from);
            case DepthwiseConvolution2D depthwise -> depthwise(name, depthwise, built, from);
            case Convolution1DLayer convolution -> convolution1d(name, convolution, built, from);
            case ConvolutionLayer convolution
            when convolution.getClass() == ConvolutionLayer.class -> convolution(name, convolution, built, from);
            case SubsamplingLayer pooling
            when pooling.getClass() == SubsamplingLayer.class -> pooling(name, pooling, from);
            case GlobalPoolingLayer pooling -> globalPooling(name, pooling, from);
            case BatchNormalization normalization -> normalization(name, normalization, built, from);
            case EmbeddingSequenceLayer embedding -> embedding(name, embedding, built, from);
            case LSTM cells -> sequence(lstm(name, cells, built, from, 0));
            case LastTimeStep last
            when last.getUnderlying() instanceof LSTM cells ->
                graph.node("Squeeze", List.of(lstm(name, cells, built, from, 1), graph.longs(0)));
            case SelfAttentionLayer attention -> attention(attention, built, from);
            default -> throw unsupported(name, layer.getClass().getSimpleName());
        };
    }

    /** Adds what Deeplearning4j puts between layers. */
    String reshaped(String name, InputPreProcessor preprocessor, String from) {
        return switch (preprocessor) {
            case CnnToFeedForwardPreProcessor flat
            when flat.getFormat() == CNN2DFormat.NCHW -> graph.node("Flatten", List.of(from), attribute("axis", 1));
            case FeedForwardToCnnPreProcessor image ->
                graph.node(
                        "Reshape",
                        List.of(
                                from,
                                graph.longs(
                                        -1, image.getNumChannels(), image.getInputHeight(), image.getInputWidth())));
            case RnnToFeedForwardPreProcessor _ when flat.contains(from) -> from;
            default -> throw unsupported(name, preprocessor.getClass().getSimpleName());
        };
    }

    String combined(ElementWiseVertex.Op operation, List<String> sources) {
        return graph.node(
                switch (operation) {
                    case Add -> "Sum";
                    case Average -> "Mean";
                    case Subtract -> "Sub";
                    case Product -> "Mul";
                    case Max -> "Max";
                },
                sources);
    }

    String merged(int axis, List<String> sources) {
        return graph.node("Concat", sources, attribute("axis", axis));
    }

    private String activated(String name, IActivation activation, String from) {
        return switch (activation) {
            case ActivationIdentity _ -> from;
            case ActivationReLU relu when isPlain(relu) -> graph.node("Relu", List.of(from));
            case ActivationSigmoid _ -> graph.node("Sigmoid", List.of(from));
            case ActivationTanH _ -> graph.node("Tanh", List.of(from));
            case ActivationSoftmax _ -> graph.node("Softmax", List.of(from), attribute("axis", 1));
            case ActivationLReLU leaky ->
                graph.node("LeakyRelu", List.of(from), attribute("alpha", (float) leaky.getAlpha()));
            case ActivationELU elu -> graph.node("Elu", List.of(from), attribute("alpha", (float) elu.getAlpha()));
            default -> throw unsupported(name, "layer with the activation " + activation);
        };
    }

    private static boolean isPlain(ActivationReLU relu) {
        return relu.equals(new ActivationReLU());
    }

    private String dense(String name, FeedForwardLayer layer, org.deeplearning4j.nn.api.Layer built, String from) {
        INDArray weights = built.getParam("W");
        List<String> inputs = new ArrayList<>(List.of(from, constant(weights, weights.shape())));
        INDArray bias = built.getParam("b");
        if (bias != null) {
            inputs.add(constant(bias, bias.length()));
        }
        return activated(name, layer.getActivationFn(), graph.node("Gemm", inputs));
    }

    private String convolution(
            String name, ConvolutionLayer layer, org.deeplearning4j.nn.api.Layer built, String from) {
        checkFormat(name, layer.getCnn2dDataFormat() == CNN2DFormat.NCHW);
        INDArray weights = built.getParam("W");
        List<AttributeProto> attributes = window(
                layer.getKernelSize(),
                layer.getStride(),
                layer.getPadding(),
                layer.getDilation(),
                layer.getConvolutionMode());
        return convolved(name, layer, built, from, constant(weights, weights.shape()), attributes);
    }

    private String convolution1d(
            String name, Convolution1DLayer layer, org.deeplearning4j.nn.api.Layer built, String from) {
        checkFormat(name, layer.getRnnDataFormat() == RNNFormat.NCW);
        INDArray weights = built.getParam("W");
        List<AttributeProto> attributes = window(
                new int[] {layer.getKernelSize()[0]},
                new int[] {layer.getStride()[0]},
                new int[] {layer.getPadding()[0]},
                new int[] {layer.getDilation()[0]},
                layer.getConvolutionMode());
        String kernel = graph.floats(
                unfolded(numbers(weights), weights.size(0), weights.size(1), weights.size(2)),
                weights.size(0),
                weights.size(1),
                weights.size(2));
        return convolved(name, layer, built, from, kernel, attributes);
    }

    // Deeplearning4j says its shape is [out, in, window], but reads the numbers as [window, in, out].
    private static float[] unfolded(float[] from, long outputs, long inputs, long window) {
        float[] unfolded = new float[from.length];
        int next = 0;
        for (int o = 0; o < outputs; o++) {
            for (int i = 0; i < inputs; i++) {
                for (int w = 0; w < window; w++) {
                    unfolded[next++] = from[(int) ((w * inputs + i) * outputs + o)];
                }
            }
        }
        return unfolded;
    }

    // From [row, column, in channel, multiplier] to [out channel, 1, row, column].
    private String depthwise(
            String name, DepthwiseConvolution2D layer, org.deeplearning4j.nn.api.Layer built, String from) {
        checkFormat(name, layer.getCnn2dDataFormat() == CNN2DFormat.NCHW);
        INDArray weights = built.getParam("W");
        long channels = weights.size(2);
        List<AttributeProto> attributes = window(
                layer.getKernelSize(),
                layer.getStride(),
                layer.getPadding(),
                layer.getDilation(),
                layer.getConvolutionMode());
        attributes.add(attribute("group", channels));
        String kernel =
                constant(weights.permute(2, 3, 0, 1), channels * weights.size(3), 1, weights.size(0), weights.size(1));
        return convolved(name, layer, built, from, kernel, attributes);
    }

    private String convolved(
            String name,
            ConvolutionLayer layer,
            org.deeplearning4j.nn.api.Layer built,
            String from,
            String kernel,
            List<AttributeProto> attributes) {
        List<String> inputs = new ArrayList<>(List.of(from, kernel));
        INDArray bias = layer.hasBias() ? built.getParam("b") : null;
        if (bias != null) {
            inputs.add(constant(bias, bias.length()));
        }
        return activated(
                name, layer.getActivationFn(), graph.node("Conv", inputs, attributes.toArray(AttributeProto[]::new)));
    }

    private static void checkFormat(String name, boolean isChannelsFirst) {
        if (!isChannelsFirst) {
            throw unsupported(name, "layer with channels last");
        }
    }

    private static List<AttributeProto> window(
            int[] kernel, int[] stride, int[] padding, int[] dilation, ConvolutionMode mode) {
        List<AttributeProto> attributes = new ArrayList<>();
        attributes.add(list("kernel_shape", wide(kernel)));
        attributes.add(list("strides", wide(stride)));
        attributes.add(list("dilations", wide(dilation)));
        if (mode == ConvolutionMode.Same) {
            attributes.add(attribute("auto_pad", "SAME_UPPER"));
        } else {
            long[] pads = new long[2 * padding.length];
            for (int i = 0; i < pads.length; i++) {
                pads[i] = padding[i % padding.length];
            }
            attributes.add(list("pads", pads));
        }
        return attributes;
    }

    private static long[] wide(int[] numbers) {
        long[] wide = new long[numbers.length];
        for (int i = 0; i < numbers.length; i++) {
            wide[i] = numbers[i];
        }
        return wide;
    }

    private String pooling(String name, SubsamplingLayer layer, String from) {
        checkFormat(name, layer.getCnn2dDataFormat() == CNN2DFormat.NCHW);
        List<AttributeProto> attributes = window(
                layer.getKernelSize(),
                layer.getStride(),
                layer.getPadding(),
                layer.getDilation(),
                layer.getConvolutionMode());
        return switch (layer.getPoolingType()) {
            case MAX -> graph.node("MaxPool", List.of(from), attributes.toArray(AttributeProto[]::new));
            case AVG -> {
                // This operator set knows no dilated averages.
                attributes.removeIf(one -> one.getName().equals("dilations"));
                attributes.add(attribute("count_include_pad", layer.isAvgPoolIncludePadInDivisor() ? 1 : 0));
                yield graph.node("AveragePool", List.of(from), attributes.toArray(AttributeProto[]::new));
            }
            default -> throw unsupported(name, "pooling of kind " + layer.getPoolingType());
        };
    }

    private String globalPooling(String name, GlobalPoolingLayer layer, String from) {
        String operator = switch (layer.getPoolingType()) {
            case AVG -> "GlobalAveragePool";
            case MAX -> "GlobalMaxPool";
            default -> throw unsupported(name, "global pooling of kind " + layer.getPoolingType());
        };
        String pooled = graph.node(operator, List.of(from));
        String flattened = graph.node("Flatten", List.of(pooled), attribute("axis", 1));
        flat.add(flattened);
        return flattened;
    }

    private String normalization(
            String name, BatchNormalization layer, org.deeplearning4j.nn.api.Layer built, String from) {
        checkFormat(name, layer.getCnn2DFormat() == CNN2DFormat.NCHW);
        INDArray mean = built.getParam("mean");
        INDArray kept = built.getParam(layer.isUseLogStd() ? "log10stdev" : "var");
        float[] variance = numbers(kept);
        if (layer.isUseLogStd()) {
            for (int i = 0; i < variance.length; i++) {
                variance[i] = (float) StrictMath.pow(10, 2 * (double) variance[i]);
            }
        }
        return graph.node(
                "BatchNormalization",
                List.of(
                        from,
                        scale(layer, built.getParam("gamma"), layer.getGamma(), variance.length, 1),
                        scale(layer, built.getParam("beta"), layer.getBeta(), variance.length, 0),
                        constant(mean, mean.length()),
                        graph.floats(variance, variance.length)),
                attribute("epsilon", (float) layer.getEps()));
    }

    // Deeplearning4j leaves a locked scale out where it, or its offset, is the usual one.
    private String scale(
            BatchNormalization layer, @Nullable INDArray learned, double locked, int channels, float usual) {
        if (learned != null) {
            return constant(learned, channels);
        }
        boolean isPlain = layer.getGamma() == 1 || layer.getBeta() == 0;
        float[] same = new float[channels];
        Arrays.fill(same, isPlain ? usual : (float) locked);
        return graph.floats(same, channels);
    }

    private String embedding(
            String name, EmbeddingSequenceLayer layer, org.deeplearning4j.nn.api.Layer built, String from) {
        INDArray rows = built.getParam("W");
        String tokens = graph.node("Cast", List.of(from), attribute("to", TensorProto.DataType.INT64.getNumber()));
        String found = graph.node("Gather", List.of(constant(rows, rows.shape()), tokens), attribute("axis", 0));
        if (layer.hasBias()) {
            INDArray bias = built.getParam("b");
            found = graph.node("Add", List.of(found, constant(bias, bias.length())));
        }
        return activated(name, layer.getActivationFn(), transposed(found, 0, 2, 1));
    }

    /** @param output 0 for that of every step {@code [time, 1, batch, units]}, 1 for that of the last {@code [1, batch, units]} */
    private String lstm(String name, LSTM layer, org.deeplearning4j.nn.api.Layer built, String from, int output) {
        checkFormat(name, layer.getRnnDataFormat() == RNNFormat.NCW);
        if (!(layer.getActivationFn() instanceof ActivationTanH)
                || !(layer.getGateActivationFn() instanceof ActivationSigmoid)) {
            throw unsupported(name, "LSTM with other activations than tanh and sigmoid");
        }
        int units = Math.toIntExact(layer.getNOut());
        List<String> inputs = List.of(
                transposed(from, 2, 0, 1),
                gates(built.getParam("W").transpose(), units),
                gates(built.getParam("RW").transpose(), units),
                bias(built.getParam("b"), units));
        return graph.node("LSTM", inputs, output, attribute("hidden_size", units));
    }

    private String gates(INDArray rows, int units) {
        int columns = Math.toIntExact(rows.size(1));
        float[] from = numbers(rows);
        float[] ordered = new float[from.length];
        for (int i = 0; i < GATES.length; i++) {
            System.arraycopy(from, GATES[i] * units * columns, ordered, i * units * columns, units * columns);
        }
        return graph.floats(ordered, 1, 4L * units, columns);
    }

    // ONNX has a second bias, of what recurs.
    private String bias(INDArray bias, int units) {
        float[] from = numbers(bias);
        float[] ordered = new float[2 * from.length];
        for (int i = 0; i < GATES.length; i++) {
            System.arraycopy(from, GATES[i] * units, ordered, i * units, units);
        }
        return graph.floats(ordered, 1, ordered.length);
    }

    private String sequence(String everyStep) {
        return transposed(graph.node("Squeeze", List.of(everyStep, graph.longs(1))), 1, 2, 0);
    }

    private String attention(SelfAttentionLayer layer, org.deeplearning4j.nn.api.Layer built, String from) {
        String tokens = transposed(from, 0, 2, 1);
        int heads = layer.isProjectInput() ? layer.getNHeads() : 1;
        long size = layer.isProjectInput() ? layer.getHeadSize() : layer.getNIn();
        String queries = head(layer, built, "Wq", tokens, heads, size, 0, 2, 1, 3);
        String keys = head(layer, built, "Wk", tokens, heads, size, 0, 2, 3, 1);
        String values = head(layer, built, "Wv", tokens, heads, size, 0, 2, 1, 3);
        String scale = graph.floats(new float[] {(float) (1 / Math.sqrt((double) size))}, 1);
        String scores = graph.node("Mul", List.of(graph.node("MatMul", List.of(queries, keys)), scale));
        String shares = graph.node("Softmax", List.of(scores), attribute("axis", -1));
        String attended = transposed(graph.node("MatMul", List.of(shares, values)), 0, 2, 1, 3);
        String joined = graph.node("Reshape", List.of(attended, graph.longs(0, 0, heads * size)));
        if (layer.isProjectInput()) {
            INDArray output = built.getParam("Wo");
            joined = graph.node("MatMul", List.of(joined, constant(output, output.shape())));
        }
        return transposed(joined, 0, 2, 1);
    }

    // From [head, value, in] to [in, head and value].
    private String head(
            SelfAttentionLayer layer,
            org.deeplearning4j.nn.api.Layer built,
            String weights,
            String tokens,
            int heads,
            long size,
            long... order) {
        String projected = tokens;
        if (layer.isProjectInput()) {
            INDArray projection = built.getParam(weights);
            projected = graph.node(
                    "MatMul", List.of(tokens, constant(projection.permute(2, 0, 1), projection.size(2), heads * size)));
        }
        return transposed(graph.node("Reshape", List.of(projected, graph.longs(0, 0, heads, size))), order);
    }

    private String transposed(String from, long... order) {
        return graph.node("Transpose", List.of(from), list("perm", order));
    }

    private String constant(INDArray values, long... shape) {
        return graph.floats(numbers(values), shape);
    }

    private static float[] numbers(INDArray values) {
        return values.dup('c').data().asFloat();
    }
}
