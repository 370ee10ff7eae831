package io.tifl.client.compiled;

import io.tifl.client.compiled.LayerSpec.AveragePool;
import io.tifl.client.compiled.LayerSpec.Convolution;
import io.tifl.client.compiled.LayerSpec.Dense;
import io.tifl.client.compiled.LayerSpec.Dropout;
import io.tifl.client.compiled.LayerSpec.MaxPool;
import io.tifl.client.compiled.LayerSpec.Penalty;
import io.tifl.client.dl4j.Architecture;
import io.tifl.client.dl4j.Dl4jModel;
import io.tifl.protocol.Layout;
import io.tifl.protocol.Layout.Block;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToRnnPreProcessor;
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
import org.nd4j.linalg.learning.regularization.L1Regularization;
import org.nd4j.linalg.learning.regularization.L2Regularization;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossBinaryXENT;
import org.nd4j.linalg.lossfunctions.impl.LossL2;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;
import org.nd4j.linalg.lossfunctions.impl.LossMSE;
import org.nd4j.linalg.lossfunctions.impl.LossNegativeLogLikelihood;
import org.nd4j.linalg.schedule.ISchedule;

/**
 * Reads a Deeplearning4j configuration, exactly: whatever would change a result and is not known here is refused by name.
 */
final class ModelReader {
    private final List<LayerSpec> layers = new ArrayList<>();
    private final List<Wiring> wiring = new ArrayList<>();
    private final List<Block> blocks = new ArrayList<>();
    private Shape shape;
    private int source = Wiring.INPUT;
    private boolean flattened;
    private Wiring.Learning learning = Wiring.Learning.LEARNS;
    private Clipping clipping = Clipping.NONE;
    private boolean sequence;
    private @Nullable Loss loss;

    private ModelReader(Shape input) {
        this.shape = input;
    }

    /** Reads either kind; see {@link #read(MultiLayerConfiguration, List)}. */
    static Model read(Dl4jModel.Blueprint blueprint) {
        return switch (blueprint.architecture()) {
            case Architecture.Sequence sequence -> read(sequence.configuration(), blueprint.inputShape());
            case Architecture.Graph graph -> read(graph.configuration(), blueprint.inputShape());
        };
    }

    /**
     * Reads a configuration.
     *
     * @param inputShape of one example: {@code [features]}, {@code [features, time]} or {@code [channels, height, width]}
     * @throws UnsupportedModelException naming the first part it does not know
     */
    static Model read(MultiLayerConfiguration configuration, List<Integer> inputShape) {
        Shape input = shape(inputShape);
        ModelReader reader = new ModelReader(input);
        reader.sequence = inputShape.size() == 2;
        if (configuration.getBackpropType() != BackpropType.Standard) {
            throw new UnsupportedModelException("truncated backpropagation through time");
        }
        for (int i = 0; i < configuration.getConfs().size(); i++) {
            reader.read(Integer.toString(i), configuration.getConf(i), configuration.getInputPreProcess(i));
        }
        return reader.model(input);
    }

    /**
     * Reads a graph with one input and one output.
     *
     * @param inputShape of one example: {@code [features]} or {@code [channels, height, width]}
     * @throws UnsupportedModelException naming the first part it does not know
     */
    static Model read(ComputationGraphConfiguration configuration, List<Integer> inputShape) {
        if (configuration.getBackpropType() != BackpropType.Standard) {
            throw new UnsupportedModelException("truncated backpropagation through time");
        }
        Shape input = shape(inputShape);
        ModelReader reader = new ModelReader(input);
        reader.sequence = inputShape.size() == 2;
        new GraphReader(configuration, reader.place()).read(reader);
        return reader.model(input);
    }

    private static Shape shape(List<Integer> inputShape) {
        return switch (inputShape.size()) {
            case 3 -> new Shape(inputShape.get(1), inputShape.get(2), inputShape.get(0));
            case 2 -> new Shape(inputShape.get(1), 1, inputShape.get(0));
            default -> Shape.flat(inputShape.getFirst());
        };
    }

    private Model model(Shape input) {
        if (loss == null) {
            throw new UnsupportedModelException("a network without an output layer");
        }
        for (int i = 0; i < layers.size() - 1; i++) {
            int layer = i;
            if (wiring.stream().noneMatch(one -> one.sources().contains(layer))) {
                throw new UnsupportedModelException("a part that the output does not depend on");
            }
        }
        return new Model(input, layers, wiring, loss, shape.size(), new Layout(blocks));
    }

    /**
     * Where the next layer goes on reading.
     *
     * @param layer an index, or {@link Wiring#INPUT}
     * @param flattened whether an image there counts as a row of features
     * @param sequence whether its rows are positions of a sequence
     */
    record Place(int layer, Shape shape, boolean flattened, boolean sequence) {}

    Place place() {
        return new Place(source, shape, flattened, sequence);
    }

    void goTo(Place place) {
        source = place.layer();
        shape = place.shape();
        flattened = place.flattened();
        sequence = place.sequence();
    }

    /** Adds a layer that reads several. */
    void add(LayerSpec layer, List<Place> sources) {
        layers.add(layer);
        wiring.add(new Wiring(sources.stream().map(Place::layer).toList(), Wiring.Learning.LEARNS, Clipping.NONE));
        goTo(new Place(
                layers.size() - 1,
                layer.out(sources.getFirst().shape()),
                sources.getFirst().flattened(),
                sources.getFirst().sequence()));
    }

    /** Reads one layer by the name its parameters have. */
    void read(String name, NeuralNetConfiguration conf, @Nullable InputPreProcessor preProcessor) {
        if (loss != null) {
            throw new UnsupportedModelException("a layer after the output layer");
        }
        boolean each = checkPreProcessor(preProcessor);
        if (!conf.isMiniBatch()) {
            throw new UnsupportedModelException("gradients that are not averaged over the batch");
        }
        Layer layer = conf.getLayer();
        learning = Wiring.Learning.LEARNS;
        if (layer.getClass() == FrozenLayer.class) {
            layer = ((FrozenLayer) layer).getLayer();
            learning = Wiring.Learning.CUT;
            checkNothingLearnsBefore();
        } else if (layer.getClass() == FrozenLayerWithBackprop.class) {
            layer = ((FrozenLayerWithBackprop) layer).getUnderlying();
            learning = Wiring.Learning.FROZEN;
        }
        if (layer.getClass() == LastTimeStep.class) {
            read(name, ((LastTimeStep) layer).getUnderlying(), each);
            lastStep();
            return;
        }
        read(name, layer, each);
    }

    // Deeplearning4j goes on moving such layers by what was left in their gradient.
    private void checkNothingLearnsBefore() {
        if (learnsBefore()) {
            throw new UnsupportedModelException("a layer that learns before a frozen one");
        }
    }

    private boolean learnsBefore() {
        return IntStream.range(0, layers.size())
                .anyMatch(i -> wiring.get(i).learning() == Wiring.Learning.LEARNS
                        && layers.get(i).learns());
    }

    private void read(String index, Layer layer, boolean each) {
        checkExtras(layer);
        clipping = learning == Wiring.Learning.LEARNS ? clipping(layer) : Clipping.NONE;
        Class<?> kind = layer.getClass();
        if (kind == EmbeddingSequenceLayer.class || kind == EmbeddingLayer.class) {
            embedding(index, (FeedForwardLayer) layer);
            return;
        }
        addDropout(layer);
        if (kind == LSTM.class) {
            lstm(index, (LSTM) layer);
            return;
        }
        if (sequence && each && kind == DenseLayer.class) {
            eachDense(index, (DenseLayer) layer);
            return;
        }
        if (sequence && kind != ActivationLayer.class && kind != DropoutLayer.class) {
            throw new UnsupportedModelException("layer " + kind.getSimpleName() + " over a sequence");
        }
        if (kind == ConvolutionLayer.class) {
            convolution(index, (ConvolutionLayer) layer);
        } else if (kind == DenseLayer.class) {
            DenseLayer dense = (DenseLayer) layer;
            checkPlain(dense);
            dense(index, dense.getNOut(), dense.hasBias(), activation(dense.getActivationFn()), penalty(dense));
        } else if (kind == SubsamplingLayer.class) {
            pooling((SubsamplingLayer) layer);
        } else if (kind == ActivationLayer.class) {
            add(new LayerSpec.Activate(activation(((ActivationLayer) layer).getActivationFn())));
        } else if (kind == OutputLayer.class) {
            OutputLayer output = (OutputLayer) layer;
            dense(index, output.getNOut(), output.hasBias(), Activation.IDENTITY, penalty(output));
            loss = loss(output.getLossFn(), output.getActivationFn());
        } else if (kind == LossLayer.class) {
            LossLayer output = (LossLayer) layer;
            loss = loss(output.getLossFn(), output.getActivationFn());
            // For others Deeplearning4j overwrites the layer's input before it computes score and gradients from it.
            if (!(loss instanceof Loss.SoftmaxCrossEntropy)) {
                throw new UnsupportedModelException("loss layer with " + output.getLossFn());
            }
        } else if (kind == BatchNormalization.class) {
            batchNormalization(index, (BatchNormalization) layer);
        } else if (kind == DepthwiseConvolution2D.class) {
            depthwise(index, (DepthwiseConvolution2D) layer);
        } else if (kind == GlobalPoolingLayer.class) {
            globalPooling((GlobalPoolingLayer) layer);
        } else if (kind != DropoutLayer.class) {
            throw new UnsupportedModelException("layer " + kind.getSimpleName());
        }
    }

    // They only say that an image is also a row of features, which holds here anyway, or that positions are examples.
    private boolean checkPreProcessor(@Nullable InputPreProcessor preProcessor) {
        if (preProcessor == null) {
            return false;
        }
        if (preProcessor.getClass() == CnnToFeedForwardPreProcessor.class) {
            flattened = true;
            return false;
        }
        if (sequence && preProcessor instanceof RnnToFeedForwardPreProcessor rows) {
            checkFormat(rows.getRnnDataFormat());
            return true;
        }
        if (sequence && preProcessor instanceof FeedForwardToRnnPreProcessor restored) {
            checkFormat(restored.getRnnDataFormat());
            return false;
        }
        if (source != Wiring.INPUT || preProcessor.getClass() != FeedForwardToCnnPreProcessor.class) {
            throw new UnsupportedModelException(
                    "preprocessor " + preProcessor.getClass().getSimpleName());
        }
        return false;
    }

    private static void checkFormat(@Nullable RNNFormat format) {
        if (format != null && format != RNNFormat.NCW) {
            throw new UnsupportedModelException("sequences with time before features");
        }
    }

    private void embedding(String index, FeedForwardLayer layer) {
        boolean single = layer instanceof EmbeddingLayer;
        if (source != Wiring.INPUT
                || shape.height() * shape.width() != 1
                || sequence
                || (single && shape.size() != 1)) {
            throw new UnsupportedModelException("an embedding of anything but rows of tokens");
        }
        if (layer.getIDropout() != null) {
            throw new UnsupportedModelException("dropout of tokens");
        }
        boolean biased;
        if (layer instanceof EmbeddingSequenceLayer many) {
            checkFormat(many.getOutputFormat());
            if (!many.isInferInputLength() && many.getInputLength() != shape.size()) {
                throw new UnsupportedModelException("an embedding of another length than its input's");
            }
            biased = many.hasBias();
        } else {
            biased = ((EmbeddingLayer) layer).hasBias();
        }
        int vocabulary = Math.toIntExact(layer.getNIn());
        int units = Math.toIntExact(layer.getNOut());
        blocks.add(new Block(index + "_W", List.of(vocabulary, units)));
        if (biased) {
            blocks.add(new Block(index + "_b", List.of(units)));
        }
        add(new LayerSpec.Embedding(vocabulary, units, biased, activation(layer.getActivationFn()), penalty(layer)));
        sequence = !single;
    }

    private void lstm(String index, LSTM layer) {
        if (!sequence) {
            throw new UnsupportedModelException("an LSTM over anything but a sequence");
        }
        checkFormat(layer.getRnnDataFormat());
        if (clipping.kind() == Clipping.Kind.RENORMALIZE_EACH || clipping.kind() == Clipping.Kind.CLIP_EACH) {
            throw new UnsupportedModelException("an LSTM whose kinds of weights are clipped on their own");
        }
        int units = Math.toIntExact(layer.getNOut());
        blocks.add(new Block(index + "_W", List.of(shape.channels(), 4 * units)));
        blocks.add(new Block(index + "_RW", List.of(units, 4 * units)));
        blocks.add(new Block(index + "_b", List.of(4 * units)));
        add(new LayerSpec.Lstm(
                units, activation(layer.getActivationFn()), activation(layer.getGateActivationFn()), penalty(layer)));
    }

    private void lastStep() {
        if (!sequence) {
            throw new UnsupportedModelException("the last step of anything but a sequence");
        }
        add(new LayerSpec.LastStep());
        sequence = false;
    }

    private void eachDense(String index, DenseLayer layer) {
        checkPlain(layer);
        int units = Math.toIntExact(layer.getNOut());
        blocks.add(new Block(index + "_W", List.of(shape.channels(), units)));
        if (layer.hasBias()) {
            blocks.add(new Block(index + "_b", List.of(units)));
        }
        add(new LayerSpec.PerPosition(
                new Dense(units, layer.hasBias(), activation(layer.getActivationFn()), penalty(layer))));
    }

    private static void checkPlain(DenseLayer layer) {
        if (layer.hasLayerNorm()) {
            throw new UnsupportedModelException("layer normalisation");
        }
    }

    private static void checkExtras(Layer layer) {
        if (layer.getConstraints() != null && !layer.getConstraints().isEmpty()) {
            throw new UnsupportedModelException("constraints on parameters");
        }
        if (layer instanceof BaseLayer base) {
            if (base.getWeightNoise() != null) {
                throw new UnsupportedModelException("weight noise");
            }
        }
    }

    private static Clipping clipping(Layer layer) {
        GradientNormalization mode = layer.getGradientNormalization();
        if (mode == null) {
            return Clipping.NONE;
        }
        Clipping.Kind kind = switch (mode) {
            case None -> Clipping.Kind.NONE;
            case RenormalizeL2PerLayer -> Clipping.Kind.RENORMALIZE_LAYER;
            case RenormalizeL2PerParamType -> Clipping.Kind.RENORMALIZE_EACH;
            case ClipElementWiseAbsoluteValue -> Clipping.Kind.CLIP_VALUES;
            case ClipL2PerLayer -> Clipping.Kind.CLIP_LAYER;
            case ClipL2PerParamType -> Clipping.Kind.CLIP_EACH;
        };
        return new Clipping(kind, layer.getGradientNormalizationThreshold());
    }

    private void addDropout(Layer layer) {
        // Deeplearning4j's two layers below ignore theirs, and frozen layers run as in evaluation.
        boolean ignored = layer.getClass() == BatchNormalization.class || layer.getClass() == GlobalPoolingLayer.class;
        if (layer.getIDropout() == null || ignored || learning != Wiring.Learning.LEARNS) {
            return;
        }
        if (!(layer.getIDropout() instanceof org.deeplearning4j.nn.conf.dropout.Dropout dropout)
                || dropout.getPSchedule() != null) {
            throw new UnsupportedModelException(
                    "dropout " + layer.getIDropout().getClass().getSimpleName());
        }
        add(new Dropout(dropout.getP()));
    }

    private Window window(ConvolutionLayer layer) {
        if (layer.getCnn2dDataFormat() != CNN2DFormat.NCHW) {
            throw new UnsupportedModelException("channel-last images");
        }
        Window window = window(
                layer.getKernelSize(),
                layer.getStride(),
                layer.getPadding(),
                layer.getDilation(),
                layer.getConvolutionMode());
        if (window.top(shape) >= window.spanY() || window.left(shape) >= window.spanX()) {
            throw new UnsupportedModelException("padding as large as the window");
        }
        return window;
    }

    private void convolution(String index, ConvolutionLayer layer) {
        Window window = window(layer);
        int channels = Math.toIntExact(layer.getNOut());
        if (layer.hasBias()) {
            blocks.add(new Block(index + "_b", List.of(channels)));
        }
        blocks.add(new Block(index + "_W", List.of(channels, shape.channels(), window.height(), window.width())));
        add(new Convolution(window, channels, layer.hasBias(), activation(layer.getActivationFn()), penalty(layer)));
    }

    private void dense(String index, long units, boolean biased, Activation activation, Penalty penalty) {
        int outputs = Math.toIntExact(units);
        blocks.add(new Block(index + "_W", List.of(shape.size(), outputs)));
        if (biased) {
            blocks.add(new Block(index + "_b", List.of(outputs)));
        }
        add(new Dense(outputs, biased, activation, penalty));
    }

    private void pooling(SubsamplingLayer layer) {
        Window window = window(
                layer.getKernelSize(),
                layer.getStride(),
                layer.getPadding(),
                layer.getDilation(),
                layer.getConvolutionMode());
        if (window.top(shape) >= window.spanY() || window.left(shape) >= window.spanX()) {
            throw new UnsupportedModelException("padding as large as the window");
        }
        switch (layer.getPoolingType()) {
            case MAX -> add(new MaxPool(window));
            case AVG -> add(new AveragePool(window, layer.isAvgPoolIncludePadInDivisor()));
            default -> throw new UnsupportedModelException("pooling " + layer.getPoolingType());
        }
    }

    private void batchNormalization(String index, BatchNormalization layer) {
        if (layer.getCnn2DFormat() != CNN2DFormat.NCHW) {
            throw new UnsupportedModelException("channel-last images");
        }
        checkIsImage("batch normalisation");
        if (learning == Wiring.Learning.FROZEN && learnsBefore()) {
            throw new UnsupportedModelException("a frozen batch normalisation after layers that learn");
        }
        int channels = shape.channels();
        List<String> names = layer.isLockGammaBeta() ? List.of("mean") : List.of("gamma", "beta", "mean");
        for (String one : names) {
            blocks.add(new Block(index + "_" + one, List.of(channels)));
        }
        blocks.add(new Block(index + (layer.isUseLogStd() ? "_log10stdev" : "_var"), List.of(channels)));
        add(new LayerSpec.BatchNorm(
                layer.getDecay(),
                layer.getEps(),
                layer.isUseLogStd(),
                layer.isLockGammaBeta(),
                layer.getGamma(),
                layer.getBeta()));
    }

    // As features, every pixel would count for itself.
    private void checkIsImage(String what) {
        if (flattened && shape.height() * shape.width() > 1) {
            throw new UnsupportedModelException(what + " of images that were made rows of features");
        }
    }

    private void depthwise(String index, DepthwiseConvolution2D layer) {
        Window window = window(layer);
        if (layer.getDepthMultiplier() != 1) {
            throw new UnsupportedModelException("a depth multiplier of " + layer.getDepthMultiplier());
        }
        // Deeplearning4j's optimiser takes the weights to come before the biases, which they do not.
        if (layer.hasBias() && !penalty(layer).isNone()) {
            throw new UnsupportedModelException("penalties on a depthwise convolution with biases");
        }
        if (layer.hasBias()) {
            blocks.add(new Block(index + "_b", List.of(shape.channels())));
        }
        blocks.add(new Block(index + "_W", List.of(window.height(), window.width(), shape.channels(), 1)));
        add(new LayerSpec.Depthwise(window, layer.hasBias(), activation(layer.getActivationFn()), penalty(layer)));
    }

    // A window of the size of the image.
    private void globalPooling(GlobalPoolingLayer layer) {
        int[] dimensions = layer.getPoolingDimensions();
        if (dimensions != null && !Arrays.equals(dimensions, new int[] {2, 3})) {
            throw new UnsupportedModelException("global pooling over chosen dimensions");
        }
        checkIsImage("global pooling");
        Window all = new Window(shape.height(), shape.width(), shape.height(), shape.width(), 0, 0, 1, 1, false);
        switch (layer.getPoolingType()) {
            case MAX -> add(new MaxPool(all));
            case AVG -> add(new AveragePool(all, false));
            case SUM -> add(new LayerSpec.SumPool(all));
            default -> throw new UnsupportedModelException("pooling " + layer.getPoolingType());
        }
    }

    private static Window window(
            int[] kernel, int[] stride, int[] padding, int[] dilation, @Nullable ConvolutionMode mode) {
        if (mode == ConvolutionMode.Causal) {
            throw new UnsupportedModelException("causal convolution");
        }
        return new Window(
                kernel[0],
                kernel[1],
                stride[0],
                stride[1],
                padding[0],
                padding[1],
                dilation[0],
                dilation[1],
                mode == ConvolutionMode.Same);
    }

    private void add(LayerSpec layer) {
        layers.add(layer);
        wiring.add(new Wiring(List.of(source), learning, clipping));
        shape = layer.out(shape);
        source = layers.size() - 1;
    }

    private static Activation activation(IActivation function) {
        return switch (function) {
            case ActivationIdentity ignored -> Activation.IDENTITY;
            case ActivationReLU ignored -> Activation.RELU;
            case ActivationLReLU leaky when leaky.getAlpha() == 0.01 -> Activation.LEAKY_RELU;
            case ActivationELU elu when elu.getAlpha() == 1 -> Activation.ELU;
            case ActivationTanH ignored -> Activation.TANH;
            case ActivationSigmoid ignored -> Activation.SIGMOID;
            default -> throw new UnsupportedModelException("activation " + function);
        };
    }

    private static Loss loss(ILossFunction function, IActivation activation) {
        Class<?> kind = function.getClass();
        boolean crossEntropy = kind == LossMCXENT.class || kind == LossNegativeLogLikelihood.class;
        if (crossEntropy
                && activation instanceof ActivationSoftmax
                && !isWeighted(((LossMCXENT) function).getWeights())) {
            return new Loss.SoftmaxCrossEntropy();
        }
        if (kind == LossBinaryXENT.class
                && activation instanceof ActivationSigmoid
                && !isWeighted(((LossBinaryXENT) function).getWeights())) {
            return new Loss.SigmoidCrossEntropy();
        }
        if (kind == LossMSE.class && !isWeighted(((LossMSE) function).getWeights())) {
            return new Loss.Squares(activation(activation), true);
        }
        if (kind == LossL2.class && !isWeighted(((LossL2) function).getWeights())) {
            return new Loss.Squares(activation(activation), false);
        }
        throw new UnsupportedModelException("loss " + function + " after " + activation);
    }

    private static boolean isWeighted(@Nullable Object weights) {
        return weights != null;
    }

    private static Penalty penalty(BaseLayer layer) {
        return new Penalty(
                factor(layer.getRegularization(), L1Regularization.class),
                factor(layer.getRegularization(), L2Regularization.class),
                factor(layer.getRegularizationBias(), L1Regularization.class),
                factor(layer.getRegularizationBias(), L2Regularization.class));
    }

    private static float factor(@Nullable List<Regularization> penalties, Class<? extends Regularization> kind) {
        double sum = 0;
        for (Regularization penalty : penalties == null ? List.<Regularization>of() : penalties) {
            ISchedule schedule = switch (penalty) {
                case L1Regularization l1 -> l1.getL1();
                case L2Regularization l2 -> l2.getL2();
                default ->
                    throw new UnsupportedModelException(
                            "regularisation " + penalty.getClass().getSimpleName());
            };
            if (schedule.getClass() != org.nd4j.linalg.schedule.FixedSchedule.class) {
                throw new UnsupportedModelException("a scheduled regularisation");
            }
            sum += penalty.getClass() == kind ? schedule.valueAt(0, 0) : 0;
        }
        return (float) sum;
    }
}
