package io.tifl.experiments.export.model;

import io.jhdf.HdfFile;
import io.jhdf.api.Attribute;
import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import io.jhdf.api.Node;
import io.jhdf.exceptions.HdfException;
import io.tifl.client.dl4j.Dl4jForward;
import java.io.IOException;
import java.lang.reflect.Array;
import java.nio.BufferUnderflowException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads whole models that Keras 2 or 3 saved as HDF5 ({@code model.save("x.h5")}): a chain of layers and their weights. Nothing a
 * file names is ever run.
 *
 * <p>Keras keeps images channels last, the networks here channels first: kernels are turned, and so are the rows of a fully
 * connected layer behind {@code Flatten}. An input of the new network is channels first as well.
 */
final class KerasReader {
    private static final JsonMapper JSON = JsonMapper.shared();

    private KerasReader() {}

    static PortableModel read(Path file) throws IOException {
        try (HdfFile hdf = new HdfFile(file)) {
            JsonNode model = description(hdf, file);
            Map<String, List<INDArray>> weights = weights(hdf, file);
            return build(new KerasNetwork(file.toString()).read(chain(model, file), weights), file);
        } catch (HdfException | IndexOutOfBoundsException | BufferUnderflowException | NegativeArraySizeException e) {
            throw new IOException(file + " is no whole file of HDF5: " + e.getMessage(), e);
        }
    }

    private static JsonNode description(HdfFile hdf, Path file) throws IOException {
        Attribute attribute = hdf.getAttributes().get("model_config");
        if (attribute == null) {
            throw new IOException(
                    file + " has no attribute 'model_config', expected a whole model as model.save('NAME.h5')"
                            + " writes it; a file of weights alone does not say which layers they belong to");
        }
        try {
            return JSON.readTree(String.valueOf(attribute.getData()));
        } catch (JacksonException e) {
            throw new IOException(file + ": attribute 'model_config' is no JSON: " + e.getOriginalMessage(), e);
        }
    }

    /** The layers, if each takes what the one before it gives. */
    private static List<JsonNode> chain(JsonNode model, Path file) throws IOException {
        String kind = model.path("class_name").asString("");
        if (!List.of("Sequential", "Functional", "Model").contains(kind)) {
            throw new IOException(file + " holds a model of class '" + kind + "', expected Sequential or Functional");
        }
        JsonNode config = model.path("config");
        List<JsonNode> layers = new ArrayList<>();
        // The first versions of Keras 2 had the list right here.
        (config.isArray() ? config : config.path("layers")).forEach(layers::add);
        for (int i = 1; i < layers.size() && !kind.equals("Sequential"); i++) {
            List<String> sources = sources(layers.get(i).path("inbound_nodes"), names(layers));
            String before = KerasNetwork.name(layers.get(i - 1));
            if (!sources.equals(List.of(before))) {
                throw new IOException(file + ": layer '" + KerasNetwork.name(layers.get(i)) + "' takes " + sources
                        + ", expected a chain, in which it takes ['" + before + "']");
            }
        }
        if (layers.isEmpty()) {
            throw new IOException(file + " holds a model without layers");
        }
        return layers;
    }

    private static List<String> names(List<JsonNode> layers) {
        return layers.stream().map(KerasNetwork::name).toList();
    }

    /** Keras 2 and 3 write the names of the layers that are read at different depths. */
    private static List<String> sources(JsonNode node, List<String> names) {
        List<String> sources = new ArrayList<>();
        if (node.isString() && names.contains(node.asString())) {
            sources.add(node.asString());
        }
        node.forEach(inner -> sources.addAll(sources(inner, names)));
        return sources;
    }

    private static Map<String, List<INDArray>> weights(HdfFile hdf, Path file) throws IOException {
        if (!(hdf.getChildren().get("model_weights") instanceof Group all)) {
            throw new IOException(file + " has no group 'model_weights'");
        }
        Map<String, List<INDArray>> weights = new HashMap<>();
        for (Map.Entry<String, Node> layer : all.getChildren().entrySet()) {
            if (layer.getValue() instanceof Group group) {
                List<INDArray> tensors = new ArrayList<>();
                for (String name : texts(group.getAttributes().get("weight_names"))) {
                    tensors.add(tensor(group, name, file));
                }
                weights.put(layer.getKey(), tensors);
            }
        }
        return weights;
    }

    private static List<String> texts(@Nullable Attribute attribute) {
        Object data = attribute == null || attribute.isEmpty() ? null : attribute.getData();
        if (data == null || !data.getClass().isArray()) {
            return data instanceof String one ? List.of(one) : List.of();
        }
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < Array.getLength(data); i++) {
            texts.add(String.valueOf(Array.get(data, i)));
        }
        return texts;
    }

    private static INDArray tensor(Group layer, String name, Path file) throws IOException {
        if (!(layer.getByPath(name) instanceof Dataset dataset)) {
            throw new IOException(
                    file + ": layer '" + layer.getName() + "' names a tensor '" + name + "' that is not there");
        }
        Object flat = dataset.getDataFlat();
        float[] values = new float[Array.getLength(flat)];
        for (int i = 0; i < values.length; i++) {
            values[i] = ((Number) Array.get(flat, i)).floatValue();
        }
        long[] shape = Arrays.stream(dataset.getDimensions()).asLongStream().toArray();
        return Nd4j.createFromArray(values).reshape('c', shape);
    }

    private static PortableModel build(KerasNetwork.Chain chain, Path file) throws IOException {
        MultiLayerConfiguration configuration;
        try {
            configuration = chain.configuration();
        } catch (RuntimeException e) {
            throw new IOException(file + " holds layers that do not fit together: " + e.getMessage(), e);
        }
        MultiLayerNetwork network = new MultiLayerNetwork(configuration);
        network.init();
        for (KerasNetwork.Weight weight : chain.weights()) {
            INDArray there = network.getParam(weight.parameter());
            if (there == null
                    || !Arrays.equals(
                            squeezed(there.shape()), squeezed(weight.values().shape()))) {
                throw new IOException(file + ": layer '" + weight.layer() + "' has weights of shape "
                        + Arrays.toString(weight.values().shape()) + ", its description makes them "
                        + (there == null ? "absent" : Arrays.toString(there.shape())));
            }
            network.setParam(weight.parameter(), weight.values().reshape(there.shape()));
        }
        int outputs = chain.outputs();
        return Dl4jFile.of(Dl4jForward.of(network, chain.inputShape()), outputs);
    }

    private static long[] squeezed(long[] shape) {
        return Arrays.stream(shape).filter(length -> length != 1).toArray();
    }
}
