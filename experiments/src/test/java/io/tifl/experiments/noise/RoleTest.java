package io.tifl.experiments.noise;

import static org.assertj.core.api.Assertions.assertThat;

import io.tifl.client.Learner;
import io.tifl.client.compiled.CompiledLearnerFactory;
import io.tifl.protocol.Layout;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.Seed;
import io.tifl.protocol.Settings;
import io.tifl.protocol.task.ModelSpec;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class RoleTest {
    private static Layout layout(String model, Map<String, String> settings) {
        try (Learner learner = new CompiledLearnerFactory().open(new ModelSpec(model, Settings.of(settings)))) {
            return learner.layout();
        }
    }

    private static Map<Role, Set<String>> kinds(Layout layout) {
        return layout.blocks().stream()
                .collect(Collectors.groupingBy(
                        Role::of, TreeMap::new, Collectors.mapping(Role::kind, Collectors.toUnmodifiableSet())));
    }

    @Test
    void plainNetworkHasWeightsAndBiases() {
        assertThat(kinds(layout("vgg", Map.of("convolutions", "3", "width", "2"))))
                .isEqualTo(Map.of(Role.WEIGHTS, Set.of("W"), Role.BIAS, Set.of("b")));
        assertThat(kinds(layout("mlp", Map.of("inputs", "4", "classes", "2"))))
                .isEqualTo(Map.of(Role.WEIGHTS, Set.of("W"), Role.BIAS, Set.of("b")));
    }

    @Test
    void normalisationHasAffineAndStatisticsByThemselves() {
        Map<Role, Set<String>> normalised = Map.of(
                Role.WEIGHTS, Set.of("W"),
                Role.BIAS, Set.of("b"),
                Role.BATCH_NORM_AFFINE, Set.of("gamma", "beta"),
                Role.BATCH_NORM_STATISTICS, Set.of("mean", "log10stdev"));

        assertThat(kinds(layout("vgg", Map.of("convolutions", "3", "width", "2", "batch-norm", "true"))))
                .isEqualTo(normalised);
        assertThat(kinds(layout("resnet", Map.of("width", "2")))).isEqualTo(normalised);
    }

    @Test
    void scopeOfWeightsHoldsEveryKernelOfAResidualNetworkAndNothingElse() {
        Layout layout = layout("resnet", Map.of("width", "2"));

        List<String> disturbed = new NoisyWeights(
                        Parameters.zeros(layout), AnalogDevice.of(new GaussianNoise()), Scope.WEIGHTS)
                .tensors();

        // One, two per block, two shortcuts and the last layer.
        assertThat(disturbed).hasSize(1 + 6 + 2 + 1).allMatch(name -> name.endsWith("_W"));
        assertThat(disturbed).contains("first-convolution_W", "stage1-block0-shortcut-convolution_W", "classes_W");
    }

    @Test
    void variancesAreDisturbedAsVariancesAndStayPositive() {
        Layout layout = new Layout(List.of(
                new Layout.Block("1_mean", List.of(1, 2000)),
                new Layout.Block("1_log10stdev", List.of(1, 2000)),
                new Layout.Block("2_var", List.of(1, 2000))));
        float[] values = new float[layout.size()];
        NoiseStream stream = NoiseStream.of(new Seed(3));
        for (int i = 2000; i < values.length; i++) {
            double variance = 1 + stream.uniform(i);
            values[i] = (float) (i < 4000 ? 0.5 * Math.log10(variance) : variance);
        }
        Parameters clean = Parameters.owning(layout, values);
        NoisyWeights weights = new NoisyWeights(
                clean,
                AnalogDevice.named("gaussian", Settings.none().with("scale", "absolute")),
                Scope.parse("batch-norm-statistics"));

        assertThat(weights.chip(0, new Seed(1))).isEqualTo(clean);
        Parameters little = weights.chip(0.1, new Seed(1));
        Parameters much = weights.chip(5, new Seed(1));

        double squares = 0;
        for (int i = 2000; i < 4000; i++) {
            squares += Math.pow(Math.pow(10, 2 * little.get(i)) - Math.pow(10, 2 * clean.get(i)), 2) / 2000;
            assertThat(much.get(i)).isFinite();
            assertThat(much.get(2000 + i)).isGreaterThanOrEqualTo(0);
        }
        assertThat(Math.sqrt(squares)).isBetween(0.095, 0.105);
    }
}
