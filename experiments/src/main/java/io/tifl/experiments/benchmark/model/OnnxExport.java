package io.tifl.experiments.benchmark.model;

import io.tifl.client.dl4j.Dl4jForward;
import io.tifl.client.dl4j.Dl4jModel.Blueprint;
import io.tifl.protocol.Parameters;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.jspecify.annotations.Nullable;

/**
 * Writes Deeplearning4j's networks in the Open Neural Network Exchange format (ONNX, operator set 17), with their parameters: one input,
 * whose first dimension is the batch, and the output of inference. Drop-out and the rest of training are left out.
 */
public final class OnnxExport {
    private OnnxExport() {}

    /**
     * A model as the bytes of an {@code .onnx} file.
     *
     * @throws IllegalArgumentException naming the first layer that is not known, or if the parameters do not fit
     */
    public static byte[] of(Blueprint blueprint, Parameters parameters) {
        return of(Dl4jForward.of(blueprint, parameters), blueprint.classes());
    }

    /**
     * As {@link #of(Blueprint, Parameters)}, of a network that is there already.
     *
     * @param outputs of an example
     */
    public static byte[] of(Dl4jForward forward, int outputs) {
        OnnxGraph graph = new OnnxGraph("model");
        String input = graph.input(forward.inputShape());
        OnnxLayers layers = new OnnxLayers(graph);
        String last = forward.network() instanceof MultiLayerNetwork network
                ? sequence(network, layers, input)
                : graph((ComputationGraph) forward.network(), layers, input);
        return graph.finish(last, outputs);
    }

    private static String sequence(MultiLayerNetwork network, OnnxLayers layers, String input) {
        MultiLayerConfiguration configuration = network.getLayerWiseConfigurations();
        String last = input;
        for (int i = 0; i < network.getnLayers(); i++) {
            last = preprocessed(layers, "layer " + i, configuration.getInputPreProcess(i), last);
            last = layers.layer("layer " + i, configuration.getConf(i).getLayer(), network.getLayer(i), last);
        }
        return last;
    }

    private static String graph(ComputationGraph network, OnnxLayers layers, String input) {
        ComputationGraphConfiguration configuration = network.getConfiguration();
        if (configuration.getNetworkInputs().size() != 1
                || configuration.getNetworkOutputs().size() != 1) {
            throw new IllegalArgumentException("expected a graph of one input and one output, got "
                    + configuration.getNetworkInputs() + " and " + configuration.getNetworkOutputs());
        }
        Map<String, String> values = new HashMap<>();
        values.put(configuration.getNetworkInputs().getFirst(), input);
        for (int index : network.topologicalSortOrder()) {
            String name = network.getVertices()[index].getVertexName();
            GraphVertex vertex = configuration.getVertices().get(name);
            if (vertex != null) {
                List<String> sources = new ArrayList<>();
                for (String source :
                        Objects.requireNonNull(configuration.getVertexInputs().get(name), name)) {
                    sources.add(Objects.requireNonNull(values.get(source), source));
                }
                values.put(name, vertex(network, layers, name, vertex, sources));
            }
        }
        String output = configuration.getNetworkOutputs().getFirst();
        return Objects.requireNonNull(values.get(output), output);
    }

    private static String vertex(
            ComputationGraph network, OnnxLayers layers, String name, GraphVertex vertex, List<String> sources) {
        return switch (vertex) {
            case LayerVertex layer -> {
                String from = preprocessed(layers, name, layer.getPreProcessor(), sources.getFirst());
                yield layers.layer(name, layer.getLayerConf().getLayer(), network.getLayer(name), from);
            }
            case ElementWiseVertex combined -> layers.combined(combined.getOp(), sources);
            case MergeVertex merged -> layers.merged(merged.getMergeAxis(), sources);
            default -> throw OnnxLayers.unsupported(name, vertex.getClass().getSimpleName());
        };
    }

    private static String preprocessed(
            OnnxLayers layers, String name, @Nullable InputPreProcessor preprocessor, String from) {
        return preprocessor == null ? from : layers.reshaped(name, preprocessor, from);
    }
}
