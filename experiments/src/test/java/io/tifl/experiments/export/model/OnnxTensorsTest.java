package io.tifl.experiments.export.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.util.List;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.GraphProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.TensorProto;
import org.junit.jupiter.api.Test;

/** Graphs as other programs than ours write them. */
class OnnxTensorsTest {
    private static TensorProto.Builder floats(String name, List<Long> shape, float... values) {
        TensorProto.Builder tensor =
                TensorProto.newBuilder().setName(name).setDataType(1).addAllDims(shape);
        for (float value : values) {
            tensor.addFloatData(value);
        }
        return tensor;
    }

    private static NodeProto.Builder node(String operator, String... inputs) {
        return NodeProto.newBuilder()
                .setOpType(operator)
                .setName("the-" + operator)
                .addAllInput(List.of(inputs))
                .addOutput("out-" + operator);
    }

    private static AttributeProto whole(String name, long value) {
        return AttributeProto.newBuilder().setName(name).setI(value).build();
    }

    private static List<OnnxTensors.Tensor> read(GraphProto.Builder graph) throws IOException {
        return OnnxTensors.of(graph.build(), "x.onnx");
    }

    @Test
    void aTurnedMatrixIsTurnedBack() throws IOException {
        // As PyTorch has it: [out, in], turned by the product.
        List<OnnxTensors.Tensor> tensors = read(GraphProto.newBuilder()
                .addInitializer(floats("w", List.of(2L, 3L), 1, 2, 3, 4, 5, 6))
                .addInitializer(floats("b", List.of(2L), 7, 8))
                .addNode(node("Gemm", "x", "w", "b").addAttribute(whole("transB", 1))));

        assertThat(tensors).hasSize(2);
        assertThat(tensors.getFirst().shape()).containsExactly(3L, 2L);
        assertThat(tensors.getFirst().values()).containsExactly(1, 4, 2, 5, 3, 6);
        assertThat(tensors.getLast().values()).containsExactly(7, 8);
    }

    @Test
    void aProductWithASumBehindItIsAFullyConnectedLayer() throws IOException {
        List<OnnxTensors.Tensor> tensors = read(GraphProto.newBuilder()
                .addInitializer(floats("w", List.of(1L, 2L), 1, 2))
                .addInitializer(floats("b", List.of(1L, 2L), 3, 4))
                .addNode(node("MatMul", "x", "w"))
                .addNode(node("Add", "b", "out-MatMul")));

        assertThat(tensors).extracting(OnnxTensors.Tensor::role).containsExactly("weights", "bias");
        assertThat(tensors.getLast().shape()).containsExactly(2L);
    }

    @Test
    void constantsInNodesAreFoundThroughTheirNames() throws IOException {
        AttributeProto value = AttributeProto.newBuilder()
                .setName("value")
                .setT(floats("", List.of(1L, 1L), 5))
                .build();

        List<OnnxTensors.Tensor> tensors = read(GraphProto.newBuilder()
                .addNode(NodeProto.newBuilder()
                        .setOpType("Constant")
                        .addOutput("c")
                        .addAttribute(value))
                .addNode(node("Identity", "c"))
                .addNode(node("MatMul", "x", "out-Identity")));

        assertThat(tensors).hasSize(1);
        assertThat(tensors.getFirst().values()).containsExactly(5);
    }

    @Test
    void bothBiasesOfAnLstmAreAddedUp() throws IOException {
        List<OnnxTensors.Tensor> tensors = read(GraphProto.newBuilder()
                .addInitializer(floats("w", List.of(1L, 4L, 1L), 1, 2, 3, 4))
                .addInitializer(floats("r", List.of(1L, 4L, 1L), 1, 2, 3, 4))
                .addInitializer(floats("b", List.of(1L, 8L), 1, 2, 3, 4, 10, 20, 30, 40))
                .addNode(node("LSTM", "x", "w", "r", "b")));

        assertThat(tensors.getLast().values()).containsExactly(11, 22, 33, 44);
    }

    @Test
    void halvesAndDoublesAreReadAsFloats() throws IOException {
        TensorProto half = TensorProto.newBuilder()
                .setName("h")
                .setDataType(10)
                .addAllDims(List.of(1L, 1L))
                .addInt32Data(Short.toUnsignedInt(Float.floatToFloat16(1.5f)))
                .build();
        TensorProto whole = TensorProto.newBuilder()
                .setName("d")
                .setDataType(11)
                .addAllDims(List.of(1L, 1L))
                .addDoubleData(2.25)
                .build();

        List<OnnxTensors.Tensor> tensors = read(GraphProto.newBuilder()
                .addInitializer(half)
                .addInitializer(whole)
                .addNode(node("MatMul", "x", "h"))
                .addNode(node("MatMul", "y", "d")));

        assertThat(tensors.getFirst().values()).containsExactly(1.5f);
        assertThat(tensors.getLast().values()).containsExactly(2.25f);
    }

    @Test
    void anUnknownOperatorWithWeightsIsNamed() {
        GraphProto.Builder graph = GraphProto.newBuilder()
                .addInitializer(floats("slope", List.of(2L), 1, 2))
                .addNode(node("PRelu", "x", "slope"));

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> read(graph))
                .withMessageContainingAll("x.onnx", "PRelu 'the-PRelu'", "[2]");
    }

    @Test
    void aTensorWithTooFewNumbersIsNamed() {
        GraphProto.Builder graph = GraphProto.newBuilder().addInitializer(floats("w", List.of(2L, 3L), 1, 2, 3));

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> read(graph))
                .withMessageContainingAll("x.onnx", "'w' [2, 3]", "holds 3 numbers, expected 6");
    }

    @Test
    void aTensorInAnotherFileIsRefused() {
        GraphProto.Builder graph = GraphProto.newBuilder()
                .addInitializer(TensorProto.newBuilder()
                        .setName("w")
                        .setDataType(1)
                        .addDims(2)
                        .setDataLocation(TensorProto.DataLocation.EXTERNAL));

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> read(graph))
                .withMessageContainingAll("'w'", "one file");
    }

    @Test
    void aScaledProductIsRefused() {
        AttributeProto alpha =
                AttributeProto.newBuilder().setName("alpha").setF(2).build();
        GraphProto.Builder graph = GraphProto.newBuilder()
                .addInitializer(floats("w", List.of(1L, 1L), 1))
                .addNode(node("Gemm", "x", "w").addAttribute(alpha));

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> read(graph))
                .withMessageContainingAll("Gemm 'the-Gemm'", "plain product");
    }
}
