package io.tifl.experiments.ssl.hltm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tifl.experiments.network.CentralDifferences;
import io.tifl.experiments.network.Matrix;
import io.tifl.protocol.Seed;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TreeNetworkTest {
    @ParameterizedTest
    @CsvSource({"1, 2, 3", "2, 2, 5", "3, 2, 2", "2, 3, 4", "3, 1, 1"})
    void gradientsAreThoseOfTheOutput(int depth, int children, int width) {
        TreeShape shape = new TreeShape(depth, children);
        TreeNetwork network = TreeNetwork.random(shape, width, new Seed(depth * 10 + width));
        TreePass pass = new TreePass(network, 7);
        pass.put(samples(shape, 7), 0);
        Matrix slope = CentralDifferences.random(5, 7, width);
        pass.forward();

        double[] gradient = pass.backward(slope);

        CentralDifferences.check(gradient, network.parameters(), () -> {
            pass.forward();
            return dot(pass.top(), slope);
        });
    }

    @Test
    void outputIsThatOfTheFormula() {
        TreeShape shape = new TreeShape(2, 2);
        TreeNetwork network = new TreeNetwork(shape, 1);
        // The root: 2 a - 3 b + 0.5; its children: x + y - 0.5 and -x + 4 y + 0.
        double[] parameters = {2, -3, 0.5, 1, 1, -0.5, -1, 4, 0};
        System.arraycopy(parameters, 0, network.parameters(), 0, parameters.length);
        TreePass pass = new TreePass(network, 2);
        byte[] states = {0, 0, 0, 0, 0, 0, 1, 0, 1, 0, 1, 1, 0, 1};
        pass.put(new TreeSamples(shape, 2, states), 0);

        pass.forward();

        // Leaves 1 1 1 0: a = 1.5, b = ReLU(-1) = 0. Leaves 0 0 1 1: a = ReLU(-0.5) = 0, b = 3.
        assertThat(pass.top().values()).containsExactly(3.5, -8.5);
    }

    @Test
    void batchIsAsItsPartsAre() {
        TreeShape shape = new TreeShape(3, 2);
        TreeNetwork network = TreeNetwork.random(shape, 4, new Seed(1));
        TreePass whole = new TreePass(network, 10);
        TreePass part = new TreePass(network, 5);
        whole.put(samples(shape, 5), 5);
        part.put(samples(shape, 5), 0);

        whole.forward();
        part.forward();

        assertThat(whole.top().rows(5, 10).values()).containsExactly(part.top().values());
    }

    @Test
    void connectionsTakeWeightsToTheOutput() {
        TreeShape shape = new TreeShape(3, 2);
        TreeNetwork network = TreeNetwork.random(shape, 3, new Seed(2));
        for (int node = 0; node < shape.latents(); node++) {
            Arrays.fill(network.parameters(), network.biases(node), network.biases(node) + 3, 0);
        }
        TreePass pass = new TreePass(network, 4);
        pass.put(samples(shape, 4), 0);
        pass.forward();
        double[][] jacobians = new double[shape.latents()][9];

        for (int b = 0; b < 4; b++) {
            pass.jacobians(b, jacobians);
            // All nodes of a level make up one layer: their connections sum to the output.
            for (int level = 0; level < 3; level++) {
                double[] output = new double[3];
                for (int node = shape.first(level); node < shape.first(level + 1); node++) {
                    for (int k = 0; k < 3; k++) {
                        for (int o = 0; o < 3; o++) {
                            output[k] += jacobians[node][k * 3 + o] * pass.sums(node, o)[b];
                        }
                    }
                }
                assertThat(output).containsExactly(pass.top().row(b), within(1e-14));
            }
        }
    }

    @Test
    void badNetworksAreRefused() {
        TreeNetwork network = new TreeNetwork(new TreeShape(1, 2), 2);

        assertThatThrownBy(() -> new TreeNetwork(new TreeShape(1, 2), 0)).hasMessageContaining("got 0");
        assertThatThrownBy(() -> network.descend(0.1, new double[5]))
                .hasMessage("the network has 6 parameters, got a gradient of 5");
    }

    private static TreeSamples samples(TreeShape shape, int count) {
        RandomGenerator random = new Seed(9).generator();
        LatentTree tree = LatentTree.draw(shape, new PolarityRange(0.1, 0.5), new Seed(8));
        return tree.sample(LatentTree.roots(count, 0.5, random), random);
    }

    private static double dot(Matrix a, Matrix b) {
        double sum = 0;
        for (int k = 0; k < a.values().length; k++) {
            sum += a.values()[k] * b.values()[k];
        }
        return sum;
    }
}
