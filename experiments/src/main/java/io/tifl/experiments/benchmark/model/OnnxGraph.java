package io.tifl.experiments.benchmark.model;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.stream.LongStream;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.AttributeProto.AttributeType;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.OperatorSetIdProto;
import onnx.Onnx.TensorProto;
import onnx.Onnx.TensorShapeProto;
import onnx.Onnx.TypeProto;
import onnx.Onnx.ValueInfoProto;
import org.nd4j.shade.protobuf.ByteString;

/** An ONNX graph in the making: nodes in order, constants, one input and one output whose first dimension is the batch. */
final class OnnxGraph {
    /** Operators as of ONNX 1.12, which every runtime since 2022 knows. */
    private static final int OPERATORS = 17;

    private static final int FORMAT = 8;

    private final GraphProto.Builder graph;
    private int values;

    OnnxGraph(String name) {
        this.graph = GraphProto.newBuilder().setName(name);
    }

    String input(List<Integer> shape) {
        graph.addInput(value("input", shape));
        return "input";
    }

    /** Adds a node with one output. */
    String node(String operator, List<String> inputs, AttributeProto... attributes) {
        return node(operator, inputs, 0, attributes);
    }

    /** Adds a node of which the output at this place is used. */
    String node(String operator, List<String> inputs, int output, AttributeProto... attributes) {
        String name = "v" + values++;
        NodeProto.Builder node = NodeProto.newBuilder()
                .setName(operator + "-" + name)
                .setOpType(operator)
                .addAllInput(inputs)
                .addAllAttribute(List.of(attributes));
        for (int i = 0; i < output; i++) {
            node.addOutput("");
        }
        graph.addNode(node.addOutput(name));
        return name;
    }

    /** A constant of floats, row-major. */
    String floats(float[] numbers, long... shape) {
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(numbers.length, Float.BYTES))
                .order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(numbers);
        return constant(TensorProto.DataType.FLOAT, bytes, shape);
    }

    /** A constant of whole numbers, of one dimension. */
    String longs(long... numbers) {
        ByteBuffer bytes = ByteBuffer.allocate(numbers.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asLongBuffer().put(numbers);
        return constant(TensorProto.DataType.INT64, bytes, numbers.length);
    }

    private String constant(TensorProto.DataType type, ByteBuffer bytes, long... shape) {
        String name = "c" + graph.getInitializerCount();
        graph.addInitializer(TensorProto.newBuilder()
                .setName(name)
                .setDataType(type.getNumber())
                .addAllDims(LongStream.of(shape).boxed().toList())
                .setRawData(ByteString.copyFrom(bytes)));
        return name;
    }

    /** The whole model as a file's bytes. */
    byte[] finish(String last, int outputs) {
        graph.addNode(NodeProto.newBuilder()
                .setName("output")
                .setOpType("Identity")
                .addInput(last)
                .addOutput("output"));
        graph.addOutput(value("output", List.of(outputs)));
        return ModelProto.newBuilder()
                .setIrVersion(FORMAT)
                .setProducerName("tifl")
                .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(OPERATORS))
                .setGraph(graph)
                .build()
                .toByteArray();
    }

    private static ValueInfoProto value(String name, List<Integer> shape) {
        TensorShapeProto.Builder dimensions = TensorShapeProto.newBuilder()
                .addDim(TensorShapeProto.Dimension.newBuilder().setDimParam("batch"));
        shape.forEach(length ->
                dimensions.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(length)));
        TypeProto.Tensor tensor = TypeProto.Tensor.newBuilder()
                .setElemType(TensorProto.DataType.FLOAT.getNumber())
                .setShape(dimensions)
                .build();
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder().setTensorType(tensor))
                .build();
    }

    static AttributeProto attribute(String name, long value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeType.INT)
                .setI(value)
                .build();
    }

    static AttributeProto attribute(String name, float value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeType.FLOAT)
                .setF(value)
                .build();
    }

    static AttributeProto attribute(String name, String value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeType.STRING)
                .setS(ByteString.copyFromUtf8(value))
                .build();
    }

    static AttributeProto list(String name, long... values) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeType.INTS)
                .addAllInts(LongStream.of(values).boxed().toList())
                .build();
    }
}
