package io.tifl.experiments.advi.amortised;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tifl.experiments.advi.bound.Bound;
import io.tifl.experiments.advi.bound.Estimate;
import io.tifl.experiments.advi.bound.LogDensity;
import io.tifl.experiments.advi.bound.Objective;
import io.tifl.experiments.advi.bound.Slope;
import io.tifl.experiments.advi.bound.Target;
import io.tifl.experiments.advi.family.Family;
import io.tifl.experiments.advi.family.Normals;
import io.tifl.experiments.advi.family.Shape;
import io.tifl.experiments.network.CentralDifferences;
import io.tifl.experiments.network.Layer;
import io.tifl.experiments.network.Matrix;
import io.tifl.experiments.network.Network;
import io.tifl.protocol.Seed;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StratifiedDrawTest {
    private static final double LOG_TWO_PI = StrictMath.log(2 * Math.PI);

    @ParameterizedTest
    @CsvSource({
        "SELBO, 1, 1, 1, true",
        "SIWAE, 1, 3, 0.3, true",
        "SELBO, 4, 1, 0.05, true",
        "SELBO, 3, 4, 0.7, true",
        "SIWAE, 5, 1, 0.05, true",
        "SIWAE, 3, 3, 1, true",
        "SIWAE, 3, 2, 0.4, false",
        "SELBO, 2, 2, 1, false"
    })
    void valuesAndGradientsAreThoseOfTheObjectiveForOneMixture(
            Bound bound, int components, int samples, double beta, boolean full) {
        Family family = new Family(2, components, full ? new Shape.FullRank() : new Shape.MeanField());
        Objective objective = new Objective(bound, samples, beta, Slope.PLAIN);
        Matrix members = CentralDifferences.random(7, 1, family.parameters());
        members.scale(1.5);
        Network decoder = AmortisedModel.layers(List.of(2, 5, 3), new Seed(4));
        Observation seen = new Observation.Labels(new int[] {2}, 3);
        Seed seed = new Seed(9);

        Estimate expected = objective.estimate(
                family.at(members.row(0)), Target.of(joint(decoder, seen, beta)), 1, seed);
        StratifiedDraw draw = new StratifiedDraw(
                objective,
                new MixtureRows(family, members),
                new Normals(seed.child(0).generator()));
        double[] logLikelihoods = new double[draw.points().rows()];
        Network.Pass up = decoder.forward(draw.points());
        Matrix slopes = seen.judge(up.output(), logLikelihoods);
        double value = draw.weigh(logLikelihoods, n -> n)[0];
        for (int p = 0; p < slopes.rows(); p++) {
            for (int c = 0; c < slopes.columns(); c++) {
                slopes.set(p, c, slopes.at(p, c) * draw.slopes()[p]);
            }
        }
        Matrix gradient = draw.gradient(1, up.backward(slopes).input());

        assertThat(value).isCloseTo(expected.value(), within(1e-10));
        assertThat(gradient.values()).containsExactly(expected.gradient(), within(1e-10));
    }

    private static LogDensity joint(Network decoder, Observation seen, double beta) {
        return (point, gradient) -> {
            Network.Pass up = decoder.forward(Matrix.of(1, point.length, point.clone()));
            double[] logLikelihood = new double[1];
            Layer.Back back = up.backward(seen.judge(up.output(), logLikelihood));
            double value = logLikelihood[0];
            for (int i = 0; i < point.length; i++) {
                value -= beta * 0.5 * (LOG_TWO_PI + point[i] * point[i]);
                gradient[i] += back.input().values()[i] - beta * point[i];
            }
            return value;
        };
    }

    @Test
    void mixturesOfABatchDoNotMeet() {
        Family family = Family.fullRank(2).mixture(3);
        Objective objective = Objective.of(Bound.SIWAE, 2);
        Matrix members = CentralDifferences.random(3, 2, family.parameters());
        double[] logLikelihoods = CentralDifferences.random(5, 1, 12).values();

        StratifiedDraw both = new StratifiedDraw(
                objective, new MixtureRows(family, members), new Normals(new Seed(1).generator()));
        double[] bounds = both.weigh(logLikelihoods, n -> n).clone();
        StratifiedDraw first = new StratifiedDraw(
                objective, new MixtureRows(family, members.rows(0, 1)), new Normals(new Seed(1).generator()));

        assertThat(first.weigh(logLikelihoods, n -> n)[0]).isEqualTo(bounds[0]);
        assertThat(bounds[1]).isNotEqualTo(bounds[0]);
        assertThat(both.each()).isEqualTo(6);
    }

    @Test
    void aWeightThatIsNotFiniteNamesTheExample() {
        Family family = Family.fullRank(2).mixture(2);
        Matrix members = CentralDifferences.random(3, 3, family.parameters());
        StratifiedDraw draw = new StratifiedDraw(
                Objective.of(Bound.SIWAE, 1), new MixtureRows(family, members), new Normals(new Seed(1).generator()));
        double[] logLikelihoods = {-1, -1, -1, -1, -1, Double.NEGATIVE_INFINITY};

        assertThatThrownBy(() -> draw.weigh(logLikelihoods, n -> 100 + n))
                .isInstanceOf(ArithmeticException.class)
                .hasMessageContaining("example 102")
                .hasMessageContaining("component 1");
    }

    @Test
    void whatCannotBeTrainedHereIsRefused() {
        Family family = Family.fullRank(2).mixture(2);
        MixtureRows mixtures = new MixtureRows(family, new Matrix(1, family.parameters()));
        Normals normals = new Normals(new Seed(1).generator());

        assertThatThrownBy(() -> new StratifiedDraw(Objective.of(Bound.IWAE, 1), mixtures, normals))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1 component");
        assertThatThrownBy(() -> new StratifiedDraw(
                        Objective.of(Bound.SIWAE, 1).with(Slope.DOUBLY_REPARAMETERISED), mixtures, normals))
                .hasMessageContaining("plain gradients");
        assertThatThrownBy(() -> new MixtureRows(Family.lowRank(2, 1), new Matrix(1, 7)))
                .hasMessageContaining("low rank");
        assertThatThrownBy(() -> new MixtureRows(family, new Matrix(1, 3))).hasMessageContaining("got 3 columns");
        assertThatThrownBy(() -> Family.fullRank(2).mixture(0)).hasMessageContaining("at least 1 component, got 0");
    }
}
