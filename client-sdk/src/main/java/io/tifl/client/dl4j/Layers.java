package io.tifl.client.dl4j;

import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer.PoolingType;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/**
 * The layers the built-in models are made of.
 *
 * <p>Deeplearning4j drops out a layer's input and counts what is retained, where the papers drop a layer's output and count
 * what is dropped: {@code dropped} here is the share dropped from what enters the layer.
 */
final class Layers {
    private Layers() {}

    /** Glorot uniform weights and zero biases, as Keras and TensorFlow start from. */
    static NeuralNetConfiguration.ListBuilder network() {
        return new NeuralNetConfiguration.Builder()
                .weightInit(WeightInit.XAVIER_UNIFORM)
                .list();
    }

    /** Like {@link #network}, for a graph. */
    static ComputationGraphConfiguration.GraphBuilder graph() {
        return new NeuralNetConfiguration.Builder()
                .weightInit(WeightInit.XAVIER_UNIFORM)
                .graphBuilder();
    }

    /** A convolution that keeps the size of the image but for the stride, without an activation. */
    static ConvolutionLayer convolution(int kernel, int channels, int stride) {
        return plain(kernel, channels, stride).build();
    }

    /** Like {@link #convolution(int, int, int)}, without biases: a normalisation after it would take them away. */
    static ConvolutionLayer unbiasedConvolution(int kernel, int channels, int stride) {
        return plain(kernel, channels, stride).hasBias(false).build();
    }

    private static ConvolutionLayer.Builder plain(int kernel, int channels, int stride) {
        return new ConvolutionLayer.Builder(kernel, kernel)
                .nOut(channels)
                .stride(stride, stride)
                // Deeplearning4j wants no stride larger than the window in the other mode; 1 by 1 they are the same.
                .convolutionMode(kernel == 1 ? ConvolutionMode.Truncate : ConvolutionMode.Same)
                .activation(Activation.IDENTITY);
    }

    static ConvolutionLayer convolution(int kernel, int channels, ConvolutionMode mode, double dropped) {
        var builder = new ConvolutionLayer.Builder(kernel, kernel)
                .nOut(channels)
                .convolutionMode(mode)
                .activation(Activation.RELU);
        if (dropped > 0) {
            builder.dropOut(1 - dropped);
        }
        return builder.build();
    }

    static SubsamplingLayer maxPool2() {
        return new SubsamplingLayer.Builder(PoolingType.MAX, new int[] {2, 2}, new int[] {2, 2})
                .convolutionMode(ConvolutionMode.Truncate)
                .build();
    }

    static DenseLayer dense(int units, Activation activation, double dropped) {
        var builder = new DenseLayer.Builder().nOut(units).activation(activation);
        if (dropped > 0) {
            builder.dropOut(1 - dropped);
        }
        return builder.build();
    }

    /** A vector of this length for each token; how many tokens there are, the network's input says. */
    static EmbeddingSequenceLayer embedding(int units) {
        return new EmbeddingSequenceLayer.Builder().nOut(units).build();
    }

    /** LSTM cells with tanh and sigmoid gates, an output per position. */
    static LSTM lstm(int units, double forgetBias) {
        return new LSTM.Builder()
                .nOut(units)
                .activation(Activation.TANH)
                .forgetGateBiasInit(forgetBias)
                .build();
    }

    /** The last output of a layer of cells. */
    static LastTimeStep last(LSTM cells) {
        return new LastTimeStep(cells);
    }

    /** A fully connected layer with softmax and cross-entropy, averaged over the batch. */
    static OutputLayer classes(int classes, double dropped) {
        var builder = new OutputLayer.Builder(LossFunctions.LossFunction.MCXENT)
                .nOut(classes)
                .activation(Activation.SOFTMAX);
        if (dropped > 0) {
            builder.dropOut(1 - dropped);
        }
        return builder.build();
    }
}
