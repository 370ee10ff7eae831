package io.tifl.experiments.export.model;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.GraphProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.TensorProto;
import org.jspecify.annotations.Nullable;

/**
 * The learned tensors of an ONNX graph in the order of the nodes that use them, each in one form whatever the program that wrote it:
 * matrices of fully connected layers are {@code [in, out]}, biases have one dimension, the two biases of an LSTM are added up.
 */
final class OnnxTensors {
    /** Operators whose constants are no weights. */
    private static final Set<String> WITHOUT_WEIGHTS = Set.of(
            "Reshape",
            "Squeeze",
            "Unsqueeze",
            "Clip",
            "Cast",
            "Concat",
            "Pad",
            "Slice",
            "Mul",
            "Div",
            "Sub",
            "Pow",
            "Expand",
            "Flatten",
            "Identity",
            "Transpose",
            "Constant",
            "Dropout",
            "Gemm",
            "MatMul",
            "Conv",
            "Add",
            "BatchNormalization",
            "LSTM",
            "Gather",
            "Resize",
            "Shape",
            "ConstantOfShape",
            "Tile",
            "Split",
            "Max",
            "Min",
            "ReduceMean",
            "ReduceMax");

    private final String source;
    private final Map<String, Constant> constants = new HashMap<>();
    private final Set<String> learned = new HashSet<>();
    private final List<Tensor> tensors = new ArrayList<>();

    private OnnxTensors(String source) {
        this.source = source;
    }

    /**
     * One learned tensor.
     *
     * @param node that uses it, with its operator
     * @param role of it in the node
     * @param values row by row
     */
    @SuppressWarnings("ArrayRecordComponent") // read only, never compared
    record Tensor(String node, String role, List<Long> shape, float[] values) {
        String shown() {
            return role + " " + shape + " of " + node;
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // read only, never compared
    private record Constant(List<Long> shape, float[] values) {
        Constant reversed() {
            int rows = Math.toIntExact(shape.get(0));
            int columns = Math.toIntExact(shape.get(1));
            float[] turned = new float[values.length];
            for (int row = 0; row < rows; row++) {
                for (int column = 0; column < columns; column++) {
                    turned[column * rows + row] = values[row * columns + column];
                }
            }
            return new Constant(shape.reversed(), turned);
        }
    }

    static List<Tensor> of(GraphProto graph, String source) throws IOException {
        OnnxTensors reader = new OnnxTensors(source);
        for (TensorProto tensor : graph.getInitializerList()) {
            reader.keep(tensor.getName(), tensor);
        }
        for (NodeProto node : graph.getNodeList()) {
            reader.take(node);
        }
        return reader.tensors;
    }

    private void keep(String name, TensorProto tensor) throws IOException {
        Optional<float[]> numbers = numbers(name, tensor);
        if (numbers.isPresent()) {
            constants.put(name, new Constant(List.copyOf(tensor.getDimsList()), numbers.get()));
        }
    }

    /** Empty for whole numbers, which are shapes and indices. */
    private Optional<float[]> numbers(String name, TensorProto tensor) throws IOException {
        if (tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL) {
            throw new IOException(
                    source + ": tensor '" + name + "' lies in a file of its own; save the model as one file");
        }
        long size = 1;
        for (long length : tensor.getDimsList()) {
            size = Math.multiplyExact(size, length);
        }
        TensorProto.DataType type = TensorProto.DataType.forNumber(tensor.getDataType());
        float[] numbers = type == null
                ? null
                : switch (type) {
                    case FLOAT -> floats(tensor);
                    case DOUBLE -> doubles(tensor);
                    case FLOAT16 -> halves(tensor);
                    default -> null;
                };
        if (numbers != null && numbers.length != size) {
            throw new IOException(source + ": tensor '" + name + "' " + tensor.getDimsList() + " holds "
                    + numbers.length + " numbers, expected " + size);
        }
        return Optional.ofNullable(numbers);
    }

    private static ByteBuffer raw(TensorProto tensor) {
        return tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }

    private static float[] floats(TensorProto tensor) {
        if (tensor.getRawData().isEmpty()) {
            float[] listed = new float[tensor.getFloatDataCount()];
            for (int i = 0; i < listed.length; i++) {
                listed[i] = tensor.getFloatData(i);
            }
            return listed;
        }
        ByteBuffer bytes = raw(tensor);
        float[] numbers = new float[bytes.remaining() / Float.BYTES];
        bytes.asFloatBuffer().get(numbers);
        return numbers;
    }

    private static float[] doubles(TensorProto tensor) {
        ByteBuffer bytes = raw(tensor);
        int count = !tensor.getRawData().isEmpty() ? bytes.remaining() / Double.BYTES : tensor.getDoubleDataCount();
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (float) (!tensor.getRawData().isEmpty() ? bytes.getDouble() : tensor.getDoubleData(i));
        }
        return numbers;
    }

    private static float[] halves(TensorProto tensor) {
        ByteBuffer bytes = raw(tensor);
        int count = !tensor.getRawData().isEmpty() ? bytes.remaining() / Short.BYTES : tensor.getInt32DataCount();
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = Float.float16ToFloat(
                    !tensor.getRawData().isEmpty() ? bytes.getShort() : (short) tensor.getInt32Data(i));
        }
        return numbers;
    }

    private void take(NodeProto node) throws IOException {
        switch (node.getOpType()) {
            case "Constant" -> constant(node);
            case "Identity" -> pass(node, false);
            case "Transpose" -> pass(node, true);
            case "Conv" -> each(node, List.of("weights", "bias"));
            case "BatchNormalization" -> each(node, List.of("scale", "offset", "mean", "variance"));
            case "Gather" -> add(node, "rows", constants.get(node.getInput(0)));
            case "Gemm" -> gemm(node);
            case "MatMul" -> matrix(node, input(node, 1));
            case "Add" -> sum(node);
            case "LSTM" -> lstm(node);
            default -> requireNoWeights(node);
        }
    }

    private void constant(NodeProto node) throws IOException {
        for (AttributeProto attribute : node.getAttributeList()) {
            if (attribute.getName().equals("value")) {
                keep(node.getOutput(0), attribute.getT());
            }
        }
    }

    /** A constant that is renamed or turned stays one. */
    private void pass(NodeProto node, boolean turned) {
        Constant constant = input(node, 0);
        if (constant != null && !turned) {
            constants.put(node.getOutput(0), constant);
        }
        if (constant != null && turned && constant.shape().size() == 2) {
            constants.put(node.getOutput(0), constant.reversed());
        }
    }

    private @Nullable Constant input(NodeProto node, int index) {
        return index < node.getInputCount() ? constants.get(node.getInput(index)) : null;
    }

    private void each(NodeProto node, List<String> roles) {
        for (int i = 0; i < roles.size(); i++) {
            add(node, roles.get(i), input(node, i + 1));
        }
    }

    private void add(NodeProto node, String role, @Nullable Constant constant) {
        if (constant != null) {
            tensors.add(new Tensor(shown(node), role, constant.shape(), constant.values()));
            learned.addAll(node.getOutputList());
        }
    }

    private static String shown(NodeProto node) {
        return node.getOpType() + " '" + node.getName() + "'";
    }

    private void matrix(NodeProto node, @Nullable Constant matrix) {
        if (matrix != null && matrix.shape().size() == 2) {
            add(node, "weights", matrix);
        }
    }

    private void gemm(NodeProto node) throws IOException {
        boolean plain = number(node, "alpha", 1) == 1 && number(node, "beta", 1) == 1 && whole(node, "transA") == 0;
        if (!plain) {
            throw new IOException(source + ": " + shown(node) + " scales or turns its input, expected a plain product");
        }
        Constant matrix = input(node, 1);
        if (matrix != null && matrix.shape().size() == 2) {
            add(node, "weights", whole(node, "transB") == 1 ? matrix.reversed() : matrix);
        }
        add(node, "bias", flat(input(node, 2)));
    }

    private void sum(NodeProto node) {
        boolean afterLearned = node.getInputList().stream().anyMatch(learned::contains);
        for (int i = 0; i < node.getInputCount() && afterLearned; i++) {
            add(node, "bias", flat(input(node, i)));
        }
    }

    private static @Nullable Constant flat(@Nullable Constant constant) {
        return constant == null ? null : new Constant(List.of((long) constant.values().length), constant.values());
    }

    private void lstm(NodeProto node) throws IOException {
        Constant weights = input(node, 1);
        if (weights != null && weights.shape().getFirst() != 1) {
            throw new IOException(source + ": " + shown(node) + " runs in two directions, expected one");
        }
        add(node, "weights", weights);
        add(node, "recurrent weights", input(node, 2));
        Constant both = input(node, 3);
        int half = weights == null ? 0 : Math.toIntExact(weights.shape().get(1));
        float[] added = new float[half];
        for (int i = 0; both != null && i < half; i++) {
            added[i] = both.values()[i] + both.values()[half + i];
        }
        add(node, "bias", new Constant(List.of((long) half), added));
    }

    private void requireNoWeights(NodeProto node) throws IOException {
        for (int i = 0; i < node.getInputCount() && !WITHOUT_WEIGHTS.contains(node.getOpType()); i++) {
            Constant constant = input(node, i);
            if (constant != null && constant.values().length > 1) {
                throw new IOException(source + ": " + shown(node) + " has a constant of shape " + constant.shape()
                        + ", and this operator's weights have no place in a network here");
            }
        }
    }

    private static float number(NodeProto node, String name, float otherwise) {
        return node.getAttributeList().stream()
                .filter(attribute -> attribute.getName().equals(name))
                .map(AttributeProto::getF)
                .findFirst()
                .orElse(otherwise);
    }

    private static long whole(NodeProto node, String name) {
        return node.getAttributeList().stream()
                .filter(attribute -> attribute.getName().equals(name))
                .mapToLong(AttributeProto::getI)
                .findFirst()
                .orElse(0);
    }
}
