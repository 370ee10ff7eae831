package io.tifl.experiments.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.tifl.client.Examples;
import io.tifl.client.Learner;
import io.tifl.client.compiled.CompiledLearnerFactory;
import io.tifl.protocol.Layout;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.Seed;
import io.tifl.protocol.Settings;
import io.tifl.protocol.task.ModelSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DuplicatedUnitsTest {
    private static final List<Integer> UNITS = List.of(6, 8, 8, 3);
    private static final double LEVEL = 0.001;

    private static Layout layout(List<Integer> units) {
        List<Layout.Block> blocks = new ArrayList<>();
        for (int i = 1; i < units.size(); i++) {
            blocks.add(new Layout.Block(i - 1 + "_W", List.of(units.get(i - 1), units.get(i))));
            blocks.add(new Layout.Block(i - 1 + "_b", List.of(units.get(i))));
        }
        return new Layout(blocks);
    }

    private static Parameters filled(Layout layout, IntToDoubleFunction value) {
        float[] values = new float[layout.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) value.applyAsDouble(i);
        }
        return Parameters.owning(layout, values);
    }

    private static Parameters drawn() {
        NoiseStream stream = NoiseStream.of(new Seed(21));
        return filled(layout(UNITS), stream::gaussian);
    }

    // Sums of eighths are exact in any order, so that engines that add up in another order agree to the last bit.
    @Test
    void functionIsTheSameBitForBit() throws Exception {
        NoiseStream stream = NoiseStream.of(new Seed(20));
        Parameters narrow = filled(layout(List.of(6, 8, 3)), i -> Math.rint(8 * stream.gaussian(i)) / 8);
        Examples examples = Trained.examples(List.of(6), 64, 1);
        float[] features = new float[64 * 6];
        int[] labels = new int[64];
        for (int row = 0; row < 64; row++) {
            examples.features(row, features, row * 6);
            labels[row] = row % 3;
        }
        for (int i = 0; i < features.length; i++) {
            features[i] = (float) (Math.rint(8 * features[i]) / 8);
        }
        Examples eighths = Examples.dense(List.of(6), 3, features, labels);

        assertThat(losses(DuplicatedUnits.of(narrow), 16, eighths)).isEqualTo(losses(narrow, 8, eighths));
    }

    private static float[] losses(Parameters model, int hidden, Examples examples) throws InterruptedException {
        ModelSpec spec = new ModelSpec(
                "mlp", Settings.of(Map.of("inputs", "6", "hidden", Integer.toString(hidden), "classes", "3")));
        try (Learner learner = new CompiledLearnerFactory().open(spec)) {
            return learner.losses(model, examples);
        }
    }

    @Test
    void spreadsOfInnerAndLastLayersHalveExactly() {
        Parameters narrow = drawn();
        Parameters wide = DuplicatedUnits.of(narrow);

        for (int layer = 0; layer < 3; layer++) {
            Spread before = spread(narrow, layer);
            Spread after = spread(wide, layer);
            double factor = layer == 0 ? 1 : 0.5;
            assertThat(after.deviation()).isCloseTo(factor * before.deviation(), within(1e-15));
            assertThat(after.largest()).isEqualTo(factor * before.largest());
        }
    }

    private static Spread spread(Parameters model, int layer) {
        int from = from(model, layer);
        Layout.Block block = model.layout().blocks().get(2 * layer);
        return Spread.of(model.toArray(), from, from + block.size());
    }

    private static int from(Parameters model, int layer) {
        return model.layout().blocks().stream()
                .limit(2L * layer)
                .mapToInt(Layout.Block::size)
                .sum();
    }

    // The variance of an output is the sum over weights of the squared derivative times that of the noise.
    @ParameterizedTest
    @CsvSource({"0, 0.5", "1, 0.25", "2, 0.5"})
    void varianceToFirstOrderHalvesOrQuartersExactly(int layer, double ratio) {
        Parameters narrow = drawn();
        Parameters wide = DuplicatedUnits.of(narrow);

        for (int row = 0; row < 8; row++) {
            for (int output = 0; output < 3; output++) {
                double before = firstOrder(narrow, layer, row, output);
                assertThat(before).isPositive();
                assertThat(firstOrder(wide, layer, row, output)).isCloseTo(ratio * before, within(1e-9 * before));
            }
        }
    }

    private static double firstOrder(Parameters model, int layer, int row, int output) {
        Dense net = new Dense(model);
        double[] inputs = net.activations(input(row)).get(layer);
        double[] slopes = net.slopes(input(row), layer, output);
        double sum = 0;
        for (double input : inputs) {
            for (double slope : slopes) {
                sum += input * input * slope * slope;
            }
        }
        double sigma = spread(model, layer).deviation();
        return sum * sigma * sigma;
    }

    // The error of a ratio of two variances of n values is about 2 / sqrt(n), here of far more than n outputs.
    @ParameterizedTest
    @CsvSource({"0, 0.5", "1, 0.25", "2, 0.5"})
    void varianceOverChipsHalvesOrQuarters(int layer, double ratio) {
        Parameters narrow = drawn();

        assertThat(overChips(DuplicatedUnits.of(narrow), layer) / overChips(narrow, layer))
                .isCloseTo(ratio, within(0.08 * ratio));
    }

    private static double overChips(Parameters model, int layer) {
        NoisyWeights weights =
                new NoisyWeights(model, AnalogDevice.of(new GaussianNoise()), Scope.WEIGHTS.onlyOf(layer + "_W"));
        int chips = 4000;
        double sum = 0;
        Dense clean = new Dense(model);
        for (int chip = 0; chip < chips; chip++) {
            Dense noisy = new Dense(weights.chip(LEVEL, new Seed(chip)));
            for (int row = 0; row < 8; row++) {
                double[] before = clean.activations(input(row)).getLast();
                double[] after = noisy.activations(input(row)).getLast();
                for (int output = 0; output < 3; output++) {
                    sum += Math.pow(after[output] - before[output], 2) / chips;
                }
            }
        }
        return sum;
    }

    private static double[] input(int row) {
        NoiseStream stream = NoiseStream.of(new Seed(22));
        double[] input = new double[UNITS.getFirst()];
        for (int i = 0; i < input.length; i++) {
            input[i] = stream.gaussian(row * (long) input.length + i);
        }
        return input;
    }

    /** Dense layers in double precision, rectified but for the last. */
    private record Dense(Parameters model) {
        List<double[]> activations(double[] input) {
            List<double[]> all = new ArrayList<>(List.of(input));
            for (int layer = 0; layer < 3; layer++) {
                double[] in = all.getLast();
                double[] out = new double
                        [model.layout().blocks().get(2 * layer).shape().get(1)];
                int at = from(model, layer);
                for (int o = 0; o < out.length; o++) {
                    out[o] = model.get(at + in.length * out.length + o);
                    for (int i = 0; i < in.length; i++) {
                        out[o] += model.get(at + o * in.length + i) * in[i];
                    }
                    out[o] = layer < 2 ? Math.max(out[o], 0) : out[o];
                }
                all.add(out);
            }
            return all;
        }

        /** Derivatives of an output by the sums of a layer. */
        double[] slopes(double[] input, int layer, int output) {
            List<double[]> activations = activations(input);
            double[] slopes = new double[3];
            slopes[output] = 1;
            for (int above = 2; above > layer; above--) {
                double[] in = activations.get(above);
                double[] below = new double[in.length];
                int at = from(model, above);
                for (int i = 0; i < in.length; i++) {
                    for (int o = 0; in[i] > 0 && o < slopes.length; o++) {
                        below[i] += slopes[o] * model.get(at + o * in.length + i);
                    }
                }
                slopes = below;
            }
            return slopes;
        }
    }

    @Test
    void otherNetworksAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DuplicatedUnits.of(Parameters.zeros(layout(List.of(4, 2)))))
                .withMessageContaining("two or more dense layers");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DuplicatedUnits.of(Parameters.zeros(Layout.flat(12))))
                .withMessageContaining("parameters[12]");
    }
}
