package io.tifl.experiments.ssl.simclr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tifl.experiments.network.Adam;
import io.tifl.experiments.network.CentralDifferences;
import io.tifl.experiments.network.Matrix;
import io.tifl.experiments.network.Network;
import io.tifl.experiments.network.NormalisationParts;
import io.tifl.experiments.ssl.loss.TwoViewLoss;
import io.tifl.experiments.ssl.simclr.SimClr.Projector;
import io.tifl.protocol.Seed;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class SimClrTest {
    private static final Projector PROJECTOR = new Projector(12, 10, 6, NormalisationParts.FULL);

    @Test
    void gradientsAreThoseOfTheLoss() {
        SimClr learner = learner(TwoViewLoss.ntXent(0.5), 1);
        Matrix first = CentralDifferences.random(1, 5, 8);
        Matrix second = CentralDifferences.random(2, 5, 8);

        SimClr.Gradient gradient = learner.gradient(first, second);

        assertThat(gradient.slopes()).hasSameSizeAs(learner.parameters()).hasSize(8);
        for (int k : new int[] {0, 1, 2, 4, 6, 7}) {
            CentralDifferences.check(
                    gradient.slopes().get(k).values(),
                    learner.parameters().get(k).values(),
                    () -> learner.gradient(first, second).loss());
        }
    }

    @Test
    void viewsOfASampleComeTogetherAndOthersApart() {
        SimClr learner = learner(TwoViewLoss.ntXent(0.5), 2);
        double before = 0;
        double after = 0;
        for (int step = 0; step < 300; step++) {
            after = learner.step(views(step, 1), views(step, 2));
            before = step == 0 ? after : before;
        }
        assertThat(after).isLessThan(before - 0.5);
    }

    // Samples of a seed, with noise of another.
    private static Matrix views(long samples, long noise) {
        RandomGenerator random = new Seed(samples).child(noise).generator();
        Matrix views = CentralDifferences.random(1000 + samples, 24, 8);
        Arrays.setAll(views.values(), k -> views.values()[k] + 0.1 * (random.nextDouble() - 0.5));
        return views;
    }

    @Test
    void featuresAreTheEncoders() {
        SimClr learner = learner(TwoViewLoss.exactCovariance(0.5), 3);

        assertThat(learner.features(views(1, 1)).columns()).isEqualTo(12);
        assertThat(learner.projections(views(1, 1)).columns()).isEqualTo(6);
        assertThat(learner.features(views(1, 1)).values())
                .containsExactly(
                        learner(TwoViewLoss.ntXent(1), 3).features(views(1, 1)).values());
    }

    @Test
    void batchOfOneAndBadProjectorsAreRefused() {
        SimClr learner = learner(TwoViewLoss.ntXent(0.5), 1);

        assertThatThrownBy(() -> learner.step(new Matrix(1, 8), new Matrix(1, 8)))
                .hasMessage("expected two views of the same 2 or more samples, got 1 and 1");
        assertThatThrownBy(() -> learner.step(new Matrix(4, 8), new Matrix(3, 8)))
                .hasMessage("expected two views of the same 2 or more samples, got 4 and 3");
        assertThatThrownBy(() -> new Projector(0, 1, 0, NormalisationParts.NONE))
                .hasMessageContaining("got 0, 1 and 0");
    }

    private static SimClr learner(TwoViewLoss loss, long seed) {
        return new SimClr(
                Network.perceptron(new Seed(seed), 8, 12, 12), PROJECTOR, loss, Adam.Settings.of(0.01), new Seed(seed));
    }
}
