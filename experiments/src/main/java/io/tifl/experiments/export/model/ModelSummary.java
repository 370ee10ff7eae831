package io.tifl.experiments.export.model;

import io.tifl.protocol.Layout;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.task.GlobalModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import onnx.Onnx.ModelProto;

/**
 * What is in a model's file, for people.
 *
 * @param facts about the whole, by name
 * @param tensors in the order of the file
 */
public record ModelSummary(ModelFormat format, SequencedMap<String, String> facts, List<Tensor> tensors) {
    /**
     * One tensor.
     *
     * @param smallest of its numbers; NaN if one is
     * @param largest of its numbers; NaN if one is
     */
    public record Tensor(String name, List<Long> shape, float smallest, float largest) {
        static Tensor of(String name, List<Long> shape, float[] values) {
            float smallest = Float.POSITIVE_INFINITY;
            float largest = Float.NEGATIVE_INFINITY;
            for (float value : values) {
                smallest = Math.min(smallest, value);
                largest = Math.max(largest, value);
            }
            return new Tensor(name, shape, smallest, largest);
        }
    }

    /**
     * Looks into a file. Nothing is computed with it, so the network need not be known.
     *
     * @throws IOException if it is no model, or damaged
     */
    public static ModelSummary of(Path file, List<Integer> input) throws IOException {
        return switch (ModelFormat.in(file)) {
            case TIFL -> message(TiflFile.message(file));
            case DL4J -> network(ModelFormat.DL4J, Dl4jFile.read(file, input));
            case KERAS -> network(ModelFormat.KERAS, KerasReader.read(file));
            case RAW ->
                throw new IOException(
                        file + " holds bare numbers; 'tifl model convert' with --model makes a model of them");
            case ONNX -> graph(file, OnnxFile.proto(file));
        };
    }

    /** Number of all values. */
    public long parameters() {
        return tensors.stream()
                .mapToLong(tensor -> tensor.shape().stream().reduce(1L, Math::multiplyExact))
                .sum();
    }

    private static ModelSummary message(GlobalModel model) {
        SequencedMap<String, String> facts = new LinkedHashMap<>();
        facts.put("model", model.spec().name());
        model.spec().settings().values().forEach((name, value) -> facts.put("setting " + name, shortened(value)));
        facts.put("version", String.valueOf(model.version()));
        facts.put("sha256", model.parameters().sha256());
        return new ModelSummary(ModelFormat.TIFL, facts, tensors(model.parameters()));
    }

    private static String shortened(String value) {
        return value.length() <= 80 ? value : value.substring(0, 77) + "...";
    }

    private static ModelSummary network(ModelFormat format, PortableModel model) {
        SequencedMap<String, String> facts = new LinkedHashMap<>();
        facts.put("input", model.blueprint().inputShape().toString());
        facts.put("outputs", String.valueOf(model.blueprint().classes()));
        facts.put("layers", String.join(", ", layers(model)));
        facts.put("sha256", model.parameters().sha256());
        return new ModelSummary(format, facts, tensors(model.parameters()));
    }

    private static List<String> layers(PortableModel model) {
        return model.blueprint().architecture().layers().stream()
                .map(layer -> layer.getLayer().getClass().getSimpleName())
                .toList();
    }

    private static List<Tensor> tensors(Parameters parameters) {
        List<Tensor> tensors = new ArrayList<>();
        int at = 0;
        for (Layout.Block block : parameters.layout().blocks()) {
            float[] values = new float[block.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = parameters.get(at++);
            }
            tensors.add(Tensor.of(
                    block.name(), block.shape().stream().map(Integer::longValue).toList(), values));
        }
        return tensors;
    }

    private static ModelSummary graph(Path file, ModelProto model) throws IOException {
        SequencedMap<String, String> facts = new LinkedHashMap<>();
        facts.put("written by", model.getProducerName() + " " + model.getProducerVersion());
        model.getOpsetImportList()
                .forEach(operators -> facts.put(
                        "operators " + (operators.getDomain().isEmpty() ? "ai.onnx" : operators.getDomain()),
                        String.valueOf(operators.getVersion())));
        facts.put("nodes", String.valueOf(model.getGraph().getNodeCount()));
        List<Tensor> tensors = OnnxTensors.of(model.getGraph(), file.toString()).stream()
                .map(tensor -> Tensor.of(tensor.node() + " " + tensor.role(), tensor.shape(), tensor.values()))
                .toList();
        return new ModelSummary(ModelFormat.ONNX, facts, tensors);
    }
}
