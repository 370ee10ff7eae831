package io.tifl.experiments.benchmark.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tifl.client.dl4j.Dl4jForward;
import io.tifl.experiments.benchmark.serve.InferenceEngine;
import io.tifl.experiments.benchmark.spec.ModelChoice;
import io.tifl.experiments.benchmark.spec.ModelChoice.Family;
import io.tifl.experiments.benchmark.spec.ModelChoice.Generated;
import io.tifl.experiments.benchmark.spec.ServerChoice.Kind;
import io.tifl.protocol.JobId;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.Seed;
import io.tifl.protocol.Settings;
import io.tifl.protocol.task.GlobalModel;
import io.tifl.protocol.task.ModelSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnginesTest {
    private static final int EXAMPLES = 5;

    private final Engines engines = new Engines();

    @TempDir
    Path folder;

    private InferenceEngine open(ModelChoice model, Kind kind) throws IOException {
        return engines.open(model, kind, 1, 7, Optional.empty());
    }

    private static float[] features(int count) {
        RandomGenerator chance = new Seed(3).generator();
        float[] features = new float[count];
        for (int i = 0; i < count; i++) {
            features[i] = (float) chance.nextGaussian();
        }
        return features;
    }

    private float[] outputs(ModelChoice model, Kind kind) throws IOException {
        try (InferenceEngine engine = open(model, kind)) {
            return engine.predict(features(EXAMPLES * engine.inputSize()), EXAMPLES);
        }
    }

    private static float furthest(float[] one, float[] other) {
        assertThat(one).hasSameSizeAs(other);
        float furthest = 0;
        for (int i = 0; i < one.length; i++) {
            assertThat(one[i]).isFinite();
            furthest = Math.max(furthest, Math.abs(one[i] - other[i]));
        }
        return furthest;
    }

    @ParameterizedTest
    @CsvSource({"DENSE,3,40,30", "CONV,2,8,12", "RESIDUAL,2,8,10", "LSTM,2,16,9"})
    void enginesOfOneSeedAgree(Family family, int layers, int width, int input) throws IOException {
        Generated model = new Generated(family, layers, width, input, 4);

        float[] reference = outputs(model, Kind.DL4J);

        assertThat(furthest(reference, outputs(model, Kind.COMPILED))).isLessThan(1e-5f);
        assertThat(furthest(reference, outputs(model, Kind.ONNX))).isLessThan(1e-5f);
        assertThat(spread(reference)).as("outputs depend on the input").isPositive();
        if (family != Family.LSTM) {
            assertThat(furthest(reference, outputs(model, Kind.INT8))).isLessThan(0.1f);
        }
    }

    @ParameterizedTest
    @CsvSource({"1,16,6", "2,128,5"})
    void attentionAgreesBetweenTheEnginesThatHaveIt(int layers, int width, int input) throws IOException {
        Generated model = new Generated(Family.ATTENTION, layers, width, input, 4);

        assertThat(furthest(outputs(model, Kind.DL4J), outputs(model, Kind.ONNX)))
                .isLessThan(1e-5f);
    }

    private static float spread(float[] outputs) {
        float[] first = new float[EXAMPLES];
        for (int i = 0; i < EXAMPLES; i++) {
            first[i] = outputs[i * outputs.length / EXAMPLES];
        }
        Arrays.sort(first);
        return first[EXAMPLES - 1] - first[0];
    }

    @ParameterizedTest
    @ValueSource(strings = {"mnist-cnn", "depthwise-cnn", "resnet"})
    void namedImageModelsAgree(String name) throws IOException {
        ModelChoice model = new ModelChoice.Named(new ModelSpec(name, Settings.none()));

        float[] reference = outputs(model, Kind.DL4J);

        assertThat(furthest(reference, outputs(model, Kind.COMPILED))).isLessThan(1e-5f);
        assertThat(furthest(reference, outputs(model, Kind.ONNX))).isLessThan(1e-5f);
    }

    @Test
    void tokensAgree() throws IOException {
        ModelChoice model = new ModelChoice.Named(new ModelSpec("shakespeare-lstm", Settings.none()));
        float[] letters = new float[2 * 80];
        for (int i = 0; i < letters.length; i++) {
            letters[i] = i * 7 % 80;
        }
        try (InferenceEngine dl4j = open(model, Kind.DL4J);
                InferenceEngine onnx = open(model, Kind.ONNX);
                InferenceEngine compiled = open(model, Kind.COMPILED)) {
            assertThat(furthest(dl4j.predict(letters, 2), onnx.predict(letters, 2)))
                    .isLessThan(1e-5f);
            assertThat(furthest(dl4j.predict(letters, 2), compiled.predict(letters, 2)))
                    .isLessThan(1e-5f);
            assertThat(dl4j.tokens()).isEqualTo(80);
        }
    }

    @Test
    void whatIsNoTokenIsRefusedByEveryEngine() throws IOException {
        ModelChoice model = new ModelChoice.Named(new ModelSpec("shakespeare-lstm", Settings.none()));
        for (Kind kind : List.of(Kind.DL4J, Kind.COMPILED, Kind.ONNX)) {
            try (InferenceEngine engine = open(model, kind)) {
                for (float wrong : new float[] {80, -1, Float.NaN, Float.POSITIVE_INFINITY}) {
                    float[] letters = new float[80];
                    letters[79] = wrong;
                    assertThatIllegalArgumentException()
                            .isThrownBy(() -> engine.predict(letters, 1))
                            .withMessageContaining("feature 79");
                }
                float[] fractions = new float[80];
                Arrays.fill(fractions, 5.9f);
                float[] fives = new float[80];
                Arrays.fill(fives, 5);
                assertThat(engine.predict(fractions, 1)).isEqualTo(engine.predict(fives, 1));
            }
        }
    }

    @Test
    void anotherSeedGivesOtherParametersAndTheSameTheSame() {
        Generated model = new Generated(Family.DENSE, 2, 8, 8, 3);

        Parameters one = LoadedModel.generated(model, 1).parameters();

        assertThat(LoadedModel.generated(model, 1).parameters()).isEqualTo(one);
        assertThat(LoadedModel.generated(model, 2).parameters()).isNotEqualTo(one);
    }

    @Test
    void aBatchGivesWhatSingleExamplesGive() throws IOException {
        Generated model = new Generated(Family.CONV, 1, 4, 6, 3);
        for (Kind kind : List.of(Kind.DL4J, Kind.COMPILED, Kind.INT8, Kind.ONNX)) {
            try (InferenceEngine engine = open(model, kind)) {
                int count = 70;
                float[] features = features(count * engine.inputSize());

                float[] together = engine.predict(features, count);

                float[] last = Arrays.copyOfRange(features, 69 * engine.inputSize(), 70 * engine.inputSize());
                float[] alone = engine.predict(last, 1);
                assertThat(furthest(alone, Arrays.copyOfRange(together, 69 * 3, 70 * 3)))
                        .as(kind.toString())
                        .isLessThan(1e-6f);
                assertThat(engine.predict(features, 0)).isEmpty();
                assertThatIllegalArgumentException().isThrownBy(() -> engine.predict(new float[5], 2));
            }
        }
    }

    @Test
    void threadsDoNotChangeWhatIsPredicted() throws IOException {
        Generated model = new Generated(Family.DENSE, 2, 256, 256, 3);
        for (Kind kind : List.of(Kind.COMPILED, Kind.ONNX)) {
            try (InferenceEngine one = engines.open(model, kind, 1, 7, Optional.empty());
                    InferenceEngine two = engines.open(model, kind, 2, 7, Optional.empty())) {
                float[] features = features(16 * 256);
                assertThat(furthest(one.predict(features, 16), two.predict(features, 16)))
                        .isLessThan(1e-6f);
            }
        }
    }

    @Test
    void whatAnEngineCannotRunIsNamedWithThoseThatCan() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> open(new Generated(Family.ATTENTION, 1, 8, 4, 2), Kind.INT8))
                .withMessageContainingAll("int8", "attention-1x8", "SelfAttentionLayer", "'dl4j', 'onnx'");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> open(new Generated(Family.LSTM, 1, 8, 4, 2), Kind.INT8))
                .withMessageContainingAll("LSTM", "'dl4j', 'compiled', 'onnx'");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> open(new Generated(Family.LSTM, 1, 8, 4, 2), Kind.REPLAY))
                .withMessageContaining("computes nothing");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> open(new ModelChoice.Named(new ModelSpec("nothing", Settings.none())), Kind.DL4J))
                .withMessageContaining("nothing");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> open(new Generated(Family.DENSE, 256, 16384, 10, 2), Kind.DL4J))
                .withMessageContaining("parameters, expected at most");
    }

    @Test
    void trainedModelsKeepTheirParameters() throws IOException {
        ModelChoice.Named named = new ModelChoice.Named(
                new ModelSpec("mlp", Settings.none().with("inputs", 6).with("classes", 3)));
        ModelChoice trained = new ModelChoice.Trained(new JobId("job"), OptionalLong.empty());
        Parameters parameters = LoadedModel.named(named, 5).parameters();
        GlobalModel model = new GlobalModel(named.spec(), 4, parameters);

        try (InferenceEngine engine = engines.open(trained, Kind.COMPILED, 1, 1, Optional.of(model));
                InferenceEngine same = engines.open(named, Kind.DL4J, 1, 5, Optional.empty())) {
            float[] features = features(6);
            assertThat(furthest(engine.predict(features, 1), same.predict(features, 1)))
                    .isLessThan(1e-6f);
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> open(trained, Kind.COMPILED))
                .withMessageContaining("did not come with the benchmark");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> engines.open(trained, Kind.ONNX, 1, 1, Optional.of(model.withoutParameters())))
                .withMessageContaining("without parameters");
    }

    @Test
    void filesOfOnnxAndOfDeeplearning4jPredictWhatWasSaved() throws IOException {
        Generated model = new Generated(Family.CONV, 1, 4, 6, 3);
        LoadedModel loaded = LoadedModel.generated(model, 7);
        Path onnx = folder.resolve("model.onnx");
        Files.write(onnx, OnnxExport.of(loaded.blueprint(), loaded.parameters()));
        Generated flat = new Generated(Family.DENSE, 1, 8, 6, 3);
        LoadedModel dense = LoadedModel.generated(flat, 7);
        Path zip = folder.resolve("model.zip");
        ModelSerializer.writeModel(
                Dl4jForward.of(dense.blueprint(), dense.parameters()).network(), zip.toFile(), false);

        assertThat(furthest(outputs(model, Kind.DL4J), outputs(file(onnx), Kind.ONNX)))
                .isLessThan(1e-5f);
        for (Kind kind : List.of(Kind.DL4J, Kind.ONNX)) {
            assertThat(furthest(outputs(flat, Kind.COMPILED), outputs(file(zip), kind)))
                    .isLessThan(1e-5f);
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> open(file(zip), Kind.INT8))
                .withMessageContaining("'dl4j' and 'onnx'");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> open(file(onnx), Kind.DL4J))
                .withMessageContaining("'onnx'");
    }

    private static ModelChoice file(Path path) {
        return new ModelChoice.InFile(path.toString());
    }

    @Test
    void wrongFilesAreRefusedByName() throws IOException {
        Path onnx = Files.writeString(folder.resolve("broken.onnx"), "no model");
        Path zip = Files.writeString(folder.resolve("broken.zip"), "no zip");
        Path text = Files.writeString(folder.resolve("model.txt"), "");
        Path armed = folder.resolve("armed.zip");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(armed))) {
            for (String name : List.of("configuration.json", "coefficients.bin", "preprocessor.bin")) {
                out.putNextEntry(new ZipEntry(name));
                out.write("x".getBytes(StandardCharsets.UTF_8));
            }
        }

        assertThatIllegalArgumentException()
                .isThrownBy(() -> open(file(onnx), Kind.ONNX))
                .withMessageContaining("ONNX Runtime does not load");
        assertThatThrownBy(() -> open(file(zip), Kind.DL4J))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("broken.zip");
        assertThatThrownBy(() -> open(file(armed), Kind.DL4J))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("preprocessor.bin");
        assertThatThrownBy(() -> open(file(folder.resolve("none.onnx")), Kind.ONNX))
                .isInstanceOf(IOException.class);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> open(file(text), Kind.ONNX))
                .withMessageContaining(".onnx or .zip");
    }

    @Tag("slow")
    @ParameterizedTest
    @CsvSource({"DENSE,64,16", "CONV,16,8", "RESIDUAL,16,8", "LSTM,32,8", "ATTENTION,32,6"})
    void valuesNeitherExplodeNorVanishInDeepStacks(Family family, int width, int input) throws IOException {
        Generated model = new Generated(family, 64, width, input, 4);

        float[] outputs = outputs(model, Kind.ONNX);

        assertThat(spread(outputs)).isBetween(1e-4f, 0.999f);
        assertThat(furthest(outputs, outputs(model, Kind.DL4J))).isLessThan(1e-3f);
    }
}
