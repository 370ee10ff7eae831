package io.tifl.client.compiled;

import io.tifl.client.compiled.LayerSpec.AveragePool;
import io.tifl.client.compiled.LayerSpec.Convolution;
import io.tifl.client.compiled.LayerSpec.Dense;
import io.tifl.client.compiled.LayerSpec.Dropout;
import io.tifl.client.compiled.LayerSpec.MaxPool;
import io.tifl.client.compiled.LayerSpec.Penalty;
import io.tifl.protocol.Layout;
import io.tifl.protocol.Layout.Block;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
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
    private final List<Block> blocks = new ArrayList<>();
    private Shape shape;
    private boolean sequence;
    private @Nullable Loss loss;

    private ModelReader(Shape input) {
        this.shape = input;
    }

    /**
     * Reads a configuration.
     *
     * @param inputShape of one example: {@code [features]}, {@code [features, time]} or {@code [channels, height, width]}
     * @throws UnsupportedModelException naming the first part it does not know
     */
    static Model read(MultiLayerConfiguration configuration, List<Integer> inputShape) {
        Shape input = switch (inputShape.size()) {
            case 3 -> new Shape(inputShape.get(1), inputShape.get(2), inputShape.get(0));
            case 2 -> new Shape(inputShape.get(1), 1, inputShape.get(0));
            default -> Shape.flat(inputShape.getFirst());
        };
        ModelReader reader = new ModelReader(input);
        reader.sequence = inputShape.size() == 2;
        if (configuration.getBackpropType() != BackpropType.Standard) {
            throw new UnsupportedModelException("truncated backpropagation through time");
        }
        for (int i = 0; i < configuration.getConfs().size(); i++) {
            reader.read(i, configuration.getConf(i), configuration.getInputPreProcess(i));
        }
        if (reader.loss == null) {
            throw new UnsupportedModelException("a network without an output layer");
        }
        return new Model(input, reader.layers, reader.loss, reader.shape.size(), new Layout(reader.blocks));
    }

    private void read(int index, NeuralNetConfiguration conf, @Nullable InputPreProcessor preProcessor) {
        if (loss != null) {
            throw new UnsupportedModelException("a layer after the output layer");
        }
        boolean each = checkPreProcessor(index, preProcessor);
        if (!conf.isMiniBatch()) {
            throw new UnsupportedModelException("gradients that are not averaged over the batch");
        }
        Layer layer = conf.getLayer();
        if (layer.getClass() == LastTimeStep.class) {
            read(index, ((LastTimeStep) layer).getUnderlying(), each);
            lastStep();
            return;
        }
        read(index, layer, each);
    }

    private void read(int index, Layer layer, boolean each) {
        checkExtras(layer);
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
        } else if (kind != DropoutLayer.class) {
            throw new UnsupportedModelException("layer " + kind.getSimpleName());
        }
    }

    // They only say that an image is also a row of features, which holds here anyway, or that positions are examples.
    private boolean checkPreProcessor(int index, @Nullable InputPreProcessor preProcessor) {
        if (preProcessor == null || preProcessor.getClass() == CnnToFeedForwardPreProcessor.class) {
            return false;
        }
        if (sequence && preProcessor instanceof RnnToFeedForwardPreProcessor flattened) {
            checkFormat(flattened.getRnnDataFormat());
            return true;
        }
        if (sequence && preProcessor instanceof FeedForwardToRnnPreProcessor restored) {
            checkFormat(restored.getRnnDataFormat());
            return false;
        }
        if (index != 0 || preProcessor.getClass() != FeedForwardToCnnPreProcessor.class) {
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

    private void embedding(int index, FeedForwardLayer layer) {
        boolean single = layer instanceof EmbeddingLayer;
        if (index != 0 || shape.height() * shape.width() != 1 || sequence || (single && shape.size() != 1)) {
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

    private void lstm(int index, LSTM layer) {
        if (!sequence) {
            throw new UnsupportedModelException("an LSTM over anything but a sequence");
        }
        checkFormat(layer.getRnnDataFormat());
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

    private void eachDense(int index, DenseLayer layer) {
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
            GradientNormalization normalization = base.getGradientNormalization();
            if (normalization != null && normalization != GradientNormalization.None) {
                throw new UnsupportedModelException("gradient normalisation " + normalization);
            }
        }
    }

    private void addDropout(Layer layer) {
        if (layer.getIDropout() == null) {
            return;
        }
        if (!(layer.getIDropout() instanceof org.deeplearning4j.nn.conf.dropout.Dropout dropout)
                || dropout.getPSchedule() != null) {
            throw new UnsupportedModelException(
                    "dropout " + layer.getIDropout().getClass().getSimpleName());
        }
        add(new Dropout(dropout.getP()));
    }

    private void convolution(int index, ConvolutionLayer layer) {
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
        int channels = Math.toIntExact(layer.getNOut());
        if (layer.hasBias()) {
            blocks.add(new Block(index + "_b", List.of(channels)));
        }
        blocks.add(new Block(index + "_W", List.of(channels, shape.channels(), window.height(), window.width())));
        add(new Convolution(window, channels, layer.hasBias(), activation(layer.getActivationFn()), penalty(layer)));
    }

    private void dense(int index, long units, boolean biased, Activation activation, Penalty penalty) {
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
        shape = layer.out(shape);
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
