package io.tifl.experiments.advi.bound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tifl.experiments.advi.family.Family;
import io.tifl.experiments.advi.family.Mixture;
import io.tifl.experiments.advi.family.Shape;
import io.tifl.protocol.Seed;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

final class ObjectiveTest {
    private static final Target BANANA = Target.of(Gaussians::banana);
    private static final int MANY = 10_000;

    private static final Family THREE = Family.fullRank(2).mixture(3);
    private static final Mixture MIXTURE = THREE.at(Gaussians.member(THREE));

    private static Estimate value(Bound bound, int samples) {
        return Objective.of(bound, samples).value(MIXTURE, BANANA, MANY, new Seed(17).child(bound.name()));
    }

    /** Four standard errors of a difference. */
    private static double slack(Estimate one, Estimate other) {
        return 4 * Math.hypot(one.standardError(), other.standardError());
    }

    private static void assertAtLeast(Estimate high, Estimate low) {
        assertThat(high.value()).isGreaterThanOrEqualTo(low.value() - slack(high, low));
    }

    // F1
    @Test
    void stratifiedWeightsAverageToTheEvidence() {
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < MANY; i++) {
            double weight = StrictMath.exp(Objective.of(Bound.SIWAE, 2)
                    .value(MIXTURE, BANANA, 1, new Seed(23).child(i))
                    .value());
            sum += weight;
            squares += weight * weight;
        }
        double mean = sum / MANY;
        double error = Math.sqrt((squares / MANY - mean * mean) / MANY);

        assertThat(mean).isCloseTo(StrictMath.exp(Gaussians.logEvidence()), within(4 * error));
    }

    // F1
    @ParameterizedTest
    @EnumSource(Bound.class)
    void noBoundIsAboveTheEvidence(Bound bound) {
        Estimate estimate = value(bound, 3);

        assertThat(estimate.value()).isLessThan(Gaussians.logEvidence() + 4 * estimate.standardError());
    }

    // F2
    @Test
    void oneComponentAndOneSampleMakeAllBoundsOne() {
        Family one = Family.fullRank(2);
        Mixture mixture = one.at(Gaussians.member(one));
        Target target = BANANA;
        double elbo = Objective.of(Bound.ELBO, 1)
                .value(mixture, target, MANY, new Seed(1))
                .value();
        Estimate siwae = Objective.of(Bound.SIWAE, 1).value(mixture, target, MANY, new Seed(2));

        assertThat(siwae.value()).isCloseTo(elbo, within(6 * siwae.standardError()));
    }

    // F2
    @Test
    void oneComponentMakesTheStratifiedBoundTheImportanceWeightedOne() {
        Family one = Family.fullRank(2);
        Mixture mixture = one.at(Gaussians.member(one));
        Estimate iwae = Objective.of(Bound.IWAE, 5).value(mixture, BANANA, MANY, new Seed(1));
        Estimate siwae = Objective.of(Bound.SIWAE, 5).value(mixture, BANANA, MANY, new Seed(2));

        assertThat(siwae.value()).isCloseTo(iwae.value(), within(slack(siwae, iwae)));
    }

    // F2
    @Test
    void summingOverComponentsBeforeTheLogarithmIsTighter() {
        assertAtLeast(value(Bound.SIWAE, 1), value(Bound.SELBO, 1));
        assertThat(value(Bound.SIWAE, 1).value())
                .isGreaterThan(value(Bound.SELBO, 1).value() + 0.05);
    }

    @Test
    void elboAndSelboHaveOneExpectation() {
        Estimate elbo = value(Bound.ELBO, 1);
        Estimate selbo = value(Bound.SELBO, 1);

        assertThat(selbo.value()).isCloseTo(elbo.value(), within(slack(elbo, selbo)));
        assertThat(selbo.standardError()).isLessThan(elbo.standardError());
    }

    // F3
    @Test
    void stratifyingTightensTheImportanceWeightedBound() {
        for (int samples : new int[] {1, 2, 5}) {
            assertAtLeast(value(Bound.SIWAE, samples), value(Bound.IWAE, samples));
        }
    }

    // F4
    @Test
    void moreSamplesTightenTheStratifiedBound() {
        List<Estimate> bounds = new ArrayList<>();
        for (int samples : new int[] {1, 2, 5, 12}) {
            bounds.add(value(Bound.SIWAE, samples));
        }
        for (int i = 1; i < bounds.size(); i++) {
            assertAtLeast(bounds.get(i), bounds.get(i - 1));
        }

        assertThat(bounds.getLast().value()).isGreaterThan(bounds.getFirst().value() + 0.05);
        assertThat(bounds.getLast().value()).isCloseTo(Gaussians.logEvidence(), within(0.05));
    }

    // F5
    @Test
    void equalWeightsAndEqualBudgetLeaveStratifyingAhead() {
        double[] member = Gaussians.member(THREE);
        member[0] = member[1] = member[2] = 0;
        Mixture equal = THREE.at(member);

        assertAtLeast(
                Objective.of(Bound.SIWAE, 2).value(equal, BANANA, MANY, new Seed(1)),
                Objective.of(Bound.IWAE, 6).value(equal, BANANA, MANY, new Seed(2)));
    }

    // F6
    @Test
    void everyComponentGetsAGradientInEveryDraw() {
        Estimate estimate = Objective.of(Bound.SIWAE, 1).estimate(MIXTURE, BANANA, 1, new Seed(4));

        assertThat(estimate.gradient()).hasSize(THREE.parameters()).doesNotContain(0.0);
    }

    // F7
    @ParameterizedTest
    @EnumSource(Slope.class)
    void oneComponentAndOneSampleGiveBothStratifiedBoundsTheSameBits(Slope slope) {
        Family one = Family.fullRank(2);
        Mixture mixture = one.at(Gaussians.member(one));

        Estimate selbo = Objective.of(Bound.SELBO, 1).with(slope).estimate(mixture, BANANA, 16, new Seed(4));
        Estimate siwae = Objective.of(Bound.SIWAE, 1).with(slope).estimate(mixture, BANANA, 16, new Seed(4));

        assertThat(siwae.value()).isEqualTo(selbo.value());
        assertThat(siwae.gradient()).containsExactly(selbo.gradient());
    }

    static List<Object[]> stratified() {
        List<Object[]> cases = new ArrayList<>();
        for (Shape shape : Gaussians.shapes()) {
            for (Bound bound : new Bound[] {Bound.SELBO, Bound.SIWAE}) {
                for (int samples : new int[] {1, 4}) {
                    for (double beta : new double[] {1, 0.3}) {
                        cases.add(new Object[] {shape, new Objective(bound, samples, beta, Slope.PLAIN), 3});
                        cases.add(new Object[] {shape, new Objective(bound, samples, beta, Slope.PLAIN), 1});
                    }
                }
            }
            cases.add(new Object[] {shape, Objective.of(Bound.ELBO, 3), 1});
            cases.add(new Object[] {shape, Objective.of(Bound.IWAE, 3), 1});
        }
        return cases;
    }

    @ParameterizedTest
    @MethodSource("stratified")
    void gradientIsTheDerivativeAtFixedNoise(Shape shape, Objective objective, int components) {
        Family family = new Family(2, components, shape);
        double[] member = Gaussians.member(family);

        double[] gradient =
                objective.estimate(family.at(member), BANANA, 3, new Seed(9)).gradient();

        assertThat(relativeError(gradient, differences(objective, family, member, 0)))
                .isLessThan(1e-6);
    }

    @ParameterizedTest
    @EnumSource(names = {"ELBO", "IWAE"})
    void componentsOfAnUnstratifiedMixtureGetTheDerivativeToo(Bound bound) {
        double[] member = Gaussians.member(THREE);
        Objective objective = Objective.of(bound, 4);

        double[] gradient = objective.estimate(MIXTURE, BANANA, 3, new Seed(9)).gradient();
        gradient[0] = gradient[1] = gradient[2] = 0;

        assertThat(relativeError(gradient, differences(objective, THREE, member, 3)))
                .isLessThan(1e-6);
    }

    private static double[] differences(Objective objective, Family family, double[] member, int from) {
        double step = 1e-5;
        double[] slopes = new double[member.length];
        for (int i = from; i < member.length; i++) {
            double[] up = member.clone();
            double[] down = member.clone();
            up[i] += step;
            down[i] -= step;
            slopes[i] = (objective.value(family.at(up), BANANA, 3, new Seed(9)).value()
                            - objective
                                    .value(family.at(down), BANANA, 3, new Seed(9))
                                    .value())
                    / (2 * step);
        }
        return slopes;
    }

    private static double relativeError(double[] one, double[] other) {
        double difference = 0;
        double size = 0;
        for (int i = 0; i < one.length; i++) {
            difference = Math.max(difference, Math.abs(one[i] - other[i]));
            size = Math.max(size, Math.abs(other[i]));
        }
        return difference / size;
    }

    static List<Objective> unbiased() {
        List<Objective> cases = new ArrayList<>();
        for (Bound bound : Bound.values()) {
            for (double beta : new double[] {1, 0.3}) {
                cases.add(new Objective(bound, 2, beta, Slope.DOUBLY_REPARAMETERISED));
            }
        }
        cases.add(Objective.of(Bound.ELBO, 1).with(Slope.DOUBLY_REPARAMETERISED));
        cases.add(Objective.of(Bound.SIWAE, 1).with(Slope.DOUBLY_REPARAMETERISED));
        return cases;
    }

    @ParameterizedTest
    @MethodSource("unbiased")
    void bothSlopesHaveOneExpectation(Objective objective) {
        assertSameExpectation(objective, objective.with(Slope.PLAIN));
    }

    // The score function against the analytic derivative in the weights.
    @ParameterizedTest
    @EnumSource(Slope.class)
    void choiceOfComponentsHasTheGradientOfItsExpectation(Slope slope) {
        assertSameExpectation(Objective.of(Bound.ELBO, 2).with(slope), Objective.of(Bound.SELBO, 2));
    }

    private static void assertSameExpectation(Objective one, Objective other) {
        int batches = 60;
        List<double[]> ones = new ArrayList<>();
        List<double[]> others = new ArrayList<>();
        for (int i = 0; i < batches; i++) {
            ones.add(one.estimate(MIXTURE, BANANA, 300, new Seed(31).child(i)).gradient());
            others.add(
                    other.estimate(MIXTURE, BANANA, 300, new Seed(37).child(i)).gradient());
        }
        for (int p = 0; p < THREE.parameters(); p++) {
            Estimate first = column(ones, p);
            Estimate second = column(others, p);

            assertThat(first.value()).as("parameter " + p).isCloseTo(second.value(), within(slack(first, second)));
        }
    }

    private static Estimate column(List<double[]> rows, int column) {
        return Estimate.of(rows.stream().mapToDouble(row -> row[column]).toArray(), new double[0]);
    }

    @ParameterizedTest
    @EnumSource(Bound.class)
    void atTheTargetItselfTheDoubleSlopeIsZeroWithoutVariance(Bound bound) {
        Target same = Target.of((point, gradient) -> {
            Mixture.At at = MIXTURE.at(point);
            for (int i = 0; i < gradient.length; i++) {
                gradient[i] += at.slope(i);
            }
            return at.logDensity() + 2;
        });

        Estimate estimate =
                Objective.of(bound, 3).with(Slope.DOUBLY_REPARAMETERISED).estimate(MIXTURE, same, 2, new Seed(5));

        assertThat(estimate.value()).isCloseTo(2, within(1e-12));
        assertThat(estimate.gradient()).usingComparatorWithPrecision(1e-12).containsOnly(0.0);
    }

    @ParameterizedTest
    @EnumSource(Bound.class)
    void anyNumberOfThreadsGivesTheSameBits(Bound bound) throws Exception {
        Objective objective = Objective.of(bound, 3);
        List<Estimate> estimates = new ArrayList<>();
        for (int threads : new int[] {1, 4}) {
            try (ForkJoinPool pool = new ForkJoinPool(threads)) {
                estimates.add(pool.submit(() -> objective.estimate(MIXTURE, BANANA, 50, new Seed(3)))
                        .get());
            }
        }

        assertThat(estimates.getFirst().value()).isEqualTo(estimates.getLast().value());
        assertThat(estimates.getFirst().gradient())
                .containsExactly(estimates.getLast().gradient());
    }

    @Test
    void hugeWeightsDoNotOverflow() {
        Target far = Target.of((point, gradient) -> Gaussians.banana(point, gradient) + 1e6);
        Estimate estimate = Objective.of(Bound.SIWAE, 2).estimate(MIXTURE, far, 4, new Seed(3));

        assertThat(estimate.value()).isCloseTo(1e6, within(20.0));
        assertThat(estimate.gradient()).doesNotContain(Double.NaN);
    }

    @Test
    void aLogJointThatIsNotFiniteIsNamedWithItsPoint() {
        Target broken = Target.of((point, gradient) -> StrictMath.log(point[0]));

        assertThatThrownBy(() -> Objective.of(Bound.SIWAE, 2).estimate(MIXTURE, broken, 4, new Seed(3)))
                .isInstanceOf(ArithmeticException.class)
                .hasMessageStartingWith("the log joint must be finite, it is NaN at [-");
    }

    @Test
    void aGradientThatIsNotFiniteIsNamedWithItsPoint() {
        Target broken = Target.of((point, gradient) -> {
            gradient[1] = Double.POSITIVE_INFINITY;
            return 0;
        });

        assertThatThrownBy(() -> Objective.of(Bound.ELBO, 2).estimate(MIXTURE, broken, 4, new Seed(3)))
                .isInstanceOf(ArithmeticException.class)
                .hasMessageStartingWith("the gradient of the log joint must be finite, it is [0.0, Infinity] at [");
    }

    @Test
    void boundsOfNoSamplesAreRefused() {
        assertThatThrownBy(() -> Objective.of(Bound.IWAE, 0)).hasMessage("a bound takes at least 1 sample, got 0");
        assertThatThrownBy(() -> new Objective(Bound.IWAE, 1, -1, Slope.PLAIN))
                .hasMessage("beta must be at least 0 and finite, got -1.0");
        assertThatThrownBy(() -> Objective.of(Bound.IWAE, 1).value(MIXTURE, BANANA, 0, new Seed(1)))
                .hasMessage("an estimate takes at least 1 draw, got 0");
    }
}
