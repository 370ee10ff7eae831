package io.tifl.client.compiled;

import io.tifl.protocol.Layout;
import java.util.List;

/**
 * A model as the program builder sees it.
 *
 * @param input of one example
 * @param layers in order; the last yields the scores
 * @param layout of its parameters in Deeplearning4j's flat vector
 */
record Model(Shape input, List<LayerSpec> layers, Loss loss, int classes, Layout layout) {
    Model {
        layers = List.copyOf(layers);
    }
}
