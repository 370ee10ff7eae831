package io.tifl.experiments.ssl.hltm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tifl.protocol.Seed;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BeliefPropagationTest {
    /** Against sums over all states of the latents. */
    @ParameterizedTest
    @CsvSource({"2, 2, 0.5", "2, 2, 0.8", "1, 3, 0.3", "3, 1, 0.6", "2, 3, 0.5"})
    void posteriorsAreThoseOfBayes(int depth, int children, double rootPrior) {
        TreeShape shape = new TreeShape(depth, children);
        LatentTree tree = LatentTree.draw(shape, new PolarityRange(0.2, 0.9), new Seed(depth + 10 * children));
        int count = 1 << shape.leaves();
        TreeSamples samples = everyLeaf(shape, count);

        double[] posteriors = BeliefPropagation.posteriors(tree, samples, rootPrior);

        for (int b = 0; b < count; b++) {
            for (int node = 0; node < shape.latents(); node++) {
                double zero = joint(tree, samples, b, node, 0) * (1 - tree.prior(node, rootPrior));
                double one = joint(tree, samples, b, node, 1) * tree.prior(node, rootPrior);
                assertThat(posteriors[node * count + b]).isCloseTo(one / (zero + one), within(1e-12));
            }
        }
    }

    private static TreeSamples everyLeaf(TreeShape shape, int count) {
        byte[] states = new byte[shape.nodes() * count];
        for (int leaf = 0; leaf < shape.leaves(); leaf++) {
            for (int b = 0; b < count; b++) {
                states[(shape.latents() + leaf) * count + b] = (byte) ((b >> leaf) & 1);
            }
        }
        return new TreeSamples(shape, count, states);
    }

    // How likely the leaves below a node are, given its state.
    private static double joint(LatentTree tree, TreeSamples samples, int sample, int node, int state) {
        TreeShape shape = tree.shape();
        if (node >= shape.latents()) {
            return samples.state(node, sample) == state ? 1 : 0;
        }
        double product = 1;
        for (int c = 0; c < shape.children(); c++) {
            int child = shape.firstChild(node) + c;
            double sum = 0;
            for (int other = 0; other < 2; other++) {
                double likely = (1 + (other == state ? 1 : -1) * tree.polarity(child)) / 2;
                sum += likely * joint(tree, samples, sample, child, other);
            }
            product *= sum;
        }
        return product;
    }
}
