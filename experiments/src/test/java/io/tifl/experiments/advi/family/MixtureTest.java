package io.tifl.experiments.advi.family;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tifl.protocol.Seed;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class MixtureTest {
    private static final int DIMENSION = 3;

    static Shape[] shapes() {
        return new Shape[] {new Shape.MeanField(), new Shape.FullRank(), new Shape.LowRank(2)};
    }

    /** A member with all numbers away from 0. */
    private static double[] member(Family family) {
        double[] member = new double[family.parameters()];
        Normals normals = new Normals(new Seed(7).generator());
        for (int i = 0; i < member.length; i++) {
            member[i] = 0.7 * normals.next();
        }
        return member;
    }

    private static double[] differences(Family family, double[] member, ToDoubleFunction<Mixture> value) {
        double step = 1e-5;
        double[] slopes = new double[member.length];
        for (int i = 0; i < member.length; i++) {
            double[] up = member.clone();
            double[] down = member.clone();
            up[i] += step;
            down[i] -= step;
            slopes[i] = (value.applyAsDouble(family.at(up)) - value.applyAsDouble(family.at(down))) / (2 * step);
        }
        return slopes;
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void scoreIsTheDerivativeOfTheLogDensity(Shape shape) {
        Family family = new Family(DIMENSION, 3, shape);
        double[] member = member(family);
        double[] point = {0.3, -0.8, 1.1};
        Mixture.At at = family.at(member).at(point);
        double[] gradient = new double[member.length];

        at.addLogitScore(1, gradient);
        for (int k = 0; k < 3; k++) {
            at.addScore(k, 1, gradient);
        }

        assertThat(gradient)
                .usingComparatorWithPrecision(1e-8)
                .containsExactly(differences(family, member, mixture -> mixture.logDensity(point)));
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void pathIsTheDerivativeOfThePoint(Shape shape) {
        Family family = new Family(DIMENSION, 2, shape);
        double[] member = member(family);
        double[] noise = family.drawNoise(new Seed(3).generator());
        double[] pull = {0.4, -1.3, 0.9};
        double[] gradient = new double[member.length];

        family.at(member).addPath(1, pull, noise, gradient);

        assertThat(gradient).usingComparatorWithPrecision(1e-8).containsExactly(differences(family, member, mixture -> {
            double[] point = mixture.place(1, noise);
            return pull[0] * point[0] + pull[1] * point[1] + pull[2] * point[2];
        }));
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void slopesInThePointAreDerivatives(Shape shape) {
        Mixture mixture = new Family(DIMENSION, 2, shape).at(member(new Family(DIMENSION, 2, shape)));
        double[] point = {0.3, -0.8, 1.1};
        Mixture.At at = mixture.at(point);
        for (int i = 0; i < DIMENSION; i++) {
            double[] up = point.clone();
            double[] down = point.clone();
            up[i] += 1e-5;
            down[i] -= 1e-5;

            double difference = (mixture.logDensity(up) - mixture.logDensity(down)) / 2e-5;

            assertThat(at.slope(i)).isCloseTo(difference, within(1e-6));
        }
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void densityFallsTogetherWithTheSamples(Shape shape) {
        Family family = new Family(2, 1, shape);
        double[] member = member(family);
        Mixture mixture = family.at(member);
        double sum = 0;
        int count = 100_000;
        Family wide = Family.meanField(2);
        Mixture proposal = wide.at(wide.start(new double[2], 0, 2.5, new Seed(1)));
        var random = new Seed(5).generator();
        for (int i = 0; i < count; i++) {
            double[] point = proposal.place(0, wide.drawNoise(random));
            sum += StrictMath.exp(mixture.logDensity(point) - proposal.logDensity(point)) / count;
        }

        assertThat(sum).isCloseTo(1, within(0.03));
    }

    @Test
    void lowRankAgreesWithTheFullCovariance() {
        Family low = Family.lowRank(2, 1);
        Family full = Family.fullRank(2);
        double[] deviations = {0.5, 0.8};
        double[] column = {0.6, -0.3};
        double first = 0.25 + 0.36;
        double cross = -0.18;
        double second = 0.64 + 0.09;
        double corner = Math.sqrt(first);
        double below = cross / corner;
        double[] one = {0, 1, 2, Softplus.raw(deviations[0]), Softplus.raw(deviations[1]), column[0], column[1]};
        double[] other = {0, 1, 2, Softplus.raw(corner), below, Softplus.raw(Math.sqrt(second - below * below))};
        double[] point = {0.1, 2.7};

        assertThat(low.at(one).logDensity(point)).isCloseTo(full.at(other).logDensity(point), within(1e-12));
        assertThat(low.at(one).at(point).slope(1))
                .isCloseTo(full.at(other).at(point).slope(1), within(1e-12));
    }

    @Test
    void farPointsHaveFiniteDensities() {
        Family family = Family.meanField(1).mixture(2);
        double[] member =
                family.member(new double[] {0.5, 0.5}, new double[][] {{0}, {1}}, new double[][] {{0.01}, {0.01}});

        Mixture.At at = family.at(member).at(new double[] {1000});

        assertThat(at.logDensity()).isFinite().isLessThan(-1e9);
        assertThat(at.share(1)).isEqualTo(1);
    }

    @Test
    void equalWeightsMakeAsManyModesAsComponents() {
        Family family = Family.meanField(1).mixture(4);

        assertThat(family.at(new double[family.parameters()]).effectiveModes()).isCloseTo(4, within(1e-12));
    }

    @Test
    void aMixtureOfNothingIsRefused() {
        assertThatThrownBy(() -> Family.meanField(2).mixture(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a mixture needs at least 1 component, got 0");
    }

    @Test
    void weightsOffTheSimplexAreRefused() {
        Family family = Family.meanField(1).mixture(2);
        double[][] rows = {{1}, {1}};

        assertThatThrownBy(() -> family.member(new double[] {0.5, 0.6}, rows, rows))
                .hasMessage("a mixture's weights must be above 0 and sum to 1, got [0.5, 0.6]");
        assertThatThrownBy(() -> family.member(new double[] {1.5, -0.5}, rows, rows))
                .hasMessageContaining("[1.5, -0.5]");
        assertThatThrownBy(() -> family.member(new double[] {1}, rows, rows)).hasMessageContaining("[1.0]");
    }

    @Test
    void numbersThatAreNotFiniteAreRefused() {
        assertThatThrownBy(() -> Family.meanField(1).at(new double[] {0, Double.NaN, 0}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a member's numbers must be finite, got NaN at 1");
    }
}
