package io.tifl.experiments.ssl.byol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tifl.experiments.network.CentralDifferences;
import io.tifl.experiments.network.Matrix;
import io.tifl.experiments.network.Momentum;
import io.tifl.experiments.network.Network.Which;
import io.tifl.experiments.network.NormalisationParts;
import io.tifl.experiments.network.NormalisationParts.Part;
import io.tifl.experiments.ssl.Spread;
import io.tifl.protocol.Seed;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ByolTest {
    private static final ByolSettings SMALL = new ByolSettings(
            List.of(8, 16, 16), 16, 8, NormalisationParts.FULL, true, 0.9, new Momentum.Settings(0.05, 0.9, 4e-4));

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void gradientsAreThoseOfBothDirectionsWithTheTargetHeld(boolean normalised) {
        ByolSettings settings = SMALL.with(normalised ? NormalisationParts.FULL : NormalisationParts.NONE);
        Byol byol = new Byol(settings, new Seed(1));
        Matrix first = views(1, 6);
        Matrix second = views(2, 6);

        Byol.Gradient gradient = byol.gradient(first, second);

        for (int k : new int[] {0, 3, 4, 6, 8, 11}) {
            CentralDifferences.check(
                    gradient.slopes().get(k).values(),
                    byol.online().parameters().get(k).values(),
                    () -> byol.gradient(first, second).loss());
        }
        assertThat(gradient.slopes()).hasSameSizeAs(byol.online().parameters());
        assertThat(gradient.loss()).isBetween(0.0, 8.0);
    }

    @Test
    void targetFollowsTheOnlineNetworkSlowly() {
        Byol byol = new Byol(SMALL, new Seed(2));
        double start = byol.target().parameters().getFirst().at(3, 4);

        byol.step(views(1, 6), views(2, 6));

        double online = byol.projection().parameters().getFirst().at(3, 4);
        assertThat(online).isNotEqualTo(start);
        assertThat(byol.target().parameters().getFirst().at(3, 4)).isCloseTo(0.9 * start + 0.1 * online, within(1e-15));
    }

    /** The implicit contrast: with predictor and normalisation features stay apart, with neither they fall together. */
    @Test
    void normalisationWithAPredictorKeepsProjectionsApart() {
        double apart = spreadAfterTraining(SMALL);
        double collapsed =
                spreadAfterTraining(SMALL.with(NormalisationParts.NONE).withoutPredictor());

        assertThat(collapsed).isLessThan(apart / 4);
        assertThat(apart).isGreaterThan(0.1);
    }

    @Test
    void contrastComesWithTheGradientThroughTheMean() {
        double flowing = spreadAfterTraining(SMALL);
        double detached = spreadAfterTraining(SMALL.with(new NormalisationParts(Part.DETACHED, Part.FLOWING)));

        assertThat(detached).isLessThan(flowing / 2);
    }

    private static double spreadAfterTraining(ByolSettings settings) {
        Byol byol = new Byol(settings, new Seed(3));
        for (int step = 0; step < 400; step++) {
            byol.step(views(2L * step, 32, step), views(2L * step + 1, 32, step));
        }
        return Spread.of(byol.projections(views(7, 200)));
    }

    @Test
    void oneSeedGivesOneResult() {
        double[] one = trained(new Seed(4));

        assertThat(trained(new Seed(4))).containsExactly(one);
        assertThat(trained(new Seed(5))).isNotEqualTo(one);
    }

    private static double[] trained(Seed seed) {
        Byol byol = new Byol(SMALL, seed);
        byol.step(views(1, 6), views(2, 6));
        byol.redrawPredictor(Which.HIGHEST, seed.child("redraw"));
        byol.step(views(3, 6), views(4, 6));
        return byol.features(views(5, 6)).values();
    }

    @Test
    void redrawnPredictorBeginsAnew() {
        Byol byol = new Byol(SMALL, new Seed(6));
        int predictor = byol.projection().parameters().size();
        Matrix before = byol.online().parameters().get(predictor).copy();
        Matrix encoder = byol.online().parameters().getFirst().copy();

        byol.redrawPredictor(Which.ALL, new Seed(7));

        assertThat(byol.online().parameters().get(predictor).minus(before).norm())
                .isPositive();
        assertThat(byol.online().parameters().getFirst().minus(encoder).norm()).isZero();
    }

    @Test
    void allBadSettingsAreNamedAtOnce() {
        assertThatThrownBy(() -> new ByolSettings(List.of(8), 0, 8, NormalisationParts.FULL, true, 1, SMALL.descent()))
                .hasMessage("widths must be two or more numbers of 1 or more, got [8];"
                        + " hidden and outputs must be 1 or more, got 0 and 8; lasting must be in [0, 1), got 1.0");
        assertThat(ByolSettings.standard(784).widths()).containsExactly(784, 256, 256);
    }

    private static Matrix views(long seed, int count) {
        return views(seed, count, seed);
    }

    // Samples of a seed, with noise of another.
    private static Matrix views(long seed, int count, long samples) {
        RandomGenerator noise = new Seed(seed).child("noise").generator();
        Matrix views = CentralDifferences.random(1000 + samples, count, 8);
        Arrays.setAll(views.values(), k -> views.values()[k] + 0.2 * (noise.nextDouble() - 0.5));
        return views;
    }
}
