package io.tifl.experiments.advi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tifl.experiments.advi.bound.Bound;
import io.tifl.experiments.advi.bound.Objective;
import io.tifl.experiments.advi.bound.Slope;
import io.tifl.experiments.advi.bound.Target;
import io.tifl.experiments.advi.family.Shape;
import io.tifl.experiments.advi.model.Likelihood;
import io.tifl.experiments.advi.model.LikelihoodSums;
import io.tifl.experiments.advi.model.LogDensities;
import io.tifl.experiments.advi.model.Model;
import io.tifl.experiments.advi.model.SharedLikelihood;
import io.tifl.experiments.advi.model.Space;
import io.tifl.experiments.advi.model.Support;
import io.tifl.experiments.advi.model.Tape;
import io.tifl.experiments.advi.model.Values;
import io.tifl.protocol.Seed;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class AdviTest {
    private static final double[] SEEN = {1.2, 0.4, 2.2, 1.9, -0.3, 0.8, 1.1};

    private static final AdviSettings FULL = AdviSettings.of(new Shape.FullRank());

    /** {@code mu ~ N(0, 2^2)}, {@code x ~ N(mu, 1)}: everything is known. */
    private static Model mean() {
        Space space = Space.empty().with("mu", Support.real(1));
        return new Model(
                space,
                Tape.density(space, reals -> LogDensities.normal(reals.scalar("mu"), 0, 2)),
                Tape.likelihood(
                        space,
                        SEEN.length,
                        (i, reals) -> LogDensities.normal(SEEN[i], reals.scalar("mu"), reals.constant(1))));
    }

    @Test
    void aNormalMeanIsFoundExactly() {
        Posterior posterior = Advi.fit(mean(), FULL, new Seed(1));
        double precision = 0.25 + SEEN.length;
        double sum = 0;
        double squares = 0;
        for (double seen : SEEN) {
            sum += seen;
            squares += seen * seen;
        }

        assertThat(posterior.fit().converged()).isTrue();
        assertThat(posterior.fit().search().step()).isLessThan(FULL.maxSteps());
        double[] moments = posterior.mean(2000, new Seed(2), values -> {
            double mu = values.scalar("mu");
            return new double[] {mu, mu * mu};
        });
        assertThat(moments[0]).isCloseTo(sum / precision, within(0.03));
        assertThat(moments[1] - moments[0] * moments[0]).isCloseTo(1 / precision, within(0.02));
        double logEvidence = -0.5
                * (SEEN.length * StrictMath.log(2 * Math.PI)
                        + StrictMath.log(4 * precision)
                        + squares
                        - sum * sum / precision);
        assertThat(posterior.weighted(1000, new Seed(3)).diagnosis().logEvidence())
                .isCloseTo(logEvidence, within(1e-3));
    }

    @Test
    void aPoissonRateHasItsGammaPosterior() {
        int[] counts = {3, 5, 2, 4};
        Space space = Space.empty().with("rate", Support.positive(1));
        Model model = new Model(
                space,
                Tape.density(space, reals -> LogDensities.gamma(reals.scalar("rate"), 2, 1)),
                Tape.likelihood(
                        space, counts.length, (i, reals) -> LogDensities.poisson(counts[i], reals.scalar("rate"))));

        WeightedDraws draws = Advi.fit(model, FULL, new Seed(1)).weighted(20_000, new Seed(2));

        assertThat(draws.mean(values -> values.scalar("rate"))).isCloseTo(16.0 / 5, within(0.02));
        assertThat(draws.diagnosis().reliable()).isTrue();
        assertThat(draws.diagnosis().effectiveSamples()).isGreaterThan(15_000);
        double sumOfDraws = 0;
        for (Values values : draws.resample(4000, new Seed(3))) {
            sumOfDraws += values.scalar("rate") / 4000;
        }
        assertThat(sumOfDraws).isCloseTo(16.0 / 5, within(0.03));
        // Gamma(16) / 5^16 over the factorials of the counts
        double logEvidence =
                StrictMath.log(1_307_674_368_000.0) - 16 * StrictMath.log(5) - StrictMath.log(6.0 * 120 * 2 * 24);
        assertThat(draws.diagnosis().logEvidence()).isCloseTo(logEvidence, within(0.005));
    }

    @Test
    void sharesHaveTheirDirichletPosterior() {
        int[] counts = {7, 2, 1};
        Space space = Space.empty().with("pi", Support.simplex(3));
        Model model = Model.of(space, (values, gradient) -> {
            double log = StrictMath.log(2);
            for (int i = 0; i < 3; i++) {
                log += counts[i] * StrictMath.log(values[i]);
                gradient[i] += counts[i] / values[i];
            }
            return log;
        });

        WeightedDraws draws = Advi.fit(model, FULL, new Seed(1)).weighted(20_000, new Seed(2));

        assertThat(draws.mean(values -> values.vector("pi")[0])).isCloseTo(8.0 / 13, within(0.005));
        assertThat(draws.mean(values -> values.vector("pi")[2])).isCloseTo(2.0 / 13, within(0.005));
        // 2 * 7! 2! 1! / 12!
        assertThat(draws.diagnosis().logEvidence())
                .isCloseTo(StrictMath.log(2 * 5040 * 2 / 479_001_600.0), within(0.01));
    }

    @Test
    void aMixtureOfTheTaskDoesWhatEachBoundAsks() {
        for (Bound bound : Bound.values()) {
            AdviSettings settings = FULL.mixture(2)
                    .withObjective(Objective.of(bound, 2).with(Slope.DOUBLY_REPARAMETERISED))
                    .withSteps(300, 8, 0.05);

            Posterior posterior = Advi.fit(mean(), settings, new Seed(1));

            assertThat(posterior.bound(Bound.SIWAE, 5, 2000, new Seed(2)).value())
                    .as(bound.toString())
                    .isCloseTo(posterior.weighted(2000, new Seed(3)).diagnosis().logEvidence(), within(0.01));
        }
    }

    @Test
    void predictionsFollowTheDraws() {
        Posterior posterior = Advi.fit(mean(), FULL, new Seed(1));
        double[] draws = posterior.draws(50, new Seed(4)).stream()
                .mapToDouble(values -> values.scalar("mu"))
                .toArray();

        List<Double> predicted =
                posterior.predict(50, new Seed(4), (values, random) -> values.scalar("mu") + 0 * random.nextDouble());

        assertThat(predicted).containsExactly(Arrays.stream(draws).boxed().toArray(Double[]::new));
    }

    @Test
    void oneSeedGivesOneFitForAnyNumberOfThreads() throws Exception {
        AdviSettings settings = FULL.mixture(3).withSteps(120, 8, 0.05);
        double[][] members = new double[2][];
        for (int i = 0; i < 2; i++) {
            try (ForkJoinPool pool = new ForkJoinPool(1 + 3 * i)) {
                members[i] = pool.submit(() -> Advi.fit(mean(), settings, new Seed(9)))
                        .get()
                        .fit()
                        .search()
                        .member();
            }
        }

        assertThat(members[0]).containsExactly(members[1]);
        assertThat(Advi.fit(mean(), settings, new Seed(10)).fit().search().member())
                .isNotEqualTo(members[0]);
    }

    /** Data at several places whose sums travel as bytes. */
    private static SharedLikelihood scattered(Model model, int... owners) {
        int clients = Arrays.stream(owners).max().orElseThrow() + 1;
        return points -> {
            LikelihoodSums all =
                    LikelihoodSums.empty(points.length, model.space().size());
            for (int client = clients - 1; client >= 0; client--) {
                int who = client;
                int[] own = IntStream.range(0, owners.length)
                        .filter(i -> owners[i] == who)
                        .toArray();
                Likelihood part = Likelihood.of(
                        own.length,
                        (i, values, gradient) -> model.likelihood().at(own[own.length - 1 - i], values, gradient));
                all.merge(sent(LikelihoodSums.of(part, model.space(), points), points.length, model.space()));
            }
            return all;
        };
    }

    private static LikelihoodSums sent(LikelihoodSums sums, int points, Space space) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            sums.write(new DataOutputStream(bytes));
            return LikelihoodSums.read(
                    new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())), points, space.size());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void dataAtSeveralPlacesGiveTheBitsOfDataAtOne() {
        Model model = mean();
        AdviSettings settings = FULL.mixture(2).withSteps(150, 4, 0.05);
        double[] central = Advi.fit(model, settings, new Seed(6)).fit().search().member();

        for (int[] owners : new int[][] {{0, 0, 0, 0, 0, 0, 0}, {2, 0, 1, 2, 0, 0, 1}, {0, 1, 2, 3, 4, 5, 6}}) {
            Target target = model.target(scattered(model, owners), 1);
            double[] federated =
                    new Advi(1, target, settings, new Seed(6)).fit().search().member();

            assertThat(federated).containsExactly(central);
        }
    }

    @Test
    void aTemperedPriorWeighsLess() {
        double sum = 0;
        for (double seen : SEEN) {
            sum += seen;
        }
        Objective objective = new Objective(Bound.SELBO, 1, 0.1, Slope.DOUBLY_REPARAMETERISED);

        double[] mean = Advi.fit(mean(), FULL.withObjective(objective), new Seed(1))
                .mean(2000, new Seed(2), values -> new double[] {values.scalar("mu")});

        assertThat(mean[0]).isCloseTo(sum / (SEEN.length + 0.1 * 0.25), within(0.02));
    }

    @Test
    void aLikelihoodThatIsNotFiniteIsNamed() {
        Space space = Space.empty().with("mu", Support.real(1)).with("sigma", Support.positive(1));
        Model model = new Model(
                space,
                (values, gradient) -> 0,
                Likelihood.of(3, (i, values, gradient) -> i == 2 ? StrictMath.log(-1) : 0));

        assertThatThrownBy(() -> Advi.fit(model, FULL, new Seed(1)))
                .isInstanceOf(ArithmeticException.class)
                .hasMessageStartingWith(
                        "the log likelihood of datum 2 must be finite, it is NaN with slopes [0.0, 0.0] at mu = ");
    }

    @Test
    void aPriorThatIsNotFiniteIsNamed() {
        Space space = Space.empty().with("mu", Support.real(2));

        assertThatThrownBy(() ->
                        Advi.fit(Model.of(space, (values, gradient) -> Double.NEGATIVE_INFINITY), FULL, new Seed(1)))
                .isInstanceOf(ArithmeticException.class)
                .hasMessageStartingWith("the log prior or log joint must be finite, it is -Infinity")
                .hasMessageContaining("at mu = [");
    }

    @Test
    void badSettingsAreRefused() {
        assertThatThrownBy(() -> FULL.mixture(0)).hasMessage("a mixture needs at least 1 component, got 0");
        assertThatThrownBy(() -> FULL.withSteps(10, 0, 0.1)).hasMessage("a step takes at least 1 draw, got 0");
        assertThatThrownBy(() -> FULL.withSteps(10, 1, 0)).hasMessage("the rate must be above 0 and finite, got 0.0");
        assertThatThrownBy(() -> new AdviSettings.Start(1, -1))
                .hasMessage("a start needs a spread of at least 0 and a scale above 0, got 1.0 and -1.0");
        assertThatThrownBy(() -> Model.of(Space.empty(), (values, gradient) -> 0))
                .hasMessage("a model needs at least one parameter");
        Space space = Space.empty().with("mu", Support.real(1));
        assertThatThrownBy(() -> Model.of(space, (values, gradient) -> 0).target(0.5))
                .hasMessageContaining("expected beta 1, got 0.5");
    }
}
