package io.tifl.client.compiled;

import io.tifl.client.compiled.ModelReader.Place;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.util.GraphIndices;

/** Walks a graph in the order in which Deeplearning4j runs its vertices and lays out their parameters. */
final class GraphReader {
    private static final int CHANNELS = 1;

    private final ComputationGraphConfiguration configuration;
    private final Map<String, Place> places = new HashMap<>();

    /** @throws UnsupportedModelException if it has several inputs or outputs */
    GraphReader(ComputationGraphConfiguration configuration, Place input) {
        this.configuration = configuration;
        int inputs = configuration.getNetworkInputs().size();
        int outputs = configuration.getNetworkOutputs().size();
        if (inputs != 1) {
            throw new UnsupportedModelException("a graph with " + inputs + " inputs");
        }
        if (outputs != 1) {
            throw new UnsupportedModelException("a graph with " + outputs + " outputs");
        }
        places.put(configuration.getNetworkInputs().getFirst(), input);
    }

    void read(ModelReader reader) {
        // Its order is a property of the configuration; nothing is allocated for it.
        GraphIndices indices = new ComputationGraph(configuration.clone()).calculateIndices();
        for (int index : indices.getTopologicalSortOrder()) {
            String name = Objects.requireNonNull(indices.getIdxToName().get(index), "a vertex without a name");
            GraphVertex vertex = configuration.getVertices().get(name);
            if (vertex != null) {
                read(reader, name, vertex);
                places.put(name, reader.place());
            }
        }
    }

    private void read(ModelReader reader, String name, GraphVertex vertex) {
        List<String> names =
                Objects.requireNonNull(configuration.getVertexInputs().get(name), name);
        List<Place> sources = names.stream()
                .map(source -> Objects.requireNonNull(places.get(source), source))
                .toList();
        switch (vertex) {
            case LayerVertex layer -> {
                reader.goTo(sources.getFirst());
                reader.read(name, layer.getLayerConf(), layer.getPreProcessor());
            }
            case ElementWiseVertex combined -> reader.add(combine(combined, sources), sources);
            case MergeVertex merged -> reader.add(merge(merged, sources), sources);
            default ->
                throw new UnsupportedModelException(
                        "vertex " + vertex.getClass().getSimpleName());
        }
    }

    private static LayerSpec combine(ElementWiseVertex vertex, List<Place> sources) {
        Shape first = sources.getFirst().shape();
        if (sources.stream().anyMatch(source -> !source.shape().equals(first))) {
            throw new UnsupportedModelException("a vertex that combines values of different shapes");
        }
        checkDistinct(sources);
        LayerSpec.Combine.Rule rule = switch (vertex.getOp()) {
            case Add -> LayerSpec.Combine.Rule.SUM;
            case Average -> LayerSpec.Combine.Rule.MEAN;
            case Subtract -> LayerSpec.Combine.Rule.DIFFERENCE;
            case Product -> LayerSpec.Combine.Rule.PRODUCT;
            case Max -> LayerSpec.Combine.Rule.MAX;
        };
        if (rule == LayerSpec.Combine.Rule.DIFFERENCE && sources.size() != 2) {
            throw new UnsupportedModelException("a difference of " + sources.size() + " values");
        }
        return new LayerSpec.Combine(rule);
    }

    private static LayerSpec merge(MergeVertex vertex, List<Place> sources) {
        if (vertex.getMergeAxis() != CHANNELS) {
            throw new UnsupportedModelException("a merge along dimension " + vertex.getMergeAxis());
        }
        checkDistinct(sources);
        Shape first = sources.getFirst().shape();
        int channels = 0;
        for (Place source : sources) {
            Shape shape = source.shape();
            if (shape.height() != first.height() || shape.width() != first.width()) {
                throw new UnsupportedModelException("a merge of images of different sizes");
            }
            if (source.flattened() && shape.height() * shape.width() > 1) {
                throw new UnsupportedModelException("a merge of images that were made rows of features");
            }
            channels = Math.addExact(channels, shape.channels());
        }
        return new LayerSpec.Merge(channels);
    }

    // Deeplearning4j itself mixes up the gradients of a vertex that reads another twice.
    private static void checkDistinct(List<Place> sources) {
        if (sources.stream().map(Place::layer).distinct().count() < sources.size()) {
            throw new UnsupportedModelException("a vertex that reads another twice");
        }
    }
}
