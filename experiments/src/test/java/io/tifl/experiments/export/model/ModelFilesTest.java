package io.tifl.experiments.export.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tifl.client.Learner;
import io.tifl.client.dl4j.Dl4jForward;
import io.tifl.client.dl4j.Dl4jLearnerFactory;
import io.tifl.client.dl4j.Dl4jModel.Blueprint;
import io.tifl.experiments.export.model.ModelFiles.Hints;
import io.tifl.protocol.Layout;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.Settings;
import io.tifl.protocol.task.GlobalModel;
import io.tifl.protocol.task.ModelSpec;
import io.tifl.protocol.wire.WireFormat;
import io.tifl.protocol.wire.WireLimits;
import io.tifl.protocol.wire.WireMessage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

class ModelFilesTest {
    private static final ModelSpec MLP =
            new ModelSpec("mlp", Settings.none().with("inputs", 12).with("classes", 3));
    private static final ModelSpec CNN = ModelSpec.of("mnist-cnn");
    private static final ModelSpec LSTM = ModelSpec.of("shakespeare-lstm");

    @TempDir
    Path folder;

    private static PortableModel named(ModelSpec spec) {
        try (Learner drawing = new Dl4jLearnerFactory().open(spec)) {
            return new PortableModel(Optional.of(spec), 7, PortableModel.blueprint(spec), drawing.initial(3));
        }
    }

    /** Windows with strides, dilation and both kinds of borders, normalisation, activations of their own. */
    private static PortableModel unusual() {
        MultiLayerConfiguration layers = new NeuralNetConfiguration.Builder()
                .seed(5)
                .list()
                .layer(new ConvolutionLayer.Builder(3, 2)
                        .nOut(4)
                        .convolutionMode(ConvolutionMode.Same)
                        .stride(2, 1)
                        .activation(Activation.TANH)
                        .build())
                .layer(new BatchNormalization.Builder()
                        .useLogStd(false)
                        .activation(Activation.IDENTITY)
                        .build())
                .layer(new ActivationLayer(Activation.RELU))
                .layer(new SubsamplingLayer.Builder(
                                SubsamplingLayer.PoolingType.AVG, new int[] {2, 2}, new int[] {2, 2})
                        .build())
                .layer(new ConvolutionLayer.Builder(2, 2)
                        .nOut(3)
                        .hasBias(false)
                        .convolutionMode(ConvolutionMode.Truncate)
                        .activation(Activation.SIGMOID)
                        .build())
                .layer(new DropoutLayer(0.75))
                .layer(new DenseLayer.Builder()
                        .nOut(6)
                        .activation(Activation.RELU)
                        .build())
                .layer(new OutputLayer.Builder(LossFunction.MCXENT)
                        .nOut(4)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.convolutional(9, 8, 2))
                .build();
        MultiLayerNetwork network = new MultiLayerNetwork(layers);
        network.init();
        network.setParam("1_mean", Nd4j.createFromArray(0.1f, -0.2f, 0.3f, 0.4f).reshape(1, 4));
        network.setParam("1_var", Nd4j.createFromArray(0.5f, 1.2f, 2.3f, 0.4f).reshape(1, 4));
        network.setParam(
                "1_gamma", Nd4j.createFromArray(0.5f, -1.2f, 2.3f, 0.4f).reshape(1, 4));
        return Dl4jFile.of(Dl4jForward.of(network, List.of(2, 9, 8)), 4);
    }

    private PortableModel again(PortableModel model, ModelFormat format, Hints hints) throws IOException {
        Path file = folder.resolve("model-" + format + "." + suffix(format));
        ModelFiles.write(model, file, format);
        return ModelFiles.read(file, hints);
    }

    private static String suffix(ModelFormat format) {
        return switch (format) {
            case TIFL -> "tifl";
            case DL4J -> "zip";
            case KERAS -> "h5";
            case ONNX -> "onnx";
            case RAW -> "bin";
        };
    }

    private static Hints hints(ModelSpec spec) {
        return new Hints(Optional.of(spec), List.of());
    }

    @ParameterizedTest
    @EnumSource(
            value = ModelFormat.class,
            names = {"TIFL", "DL4J", "KERAS", "ONNX"})
    void aNamedModelComesBackWithTheSameBits(ModelFormat format) throws IOException {
        PortableModel model = named(MLP);

        assertThat(again(model, format, hints(MLP)).parameters()).isEqualTo(model.parameters());
    }

    @ParameterizedTest
    @EnumSource(
            value = ModelFormat.class,
            names = {"TIFL", "DL4J", "KERAS", "ONNX"})
    void aConvolutionalNetworkComesBackWithTheSameBits(ModelFormat format) throws IOException {
        PortableModel model = named(CNN);

        assertThat(again(model, format, hints(CNN)).parameters()).isEqualTo(model.parameters());
    }

    @ParameterizedTest
    @EnumSource(
            value = ModelFormat.class,
            names = {"TIFL", "KERAS", "ONNX"})
    void cellsOfAnLstmComeBackWithTheSameBits(ModelFormat format) throws IOException {
        PortableModel model = named(LSTM);

        assertThat(again(model, format, hints(LSTM)).parameters()).isEqualTo(model.parameters());
    }

    @ParameterizedTest
    @EnumSource(
            value = ModelFormat.class,
            names = {"TIFL", "DL4J", "KERAS"})
    void aNetworkWithoutANameComputesTheSameAfterwards(ModelFormat format) throws IOException {
        PortableModel model = unusual();

        PortableModel back = again(model, format, new Hints(Optional.empty(), List.of(2, 9, 8)));

        float[] inputs = Agreement.inputs(model.blueprint());
        assertThat(Agreement.outputs(back, inputs)).isEqualTo(Agreement.outputs(model, inputs));
    }

    @Test
    void onnxRuntimeComputesTheSame() throws IOException {
        for (PortableModel model : List.of(unusual(), named(CNN), named(LSTM))) {
            Agreement agreement = ModelFiles.write(model, folder.resolve("model.onnx"), ModelFormat.ONNX);

            assertThat(agreement.furthest()).isLessThan(1e-5);
        }
    }

    @Test
    void versionAndNameStayInAModelOfTifls() throws IOException {
        PortableModel back = again(named(MLP), ModelFormat.TIFL, Hints.NONE);

        assertThat(back.version()).isEqualTo(7);
        assertThat(back.spec()).contains(MLP);
    }

    @Test
    void aNetworkFromElsewhereIsDescribedToClients() throws IOException {
        PortableModel back = again(unusual(), ModelFormat.TIFL, Hints.NONE);

        assertThat(back.spec().orElseThrow().name()).isEqualTo("dl4j-json");
        assertThat(back.blueprint().inputShape()).containsExactly(2, 9, 8);
    }

    @ParameterizedTest
    @EnumSource(
            value = ModelFormat.class,
            names = {"TIFL", "DL4J", "KERAS", "ONNX"})
    void equalModelsGiveEqualBytes(ModelFormat format) throws IOException {
        Path one = folder.resolve("one." + suffix(format));
        Path other = folder.resolve("other." + suffix(format));
        ModelFiles.write(named(MLP), one, format);
        ModelFiles.write(named(MLP), other, format);

        assertThat(one).hasSameBinaryContentAs(other);
    }

    @ParameterizedTest
    @EnumSource(
            value = ModelFormat.class,
            names = {"TIFL", "DL4J", "KERAS", "ONNX"})
    void aFileCutOffAnywhereIsRefusedByName(ModelFormat format) throws IOException {
        Path whole = folder.resolve("whole." + suffix(format));
        ModelFiles.write(named(MLP), whole, format);
        byte[] bytes = Files.readAllBytes(whole);
        for (int part = 1; part <= 15; part++) {
            Path cut = folder.resolve("cut." + suffix(format));
            Files.write(cut, Arrays.copyOf(bytes, (int) ((long) bytes.length * part / 16)));

            assertThatExceptionOfType(IOException.class)
                    .as("cut after %d sixteenths", part)
                    .isThrownBy(() -> ModelFiles.read(cut, hints(MLP)))
                    .withMessageContaining("cut.");
        }
    }

    @Test
    void aNumberThatIsNoneIsNamedWithItsTensor() throws IOException {
        PortableModel model = named(MLP);
        float[] values = model.parameters().toArray();
        values[values.length - 1] = Float.NaN;
        PortableModel broken = new PortableModel(
                model.spec(),
                0,
                model.blueprint(),
                Parameters.owning(model.parameters().layout(), values));
        Path file = folder.resolve("broken.tifl");
        Files.write(
                file,
                new WireFormat(WireLimits.defaults())
                        .encode(new WireMessage.Model(new GlobalModel(MLP, 0, broken.parameters()))));

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> ModelFiles.read(file, Hints.NONE))
                .withMessageContainingAll("broken.tifl", "_b'", "NaN", "finite");
        Path out = folder.resolve("broken.onnx");
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> ModelFiles.write(broken, out, ModelFormat.ONNX));
        assertThat(out).doesNotExist();
    }

    @Test
    void otherShapesAreNamedWithThoseExpected() throws IOException {
        Path zip = folder.resolve("mlp.zip");
        Path onnx = folder.resolve("mlp.onnx");
        ModelFiles.write(named(MLP), zip, ModelFormat.DL4J);
        ModelFiles.write(named(MLP), onnx, ModelFormat.ONNX);
        ModelSpec wider = new ModelSpec("mlp", MLP.settings().with("inputs", 13));

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> ModelFiles.read(zip, hints(wider)))
                .withMessageContainingAll("mlp.zip", "inputs of [13]", "# inputs = 12", "layer0");
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> ModelFiles.read(onnx, hints(wider)))
                .withMessageContainingAll("mlp.onnx", "[12, ", "of Gemm", "expects weights [13, ");
    }

    @Test
    void sameShapesWithAnotherActivationAreNotTheSameModel() throws IOException {
        Blueprint mlp = PortableModel.blueprint(MLP);
        NeuralNetConfiguration.ListBuilder other = new NeuralNetConfiguration.Builder().list();
        List<Integer> widths = Dl4jForward.layout(mlp).blocks().stream()
                .filter(block -> block.name().endsWith("_W"))
                .map(block -> block.shape().get(1))
                .toList();
        for (int width : widths.subList(0, widths.size() - 1)) {
            other.layer(new DenseLayer.Builder()
                    .nOut(width)
                    .activation(Activation.TANH)
                    .build());
        }
        other.layer(new OutputLayer.Builder(LossFunction.MCXENT)
                .nOut(3)
                .activation(Activation.SOFTMAX)
                .build());
        MultiLayerNetwork network = new MultiLayerNetwork(
                other.setInputType(InputType.feedForward(12)).build());
        network.init();
        PortableModel tanh = Dl4jFile.of(Dl4jForward.of(network, List.of(12)), 3);
        for (ModelFormat format : List.of(ModelFormat.DL4J, ModelFormat.ONNX)) {
            Path file = folder.resolve("tanh." + suffix(format));
            ModelFiles.write(tanh, file, format);

            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> ModelFiles.read(file, hints(MLP)))
                    .withMessageContainingAll("tanh.", "'mlp'", "other layers", "apart");
        }
    }

    @Test
    void aLayerWithoutAFormIsNamedAndNothingIsLeft() throws IOException {
        MultiLayerConfiguration layers = new NeuralNetConfiguration.Builder()
                .list()
                .layer(new ConvolutionLayer.Builder(2, 2)
                        .nOut(2)
                        .activation(Activation.RELU)
                        .build())
                .layer(new LocalResponseNormalization.Builder().build())
                .layer(new GlobalPoolingLayer())
                .layer(new OutputLayer.Builder(LossFunction.MCXENT)
                        .nOut(2)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.convolutional(4, 4, 1))
                .build();
        MultiLayerNetwork network = new MultiLayerNetwork(layers);
        network.init();
        PortableModel model = Dl4jFile.of(Dl4jForward.of(network, List.of(1, 4, 4)), 2);
        Path out = Files.createDirectory(folder.resolve("out"));

        for (ModelFormat format : List.of(ModelFormat.KERAS, ModelFormat.ONNX)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> ModelFiles.write(model, out.resolve("x"), format))
                    .withMessageContainingAll("layer 1", "LocalResponseNormalization");
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ModelFiles.write(model, out.resolve("x"), ModelFormat.TIFL))
                .withMessageContainingAll("LocalResponseNormalization", "--model");
        try (Stream<Path> left = Files.list(out)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void whatWasThereBeforeStaysWhenWritingFails() throws IOException {
        Path file = Files.writeString(folder.resolve("kept.onnx"), "kept");
        PortableModel model = named(MLP);
        float[] values = new float[model.parameters().size()];
        Arrays.fill(values, Float.POSITIVE_INFINITY);
        PortableModel broken = new PortableModel(
                model.spec(),
                0,
                model.blueprint(),
                Parameters.owning(model.parameters().layout(), values));

        assertThatExceptionOfType(IOException.class).isThrownBy(() -> ModelFiles.write(broken, file, ModelFormat.ONNX));

        assertThat(file).hasContent("kept");
    }

    @Test
    void aCheckpointsBareNumbersBecomeAModel() throws IOException {
        PortableModel model = named(MLP);
        ByteBuffer bytes = ByteBuffer.allocate(4 * model.parameters().size()).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(model.parameters().toArray());
        Path file = folder.resolve("model-12.bin");
        Files.write(file, bytes.array());

        assertThat(ModelFiles.read(file, hints(MLP)).parameters()).isEqualTo(model.parameters());

        Files.write(file, Arrays.copyOf(bytes.array(), bytes.capacity() - 4));
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> ModelFiles.read(file, hints(MLP)))
                .withMessageContainingAll("model-12.bin", "bytes", "'mlp' expects");
    }

    @ParameterizedTest
    @ValueSource(strings = {"model.onnx", "model-3.bin"})
    void whatDoesNotSayItsNetworkNeedsAName(String name) throws IOException {
        Path file = Files.write(folder.resolve(name), new byte[] {8, 8});

        assertThatIllegalArgumentException()
                .isThrownBy(() -> ModelFiles.read(file, Hints.NONE))
                .withMessageContainingAll(name, "--model");
    }

    @Test
    void aFileThatIsNoModelIsRefused() throws IOException {
        Path text = Files.writeString(folder.resolve("model.txt"), "hello, I am a text");

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> ModelFiles.read(text, Hints.NONE))
                .withMessageContainingAll("model.txt", "no model", "68656c6c6f");
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> ModelFiles.read(folder.resolve("absent.h5"), Hints.NONE))
                .withMessageContaining("there is no file");
    }

    @Test
    void aModelOfAnUnknownNameCanBeShownButNotConverted() throws IOException {
        GlobalModel foreign =
                new GlobalModel(ModelSpec.of("mine"), 4, Parameters.copyOf(Layout.flat(3), new float[] {1, -2, 3}));
        Path file = folder.resolve("mine.tifl");
        Files.write(file, new WireFormat(WireLimits.defaults()).encode(new WireMessage.Model(foreign)));

        ModelSummary summary = ModelSummary.of(file, List.of());

        assertThat(summary.facts()).containsEntry("model", "mine").containsEntry("version", "4");
        assertThat(summary.tensors()).containsExactly(new ModelSummary.Tensor("parameters", List.of(3L), -2, 3));
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> ModelFiles.read(file, Hints.NONE))
                .withMessageContainingAll("mine.tifl", "'mine'");
    }

    @ParameterizedTest
    @EnumSource(
            value = ModelFormat.class,
            names = {"TIFL", "DL4J", "KERAS", "ONNX"})
    void aSummaryCountsTheParametersOfEveryFormat(ModelFormat format) throws IOException {
        PortableModel model = named(MLP);
        Path file = folder.resolve("model." + suffix(format));
        ModelFiles.write(model, file, format);

        ModelSummary summary = ModelSummary.of(file, List.of());

        assertThat(summary.format()).isEqualTo(format);
        assertThat(summary.parameters()).isEqualTo(model.parameters().size());
    }
}
