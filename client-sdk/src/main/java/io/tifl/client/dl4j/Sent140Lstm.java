package io.tifl.client.dl4j;

import io.tifl.protocol.Settings;
import java.util.List;
import java.util.Set;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.nd4j.linalg.activations.Activation;

/**
 * {@code sent140-lstm}: LEAF's network for Sent140 (Caldas et al., arXiv 1812.01097), which tells glad from sad in texts of 25
 * words: each word becomes 100 numbers, two layers of 100 LSTM cells read them, and the last output passes 128 linear units.
 *
 * <p>Settings: {@code vocabulary} (10000), the words known; the token after the last of them stands for all others. LEAF's is
 * 400,000, which makes 40,174,086 parameters.
 */
public final class Sent140Lstm implements Dl4jModel {
    private static final int TIME = 25;
    private static final int UNITS = 100;
    private static final int LINEAR = 128;
    private static final int CLASSES = 2;

    @Override
    public String name() {
        return "sent140-lstm";
    }

    @Override
    public Blueprint blueprint(Settings settings) {
        settings.requireOnly(Set.of("vocabulary"));
        int tokens = Sizes.optional(settings, "vocabulary", 10_000, 1, Sizes.MAX_VOCABULARY) + 1;
        Sizes.checkParameters(Sizes.embedding(tokens, UNITS)
                + 2 * Sizes.lstm(UNITS, UNITS)
                + Sizes.dense(UNITS, LINEAR)
                + Sizes.dense(LINEAR, CLASSES));
        var layers = Layers.network()
                .setInputType(InputType.recurrent(tokens, TIME))
                .layer(Layers.embedding(UNITS))
                .layer(Layers.lstm(UNITS, 1))
                .layer(Layers.last(Layers.lstm(UNITS, 1)))
                .layer(Layers.dense(LINEAR, Activation.IDENTITY, 0))
                .layer(Layers.classes(CLASSES, 0));
        return new Blueprint(List.of(TIME), CLASSES, layers.build());
    }
}
