package io.tifl.client.compiled;

import io.tifl.client.dl4j.Dl4jModel;
import io.tifl.kernels.ImageShape;
import io.tifl.protocol.Layout;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.plugin.Catalog;
import io.tifl.protocol.task.ModelSpec;
import java.util.List;

/**
 * A trained feed-forward network, layer by layer with its parameters and free of Deeplearning4j's types: what other ways of
 * running it than this package's start from. The last layer yields the scores that training compares with labels, before a
 * softmax. Dropout, which evaluation leaves out, is not among the layers. Immutable, as long as nobody writes its arrays.
 *
 * @param input one example as an image, channels last
 * @param featureShape the same as examples name it: {@code [features]} or {@code [channels, height, width]}
 * @param nodes in an order in which each comes after those it reads
 * @param classes scores of an example
 */
public record TrainedNetwork(ImageShape input, List<Integer> featureShape, List<Node> nodes, int classes) {
    /** The network's input as a source. */
    public static final int INPUT = Wiring.INPUT;

    public TrainedNetwork {
        featureShape = List.copyOf(featureShape);
        nodes = List.copyOf(nodes);
    }

    /**
     * A layer and what it reads.
     *
     * @param name the layer's in the model
     * @param sources indices of nodes, or {@link #INPUT}
     * @param out one image it makes
     */
    public record Node(String name, TrainedLayer layer, List<Integer> sources, ImageShape out) {
        public Node {
            sources = List.copyOf(sources);
        }
    }

    /**
     * The layout of a network's parameters.
     *
     * @throws UnsupportedModelException naming the first part that is not known
     */
    public static Layout layout(Dl4jModel.Blueprint blueprint) {
        return ModelReader.read(blueprint).layout();
    }

    /**
     * Reads a model that the service loader finds.
     *
     * @throws UnsupportedModelException naming the first part that is not feed-forward or not known
     * @throws IllegalArgumentException if there is no such model, or the parameters are of another layout
     */
    public static TrainedNetwork read(ModelSpec spec, Parameters parameters) {
        return read(Catalog.load("model", Dl4jModel.class).get(spec.name()).blueprint(spec.settings()), parameters);
    }

    /**
     * Reads a network.
     *
     * @throws UnsupportedModelException naming the first part that is not feed-forward or not known
     * @throws IllegalArgumentException if the parameters are of another layout
     */
    public static TrainedNetwork read(Dl4jModel.Blueprint blueprint, Parameters parameters) {
        Model model = ModelReader.read(blueprint);
        if (!parameters.layout().equals(model.layout())) {
            throw new IllegalArgumentException("the model has the layout "
                    + model.layout().describe() + ", got "
                    + parameters.layout().describe());
        }
        return new TrainedReader(model, parameters).read(blueprint.inputShape());
    }
}
