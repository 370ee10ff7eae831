package io.tifl.experiments.export.model;

import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import io.jhdf.api.WritableGroup;
import io.tifl.client.dl4j.Dl4jForward;
import java.lang.reflect.Array;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.nd4j.linalg.api.ndarray.INDArray;
import tools.jackson.databind.json.JsonMapper;

/** Writes whole models as Keras' HDF5, which Keras 2 and 3 load with {@code keras.models.load_model}. */
final class KerasWriter {
    /** Whose form of a description this is; Keras 3 reads it too. */
    private static final String VERSION = "2.15.0";

    private KerasWriter() {}

    /** @throws IllegalArgumentException naming the first layer that Keras has no form for */
    static void write(PortableModel model, Path file) {
        KerasLayers layers = KerasLayers.of(Dl4jForward.of(model.blueprint(), model.parameters()));
        try (WritableHdfFile hdf = HdfFile.write(file)) {
            hdf.putAttribute("keras_version", VERSION);
            hdf.putAttribute("backend", "tensorflow");
            hdf.putAttribute("model_config", description(layers));
            WritableGroup weights = hdf.putGroup("model_weights");
            weights.putAttribute("keras_version", VERSION);
            weights.putAttribute("backend", "tensorflow");
            weights.putAttribute("layer_names", layers.names().toArray(String[]::new));
            layers.weights().forEach((layer, tensors) -> put(weights.putGroup(layer), layer, tensors));
        }
    }

    private static String description(KerasLayers layers) {
        SequencedMap<String, Object> config = new LinkedHashMap<>();
        config.put("name", "model");
        config.put("layers", layers.descriptions());
        SequencedMap<String, Object> model = new LinkedHashMap<>();
        model.put("class_name", "Sequential");
        model.put("config", config);
        return JsonMapper.shared().writeValueAsString(model);
    }

    private static void put(WritableGroup group, String layer, SequencedMap<String, INDArray> tensors) {
        List<String> names =
                tensors.keySet().stream().map(name -> layer + "/" + name + ":0").toList();
        if (!names.isEmpty()) {
            group.putAttribute("weight_names", names.toArray(String[]::new));
            WritableGroup inner = group.putGroup(layer);
            for (Map.Entry<String, INDArray> tensor : tensors.entrySet()) {
                inner.putDataset(tensor.getKey() + ":0", nested(tensor.getValue()));
            }
        }
    }

    /** A Java array of as many dimensions. */
    private static Object nested(INDArray tensor) {
        int[] shape = Arrays.stream(tensor.shape()).mapToInt(Math::toIntExact).toArray();
        Object nested = Array.newInstance(float.class, shape);
        fill(nested, tensor.dup('c').data().asFloat(), 0);
        return nested;
    }

    private static int fill(Object nested, float[] values, int from) {
        if (nested instanceof float[] row) {
            System.arraycopy(values, from, row, 0, row.length);
            return from + row.length;
        }
        int next = from;
        for (Object inner : (Object[]) nested) {
            next = fill(inner, values, next);
        }
        return next;
    }
}
