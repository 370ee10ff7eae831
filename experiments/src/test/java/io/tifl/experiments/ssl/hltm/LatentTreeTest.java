package io.tifl.experiments.ssl.hltm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tifl.protocol.Seed;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LatentTreeTest {
    @ParameterizedTest
    @CsvSource({"1, 1, 1, 2, 1", "3, 2, 7, 15, 8", "2, 3, 4, 13, 9", "4, 1, 4, 5, 1"})
    void shapesCountTheirNodes(int depth, int children, int latents, int nodes, int leaves) {
        TreeShape shape = new TreeShape(depth, children);

        assertThat(shape.latents()).isEqualTo(latents);
        assertThat(shape.nodes()).isEqualTo(nodes);
        assertThat(shape.leaves()).isEqualTo(leaves);
        for (int node = 0; node < latents; node++) {
            assertThat(shape.parent(shape.firstChild(node))).isEqualTo(node);
            assertThat(shape.parent(shape.firstChild(node) + children - 1)).isEqualTo(node);
        }
    }

    @Test
    void childrenFollowTheirParentsAsPolaritiesSay() {
        TreeShape shape = new TreeShape(2, 2);
        LatentTree tree = LatentTree.of(shape, 0, 0.8, -0.6, 0.4, 1, -1, 0);
        RandomGenerator random = new Seed(1).generator();
        int count = 40_000;

        TreeSamples samples = tree.sample(LatentTree.roots(count, 0.5, random), random);

        for (int node = 1; node < shape.nodes(); node++) {
            int same = 0;
            for (int b = 0; b < count; b++) {
                same += samples.state(node, b) == samples.state(shape.parent(node), b) ? 1 : 0;
            }
            // Five standard errors; where |ρ| = 1, exactly.
            double likely = (1 + tree.polarity(node)) / 2;
            assertThat((double) same / count)
                    .isCloseTo(likely, within(1e-12 + 5 * Math.sqrt(likely * (1 - likely) / count)));
        }
    }

    @Test
    void viewsOfASampleShareItsRoot() {
        LatentTree tree = LatentTree.draw(new TreeShape(3, 2), new PolarityRange(0.7, 1), new Seed(1));
        RandomGenerator random = new Seed(2).generator();
        byte[] roots = LatentTree.roots(100, 0.5, random);

        TreeSamples one = tree.sample(roots, random);
        TreeSamples other = tree.sample(roots, random);

        int differing = 0;
        for (int b = 0; b < 100; b++) {
            assertThat(one.state(0, b)).isEqualTo(roots[b]).isEqualTo(other.state(0, b));
            differing += one.state(7, b) == other.state(7, b) ? 0 : 1;
        }
        assertThat(differing).isBetween(1, 80);
    }

    @Test
    void polaritiesFillTheirRangeWithBothSigns() {
        LatentTree tree = LatentTree.draw(new TreeShape(9, 2), new PolarityRange(0.7, 0.9), new Seed(3));
        double[] all = new double[tree.shape().nodes() - 1];
        Arrays.setAll(all, k -> tree.polarity(k + 1));

        assertThat(Arrays.stream(all).map(Math::abs)).allMatch(size -> size >= 0.7 && size <= 0.9);
        assertThat(Arrays.stream(all).map(Math::abs).average().orElse(0)).isCloseTo(0.8, within(0.01));
        assertThat(Arrays.stream(all).filter(rho -> rho > 0).count()).isBetween(440L, 580L);
    }

    @Test
    void priorsFollowPolaritiesFromTheRoot() {
        LatentTree tree = LatentTree.of(new TreeShape(2, 1), 0, 0.5, -0.8);

        assertThat(tree.rootPolarity(2)).isCloseTo(-0.4, within(1e-15));
        assertThat(tree.prior(0, 0.9)).isCloseTo(0.9, within(1e-15));
        // P(1) = .9 * .75 + .1 * .25
        assertThat(tree.prior(1, 0.9)).isCloseTo(0.7, within(1e-15));
        assertThat(tree.prior(2, 0.9)).isCloseTo(0.34, within(1e-15));
        assertThat(tree.prior(2, 0.5)).isCloseTo(0.5, within(1e-15));
    }

    @Test
    void badTreesAreRefused() {
        assertThatThrownBy(() -> new TreeShape(0, 2)).hasMessageContaining("got 0 levels and 2 children");
        assertThatThrownBy(() -> new TreeShape(40, 2)).hasMessageContaining("at most 1048576 nodes");
        assertThatThrownBy(() -> new PolarityRange(0.9, 0.8)).hasMessageContaining("got 0.9 to 0.8");
        assertThatThrownBy(() -> new PolarityRange(Double.NaN, 1)).hasMessageContaining("NaN");
        assertThatThrownBy(() -> LatentTree.of(new TreeShape(1, 1), 0, 1.5))
                .hasMessage("a polarity lies within -1 and 1, got 1.5 at node 1");
        assertThatThrownBy(() -> LatentTree.of(new TreeShape(1, 1), 0))
                .hasMessage("the tree has 2 nodes, got 1 polarities");
    }
}
