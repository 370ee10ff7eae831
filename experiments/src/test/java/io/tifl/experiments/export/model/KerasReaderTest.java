package io.tifl.experiments.export.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import io.jhdf.api.WritableGroup;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files as Keras 3 writes them, with outputs worked out by hand. */
class KerasReaderTest {
    private static final String DENSE_3 = """
            {"class_name": "Dense", "config": {"name": "d", "units": 2, "activation": "softmax", "use_bias": true}}""";

    @TempDir
    Path folder;

    private final Map<String, Map<String, Object>> weights = new LinkedHashMap<>();

    private Path file(String config) {
        Path file = folder.resolve("keras.h5");
        try (WritableHdfFile hdf = HdfFile.write(file)) {
            hdf.putAttribute("model_config", config);
            WritableGroup all = hdf.putGroup("model_weights");
            weights.forEach((layer, tensors) -> {
                WritableGroup group = all.putGroup(layer);
                group.putAttribute(
                        "weight_names",
                        tensors.keySet().stream()
                                .map(name -> "sequential/" + layer + "/" + name)
                                .toArray(String[]::new));
                WritableGroup inner = group.putGroup("sequential").putGroup(layer);
                tensors.forEach(inner::putDataset);
            });
        }
        return file;
    }

    private void weights(String layer, Object... pairs) {
        Map<String, Object> tensors = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            tensors.put(pairs[i].toString(), pairs[i + 1]);
        }
        weights.put(layer, tensors);
    }

    private static String sequential(String shape, String... layers) {
        String input =
                "{\"class_name\": \"InputLayer\", \"config\": {\"name\": \"in\", \"batch_shape\": " + shape + "}}";
        return "{\"class_name\": \"Sequential\", \"config\": {\"name\": \"s\", \"layers\": [" + input + ", "
                + String.join(", ", layers) + "]}}";
    }

    private static float[] output(PortableModel model, float... input) {
        float[] all = new float[Agreement.EXAMPLES * input.length];
        System.arraycopy(input, 0, all, 0, input.length);
        float[] outputs = Agreement.outputs(model, all);
        return Arrays.copyOf(outputs, outputs.length / Agreement.EXAMPLES);
    }

    private void refused(String config, String... words) {
        Path file = file(config);
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> KerasReader.read(file))
                .withMessageContaining("keras.h5")
                .withMessageContainingAll(words);
    }

    @Test
    void aFullyConnectedLayerComputesAsKerasDoes() throws IOException {
        weights("d", "kernel", new float[][] {{1, 0}, {0, 2}}, "bias", new float[] {0, 1});

        PortableModel model = KerasReader.read(file(sequential("[null, 2]", DENSE_3)));

        // Scores 1 and 3: shares 1 / (1 + e^2) and the rest.
        assertThat(output(model, 1, 1)[0]).isCloseTo((float) (1 / (1 + Math.exp(2))), within(1e-6f));
    }

    @Test
    void rowsBehindAFlattenedImageAreChannelsFirstAfterwards() throws IOException {
        // Keras flattens row, column, channel: the value at row 0, column 1, channel 0 is its third of 1 x 2 x 2.
        weights("d", "kernel", new float[][] {{0, 0}, {0, 0}, {1, 0}, {0, 0}}, "bias", new float[] {0, 0});
        String flatten =
                "{\"class_name\": \"Flatten\", \"config\": {\"name\": \"f\", \"data_format\": \"channels_last\"}}";

        PortableModel model = KerasReader.read(file(sequential("[null, 1, 2, 2]", flatten, DENSE_3)));

        assertThat(model.blueprint().inputShape()).containsExactly(2, 1, 2);
        // Channels first, that value is the second.
        assertThat(output(model, 0, 5, 0, 0)[0]).isCloseTo((float) (1 / (1 + Math.exp(-5))), within(1e-6f));
        assertThat(output(model, 0, 0, 5, 0)[0]).isCloseTo(0.5f, within(1e-6f));
    }

    @Test
    void aChainOfAFunctionalModelIsRead() throws IOException {
        weights("d", "kernel", new float[][] {{1, 0}, {0, 2}}, "bias", new float[] {0, 1});
        String config = """
                {"class_name": "Functional", "config": {"name": "m", "layers": [
                  {"class_name": "InputLayer", "name": "in", "config": {"name": "in", "batch_shape": [null, 2]}, "inbound_nodes": []},
                  {"class_name": "Dense", "name": "d", "config": {"name": "d", "units": 2, "activation": "softmax"},
                   "inbound_nodes": [{"args": [{"class_name": "__keras_tensor__", "config": {"keras_history": ["in", 0, 0]}}]}]}]}}""";

        assertThat(KerasReader.read(file(config)).parameters().size()).isEqualTo(6);
    }

    @Test
    void aGraphThatBranchesIsRefused() {
        String config = """
                {"class_name": "Functional", "config": {"name": "m", "layers": [
                  {"class_name": "InputLayer", "config": {"name": "in", "batch_shape": [null, 2]}, "inbound_nodes": []},
                  {"class_name": "Dense", "config": {"name": "d", "units": 2}, "inbound_nodes": [[["in", 0, 0, {}]]]},
                  {"class_name": "Add", "config": {"name": "sum"}, "inbound_nodes": [[["in", 0, 0, {}], ["d", 0, 0, {}]]]}]}}""";

        refused(config, "'sum'", "[in, d]", "chain");
    }

    @Test
    void anUnknownLayerIsNamed() {
        refused(
                sequential("[null, 2]", "{\"class_name\": \"Lambda\", \"config\": {\"name\": \"evil\"}}"),
                "'evil' is a Lambda",
                "expected one of Dense");
    }

    @Test
    void weightsOfAnotherShapeThanDescribedAreNamed() {
        weights("d", "kernel", new float[3][2], "bias", new float[2]);

        refused(sequential("[null, 2]", DENSE_3), "'d'", "[3, 2]", "[2, 2]");
    }

    @Test
    void absentWeightsAreNamed() {
        weights("other", "kernel", new float[3][2]);

        refused(sequential("[null, 2]", DENSE_3), "'d'", "0", "expected 2");
    }

    @Test
    void numbersThatAreNoneAreNamed() throws IOException {
        weights("d", "kernel", new float[][] {{1, 0}, {0, Float.NaN}}, "bias", new float[2]);
        Path file = file(sequential("[null, 2]", DENSE_3));

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> ModelFiles.read(file, ModelFiles.Hints.NONE))
                .withMessageContainingAll("keras.h5", "'0_W' [2, 2]", "NaN");
    }

    @Test
    void aSizeThatIsOpenIsRefused() {
        refused(sequential("[null, null, 2]", DENSE_3), "fixed lengths");
    }

    @Test
    void aDescriptionThatIsNoneIsRefused() {
        refused("no json", "model_config", "no JSON");
        refused("{\"class_name\": \"Secret\", \"config\": {}}", "'Secret'", "Sequential");
        refused("{\"class_name\": \"Sequential\", \"config\": {\"layers\": []}}", "without layers");
        refused(
                sequential("[null, 2]", "{\"class_name\": \"Dropout\", \"config\": {\"name\": \"x\", \"rate\": 0.5}}"),
                "DropoutLayer",
                "Dense");
    }

    @Test
    void otherGatesAndBordersAreNamed() {
        String cells =
                "{\"class_name\": \"LSTM\", \"config\": {\"name\": \"l\", \"units\": 1, \"recurrent_activation\": \"hard_sigmoid\"}}";
        String border = "{\"class_name\": \"MaxPooling2D\", \"config\": {\"name\": \"p\", \"padding\": \"causal\"}}";

        refused(sequential("[null, 3, 1]", cells), "'l'", "sigmoid");
        refused(sequential("[null, 4, 4, 1]", border), "'p'", "valid or same");
    }
}
