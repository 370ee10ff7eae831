package io.tifl.client.dl4j;

import io.tifl.protocol.Settings;
import java.util.List;
import java.util.Set;
import org.deeplearning4j.nn.conf.distribution.UniformDistribution;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/**
 * {@code reddit-lstm}: the layers of LEAF's language model for Reddit (Caldas et al., arXiv 1812.01097), for texts of 10 words
 * among 10,000: each word becomes 256 numbers, two layers of 256 LSTM cells read them, and the next word is one of the 10,000;
 * 6,180,624 parameters, weights drawn from -0.1 to 0.1. No settings.
 *
 * <p>It departs from LEAF's, which guesses a word after each of the 10, carries the cells' state from batch to batch and
 * clips gradients: this one guesses the word after the tenth.
 */
public final class RedditLstm implements Dl4jModel {
    private static final int WORDS = 10_000;
    private static final int TIME = 10;
    private static final int UNITS = 256;
    private static final UniformDistribution START = new UniformDistribution(-0.1, 0.1);

    @Override
    public String name() {
        return "reddit-lstm";
    }

    @Override
    public Blueprint blueprint(Settings settings) {
        settings.requireOnly(Set.of());
        var layers = Layers.network()
                .setInputType(InputType.recurrent(WORDS, TIME))
                .layer(new EmbeddingSequenceLayer.Builder()
                        .nOut(UNITS)
                        .weightInit(START)
                        .build())
                .layer(cells())
                .layer(Layers.last(cells()))
                .layer(new OutputLayer.Builder(LossFunctions.LossFunction.MCXENT)
                        .nOut(WORDS)
                        .weightInit(START)
                        .activation(Activation.SOFTMAX)
                        .build());
        return new Blueprint(List.of(TIME), WORDS, layers.build());
    }

    private static LSTM cells() {
        return new LSTM.Builder()
                .nOut(UNITS)
                .weightInit(START)
                .activation(Activation.TANH)
                .forgetGateBiasInit(0)
                .build();
    }
}
