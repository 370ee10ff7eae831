package io.tifl.experiments.network;

import io.tifl.protocol.Seed;
import java.util.ArrayList;
import java.util.List;

/**
 * Layers one after the other. Mutable through its layers, and confined to one thread.
 *
 * @param layers from the input up
 */
public record Network(List<Layer> layers) {
    public Network {
        layers = List.copyOf(layers);
    }

    /**
     * Linear layers, each with a ReLU behind it.
     *
     * @param widths of the input and each layer
     */
    public static Network perceptron(Seed seed, int... widths) {
        List<Layer> layers = new ArrayList<>();
        for (int l = 1; l < widths.length; l++) {
            layers.add(Dense.random(widths[l - 1], widths[l], seed.child(l)));
            layers.add(new Relu());
        }
        return new Network(layers);
    }

    /** A linear layer, a normalised ReLU, and another linear layer: what projects features, and what predicts. */
    public static Network head(int inputs, int hidden, int outputs, NormalisationParts parts, Seed seed) {
        return new Network(List.of(
                Dense.random(inputs, hidden, seed.child(1)),
                new BatchNormalisation(hidden, parts),
                new Relu(),
                Dense.random(hidden, outputs, seed.child(2))));
    }

    /** This network, and another one on top; both keep their layers. */
    public Network then(Network top) {
        List<Layer> all = new ArrayList<>(layers);
        all.addAll(top.layers);
        return new Network(all);
    }

    /** Takes a batch through in training. */
    public Pass forward(Matrix input) {
        List<Layer.Pass> passes = new ArrayList<>();
        Matrix value = input;
        for (Layer layer : layers) {
            passes.add(layer.forward(value));
            value = passes.getLast().output();
        }
        return new Pass(value, passes, lowest());
    }

    private int lowest() {
        int lowest = 0;
        while (lowest < layers.size() && layers.get(lowest).parameters().isEmpty()) {
            lowest++;
        }
        return lowest;
    }

    /** Takes a batch through for use. */
    public Matrix infer(Matrix input) {
        Matrix value = input;
        for (Layer layer : layers) {
            value = layer.infer(value);
        }
        return value;
    }

    /** What is trained, from the lowest layer; not copies. */
    public List<Matrix> parameters() {
        return layers.stream().flatMap(layer -> layer.parameters().stream()).toList();
    }

    /** Normalisations over the batch, from the lowest layer; not copies. */
    public List<BatchNormalisation> normalisations() {
        return layers.stream().flatMap(layer -> layer.normalisations().stream()).toList();
    }

    public Network copy() {
        return new Network(layers.stream().map(Layer::copy).toList());
    }

    /** Which linear layers are meant. */
    public enum Which {
        ALL,
        LOWEST,
        HIGHEST
    }

    /** Draws linear layers anew. */
    public void redraw(Which which, Seed seed) {
        List<Dense> dense = layers.stream()
                .filter(Dense.class::isInstance)
                .map(Dense.class::cast)
                .toList();
        for (int l = 0; l < dense.size(); l++) {
            boolean meant = switch (which) {
                case ALL -> true;
                case LOWEST -> l == 0;
                case HIGHEST -> l == dense.size() - 1;
            };
            if (meant) {
                dense.get(l).redraw(seed.child(l));
            }
        }
    }

    /** Moves every parameter a share of the way to another network's: an exponential moving average, one step on. */
    public void follow(Network other, double share) {
        List<Matrix> own = parameters();
        List<Matrix> theirs = other.parameters();
        for (int k = 0; k < own.size(); k++) {
            own.get(k).scale(1 - share).add(share, theirs.get(k));
        }
    }

    /**
     * A batch that went through, and the way back.
     *
     * @param output of the highest layer
     * @param passes of the layers
     * @param lowest the lowest layer with parameters; the number of layers if none has any
     */
    public record Pass(Matrix output, List<Layer.Pass> passes, int lowest) {
        public Pass {
            passes = List.copyOf(passes);
        }

        /**
         * Takes slopes by the output back.
         *
         * @return by the input, and by all parameters in the order of {@link Network#parameters}
         */
        public Layer.Back backward(Matrix slope) {
            List<List<Matrix>> gradients = new ArrayList<>();
            Matrix back = above(0, slope, gradients);
            return new Layer.Back(back, flat(gradients));
        }

        /**
         * As {@link #backward}, without the slopes by the input, which cost as much as the lowest layer's own.
         *
         * @return by all parameters in the order of {@link Network#parameters}
         */
        public List<Matrix> gradient(Matrix slope) {
            List<List<Matrix>> gradients = new ArrayList<>();
            Matrix back = above(lowest + 1, slope, gradients);
            if (lowest < passes.size()) {
                gradients.add(passes.get(lowest).gradient(back));
            }
            return flat(gradients);
        }

        private Matrix above(int least, Matrix slope, List<List<Matrix>> gradients) {
            Matrix back = slope;
            for (int l = passes.size() - 1; l >= least; l--) {
                Layer.Back layer = passes.get(l).backward(back);
                gradients.add(layer.parameters());
                back = layer.input();
            }
            return back;
        }

        private static List<Matrix> flat(List<List<Matrix>> fromAbove) {
            return fromAbove.reversed().stream().flatMap(List::stream).toList();
        }
    }
}
