package io.tifl.experiments.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.tifl.experiments.study.LearnerPool;
import io.tifl.protocol.Seed;
import io.tifl.protocol.Settings;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ChipJudgeTest {
    private static AnalogDevice converting(int inputBits, int outputBits) {
        return AnalogDevice.named(
                "gaussian", Settings.none().with("dac-bits", inputBits).with("adc-bits", outputBits));
    }

    static Stream<Trained> models() throws Exception {
        return Stream.of(Trained.mlp(), Trained.vgg(false), Trained.vgg(true), Trained.resnet());
    }

    private static NoiseCurve run(Trained model, AnalogDevice device, int learners) throws InterruptedException {
        NoiseTrials trials = new NoiseTrials(device, Scope.WEIGHTS, List.of(0.0, 0.3), 2, new Seed(4));
        try (LearnerPool pool = model.pool(learners)) {
            return trials.run(model.parameters(), model.examples(), pool, _ -> {});
        }
    }

    private static double clean(Trained model, int inputBits, int outputBits) throws InterruptedException {
        return run(model, converting(inputBits, outputBits), 1).accuracy(0).mean();
    }

    @ParameterizedTest
    @MethodSource("models")
    void manyBitsChangeNothingAndFewRuinTheNetwork(Trained model) throws Exception {
        double accuracy = run(model, converting(0, 0), 1).cleanAccuracy();
        assertThat(accuracy).isGreaterThan(0.8);

        // One example of 256 may lie on an edge that sums in another order cross.
        assertThat(clean(model, 16, 16)).isCloseTo(accuracy, within(0.004));
        assertThat(clean(model, 8, 8)).isCloseTo(accuracy, within(0.03));
        assertThat(clean(model, 2, 2)).isLessThan(accuracy - 0.05);
    }

    @Test
    void resultIsTheSameForAnyNumberOfLearners() throws Exception {
        Trained model = Trained.vgg(true);

        assertThat(run(model, converting(6, 6), 2)).isEqualTo(run(model, converting(6, 6), 1));
    }

    @Test
    void valuesTakeSoManyStepsAndStopAtTheRange() {
        float[] values = {0.1f, 0.4f, -0.4f, 0.9f, 5, -5};

        Converters.convert(values, 3, 0.9f);

        assertThat(values).containsExactly(new float[] {0, 0.3f, -0.3f, 0.9f, 0.9f, -0.9f}, within(1e-6f));
    }

    @Test
    void presetsHaveConvertersThatSettingsReplace() {
        assertThat(AnalogDevice.named("pcm-8bit", Settings.none()).converters()).isEqualTo(new Converters(8, 8));
        assertThat(AnalogDevice.named(
                                "pcm-8bit", Settings.none().with("dac-bits", 0).with("adc-bits", 6))
                        .converters())
                .isEqualTo(new Converters(0, 6));
        assertThat(AnalogDevice.named("pcm", Settings.none()).converters()).isEqualTo(Converters.NONE);
        assertThat(AnalogDevice.named("pcm-8bit", Settings.none()).describe()).contains("sums of 8 bits");
    }

    @Test
    void bitsThatAreNoneAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> converting(1, 8))
                .withMessageContaining("dac-bits")
                .withMessageContaining("got 1");
        assertThatIllegalArgumentException().isThrownBy(() -> converting(8, 17)).withMessageContaining("adc-bits");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AnalogDevice.named("pcm-8bit", Settings.none().with("scale", "snr")))
                .withMessageContaining("scale");
    }
}
