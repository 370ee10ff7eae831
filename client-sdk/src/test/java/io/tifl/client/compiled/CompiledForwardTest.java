package io.tifl.client.compiled;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.tifl.client.Learner;
import io.tifl.client.dl4j.Dl4jForward;
import io.tifl.client.dl4j.Dl4jModel;
import io.tifl.protocol.Layout;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.Seed;
import io.tifl.protocol.Settings;
import io.tifl.protocol.plugin.Catalog;
import io.tifl.protocol.task.ModelSpec;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class CompiledForwardTest {
    private static final ModelSpec SPEC = new ModelSpec(
            "small-cnn", Settings.none().with("channels", 2).with("side", 12).with("classes", 3));

    private final Dl4jModel.Blueprint blueprint =
            Catalog.load("model", Dl4jModel.class).get(SPEC.name()).blueprint(SPEC.settings());

    private static Parameters parameters() {
        try (Learner learner = new CompiledLearnerFactory().open(SPEC)) {
            return learner.initial(1);
        }
    }

    private static float[] features(int count) {
        RandomGenerator chance = new Seed(2).generator();
        float[] features = new float[count];
        for (int i = 0; i < count; i++) {
            features[i] = chance.nextFloat();
        }
        return features;
    }

    @Test
    void predictionsAreThoseOfDeeplearning4j() {
        int count = 150;
        float[] features = features(count * 288);
        float[] outputs = new float[count * 3];
        try (CompiledForward forward = CompiledForward.of(blueprint, parameters(), 1)) {
            assertThat(forward.inputSize()).isEqualTo(288);
            assertThat(forward.outputSize()).isEqualTo(3);
            forward.predict(Arrays.copyOf(features, 288), 1, outputs);

            forward.predict(features, count, outputs);
        }
        float[] reference = Dl4jForward.of(blueprint, parameters()).predict(features, count);
        for (int i = 0; i < reference.length; i++) {
            assertThat(outputs[i]).isCloseTo(reference[i], within(1e-5f));
        }
    }

    @Test
    void predictionsHaveTheSameBitsInEveryBatchAndOnAnyNumberOfThreads() {
        float[] features = features(70 * 288);
        float[] together = new float[70 * 3];
        float[] alone = new float[3];
        try (CompiledForward one = CompiledForward.of(blueprint, parameters(), 1);
                CompiledForward two = CompiledForward.of(blueprint, parameters(), 2)) {
            one.predict(features, 70, together);
            two.predict(Arrays.copyOfRange(features, 69 * 288, 70 * 288), 1, alone);
        }
        assertThat(alone).isEqualTo(Arrays.copyOfRange(together, 69 * 3, 70 * 3));
    }

    @Test
    void tooFewFeaturesOrOtherParametersAreRefused() {
        try (CompiledForward forward = CompiledForward.of(blueprint, parameters(), 1)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> forward.predict(new float[575], 2, new float[6]))
                    .withMessageContaining("expected 2 examples of 288 features");
            assertThatIllegalArgumentException().isThrownBy(() -> forward.predict(new float[576], 2, new float[5]));
        }
        Parameters other = Parameters.owning(Layout.flat(3), new float[3]);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CompiledForward.of(blueprint, other, 1))
                .withMessageContaining("parameters[3]");
    }
}
