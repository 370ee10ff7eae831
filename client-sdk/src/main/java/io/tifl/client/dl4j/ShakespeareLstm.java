package io.tifl.client.dl4j;

import io.tifl.protocol.Settings;
import java.util.List;
import java.util.Set;
import org.deeplearning4j.nn.conf.inputs.InputType;

/**
 * {@code shakespeare-lstm}: LEAF's network for Shakespeare (Caldas et al., arXiv 1812.01097), which guesses the letter after 80
 * others, all of an alphabet of 80: each letter becomes 8 numbers, two layers of 256 LSTM cells read them, and the last
 * output is classified; 817,872 parameters. No settings.
 */
public final class ShakespeareLstm implements Dl4jModel {
    private static final int LETTERS = 80;
    private static final int TIME = 80;

    @Override
    public String name() {
        return "shakespeare-lstm";
    }

    @Override
    public Blueprint blueprint(Settings settings) {
        settings.requireOnly(Set.of());
        var layers = Layers.network()
                .setInputType(InputType.recurrent(LETTERS, TIME))
                .layer(Layers.embedding(8))
                .layer(Layers.lstm(256, 1))
                .layer(Layers.last(Layers.lstm(256, 1)))
                .layer(Layers.classes(LETTERS, 0));
        return new Blueprint(List.of(TIME), LETTERS, layers.build());
    }
}
