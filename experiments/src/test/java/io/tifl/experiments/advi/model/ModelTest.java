package io.tifl.experiments.advi.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tifl.experiments.advi.bound.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ModelTest {
    private static final double[] SEEN = {0.3, -1.2, 2.5};

    private static final Space SPACE = Space.empty()
            .with("pi", Support.simplex(2))
            .with("centres", Support.ordered(2))
            .with("sigma", Support.positive(1));

    /** A mixture of two normals. */
    private static Model taped() {
        return new Model(
                SPACE,
                Tape.density(
                        SPACE,
                        reals -> Real.sum(
                                LogDensities.dirichlet(reals.vector("pi"), 2),
                                LogDensities.normal(reals.vector("centres")[0], 0, 3),
                                LogDensities.normal(reals.vector("centres")[1], 0, 3),
                                LogDensities.halfNormal(reals.scalar("sigma"), 2))),
                Tape.likelihood(
                        SPACE, SEEN.length, (i, reals) -> Real.logSumExp(part(reals, i, 0), part(reals, i, 1))));
    }

    private static Real part(Reals reals, int datum, int component) {
        return reals.vector("pi")[component]
                .log()
                .plus(LogDensities.normal(SEEN[datum], reals.vector("centres")[component], reals.scalar("sigma")));
    }

    @ParameterizedTest
    @ValueSource(doubles = {1, 0.3})
    void gradientInFreeNumbersIsTheDerivative(double beta) {
        Target target = taped().target(beta);
        double[] point = {0.4, -0.5, 0.2, -0.3};
        double[] gradient = target.at(new double[][] {point}).gradients()[0];
        for (int i = 0; i < point.length; i++) {
            double[] up = point.clone();
            double[] down = point.clone();
            up[i] += 1e-6;
            down[i] -= 1e-6;
            double[] ends = target.at(new double[][] {up, down}).values();

            assertThat(gradient[i]).isCloseTo((ends[0] - ends[1]) / 2e-6, within(1e-7));
        }
    }

    @Test
    void tapedDensitiesAreThoseByHand() {
        Space space = Space.empty().with("mu", Support.real(1));
        Likelihood taped = Tape.likelihood(
                space, SEEN.length, (i, reals) -> LogDensities.normal(SEEN[i], reals.scalar("mu"), reals.constant(2)));
        for (int i = 0; i < SEEN.length; i++) {
            double[] gradient = new double[1];
            double rest = SEEN[i] - 0.7;

            double value = taped.at(i, new double[] {0.7}, gradient);

            assertThat(value).isCloseTo(-0.5 * StrictMath.log(8 * Math.PI) - rest * rest / 8, within(1e-12));
            assertThat(gradient[0]).isCloseTo(rest / 4, within(1e-12));
        }
    }

    @Test
    void sumsAtOtherPointsDoNotMerge() {
        assertThatThrownBy(() -> LikelihoodSums.empty(2, 3).merge(LikelihoodSums.empty(1, 3)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("only sums at as many points of one size merge, got 2 of 3 and 1 of 3");
    }

    @Test
    void aClientThatAnswersForOtherPointsIsNoticed() {
        Target target = taped().target(points -> LikelihoodSums.empty(1, SPACE.size()), 1);

        assertThatThrownBy(() -> target.at(new double[3][SPACE.freeSize()]))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("sums at 3 points were asked for, got 1");
    }

    @Test
    void theFirstFailingPointIsReportedForAnyNumberOfThreads() {
        Model model = Model.of(
                Space.empty().with("mu", Support.real(1)), (values, gradient) -> values[0] > 2 ? Double.NaN : 0);
        double[][] points = new double[100][1];
        for (int i = 0; i < points.length; i++) {
            points[i][0] = i;
        }

        assertThatThrownBy(() -> model.target().at(points))
                .isInstanceOf(ArithmeticException.class)
                .hasMessageEndingWith("at mu = 3.0");
    }
}
