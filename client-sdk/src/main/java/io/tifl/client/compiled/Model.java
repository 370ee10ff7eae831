package io.tifl.client.compiled;

import io.tifl.protocol.Layout;
import java.util.ArrayList;
import java.util.List;

/**
 * A model as the program builder sees it: a graph of layers without a cycle, in an order in which every layer comes after those
 * it reads.
 *
 * @param input of one example
 * @param layers in order; the last yields the scores
 * @param wiring of each layer
 * @param layout of its parameters in Deeplearning4j's flat vector
 */
record Model(Shape input, List<LayerSpec> layers, List<Wiring> wiring, Loss loss, int classes, Layout layout) {
    Model {
        layers = List.copyOf(layers);
        wiring = List.copyOf(wiring);
        if (layers.size() != wiring.size()) {
            throw new IllegalArgumentException(layers.size() + " layers with the wiring of " + wiring.size());
        }
    }

    /** The tokens there are, the ids below it, if the input consists of tokens; 0 if of numbers. */
    int vocabulary() {
        return layers.stream()
                .filter(LayerSpec.Embedding.class::isInstance)
                .mapToInt(layer -> ((LayerSpec.Embedding) layer).vocabulary())
                .min()
                .orElse(0);
    }

    /** What each layer puts out. */
    List<Shape> shapes() {
        List<Shape> shapes = new ArrayList<>();
        for (int i = 0; i < layers.size(); i++) {
            int source = wiring.get(i).sources().getFirst();
            shapes.add(layers.get(i).out(source == Wiring.INPUT ? input : shapes.get(source)));
        }
        return shapes;
    }

    /** The layers that read this one, one entry for every time; {@link Wiring#INPUT} for those that read the input. */
    List<Integer> readers(int layer) {
        List<Integer> readers = new ArrayList<>();
        for (int i = layer + 1; i < layers.size(); i++) {
            for (int source : wiring.get(i).sources()) {
                if (source == layer) {
                    readers.add(i);
                }
            }
        }
        return readers;
    }
}
