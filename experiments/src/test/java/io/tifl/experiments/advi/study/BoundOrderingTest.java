package io.tifl.experiments.advi.study;

import static io.tifl.experiments.advi.bound.Bound.IWAE;
import static io.tifl.experiments.advi.bound.Bound.SELBO;
import static io.tifl.experiments.advi.bound.Bound.SIWAE;
import static io.tifl.experiments.advi.study.BoundOrdering.Approximation.BALANCED;
import static io.tifl.experiments.advi.study.BoundOrdering.Approximation.STRAY;
import static io.tifl.experiments.advi.study.BoundOrdering.Approximation.UNBALANCED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tifl.experiments.advi.bound.Bound;
import io.tifl.experiments.advi.bound.Estimate;
import io.tifl.experiments.advi.study.BoundOrdering.Approximation;
import io.tifl.protocol.Seed;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

final class BoundOrderingTest {
    private static final int FEW = 20_000;
    private static final int MANY = 200_000;

    /** A value from an independent program, which took 200,000 samples. */
    record Known(Approximation approximation, Bound bound, int samples, double value) {}

    static List<Known> known() {
        return List.of(
                new Known(BALANCED, SELBO, 1, -1.349),
                new Known(BALANCED, SIWAE, 1, -1.320),
                new Known(BALANCED, SIWAE, 2, -1.310),
                new Known(BALANCED, SIWAE, 5, -1.304),
                new Known(BALANCED, SIWAE, 10, -1.302),
                new Known(BALANCED, IWAE, 1, -1.349),
                new Known(BALANCED, IWAE, 2, -1.319),
                new Known(BALANCED, IWAE, 10, -1.303),
                new Known(UNBALANCED, SELBO, 1, -2.30),
                new Known(UNBALANCED, SIWAE, 1, -1.627),
                new Known(UNBALANCED, SIWAE, 2, -1.415),
                new Known(UNBALANCED, SIWAE, 5, -1.340),
                new Known(UNBALANCED, SIWAE, 10, -1.322),
                new Known(UNBALANCED, IWAE, 1, -2.303),
                new Known(UNBALANCED, IWAE, 2, -1.736),
                new Known(UNBALANCED, IWAE, 4, -1.524),
                new Known(UNBALANCED, IWAE, 5, -1.483),
                new Known(UNBALANCED, IWAE, 10, -1.396),
                new Known(UNBALANCED, IWAE, 20, -1.351),
                new Known(STRAY, SELBO, 1, -22.4),
                new Known(STRAY, SIWAE, 1, -2.045),
                new Known(STRAY, SIWAE, 10, -1.997),
                new Known(STRAY, IWAE, 1, -22.37),
                new Known(STRAY, IWAE, 2, -10.15),
                new Known(STRAY, IWAE, 10, -2.085));
    }

    private static Estimate measure(Known known, int draws) {
        return BoundOrdering.measure(known.approximation, known.bound, known.samples, draws, new Seed(1));
    }

    // Within 0.005; where chance alone makes more of a difference, within four standard errors of it.
    @Tag("slow")
    @ParameterizedTest
    @MethodSource("known")
    void boundsHaveTheirKnownValues(Known known) {
        Estimate estimate = measure(known, MANY);

        double chance = 4 * Math.sqrt(2) * estimate.standardError();
        assertThat(estimate.value()).isCloseTo(known.value, within(Math.max(0.005, chance)));
    }

    static List<Known> quick() {
        return known().stream().filter(known -> known.samples <= 2).toList();
    }

    @ParameterizedTest
    @MethodSource("quick")
    void fewDrawsAgreeWithinChance(Known known) {
        Estimate estimate = measure(known, FEW);

        assertThat(estimate.value()).isCloseTo(known.value, within(0.005 + 4 * estimate.standardError()));
    }

    @ParameterizedTest
    @EnumSource(Approximation.class)
    void noBoundIsAboveTheEvidenceAndMoreSamplesAreTighter(Approximation approximation) {
        Estimate last = BoundOrdering.measure(approximation, SELBO, 1, FEW, new Seed(2));
        for (int samples : new int[] {1, 2, 5}) {
            Estimate next = BoundOrdering.measure(approximation, SIWAE, samples, FEW, new Seed(2));

            double slack = 4 * Math.hypot(next.standardError(), last.standardError());
            assertThat(next.value()).isGreaterThan(last.value() - slack);
            assertThat(next.value()).isLessThan(FoldedNormal.LOG_EVIDENCE + 4 * next.standardError());
            last = next;
        }
    }

    @Test
    void aStrayComponentCostsTwentyNatsInSelboAndUnderOneInSiwae() {
        double selbo = BoundOrdering.measure(STRAY, SELBO, 1, FEW, new Seed(3)).value();
        double siwae = BoundOrdering.measure(STRAY, SIWAE, 1, FEW, new Seed(3)).value();

        assertThat(FoldedNormal.LOG_EVIDENCE - selbo).isGreaterThan(20);
        assertThat(FoldedNormal.LOG_EVIDENCE - siwae).isLessThan(1);
    }

    @Test
    void slopeOfTheLogJointIsItsDerivative() {
        FoldedNormal target = new FoldedNormal();
        for (double z : new double[] {-2, -0.4, 0.3, 1.7}) {
            double[] gradient = new double[1];
            target.at(new double[] {z}, gradient);
            double up = target.at(new double[] {z + 1e-6}, new double[1]);
            double down = target.at(new double[] {z - 1e-6}, new double[1]);

            assertThat(gradient[0]).isCloseTo((up - down) / 2e-6, within(1e-6));
        }
    }

    @Test
    void theEvidenceIsTheIntegralOfTheLogJoint() {
        FoldedNormal target = new FoldedNormal();
        double sum = 0;
        for (int i = -8000; i < 8000; i++) {
            sum += StrictMath.exp(target.at(new double[] {(i + 0.5) / 1000}, new double[1])) / 1000;
        }

        assertThat(StrictMath.log(sum)).isCloseTo(FoldedNormal.LOG_EVIDENCE, within(1e-5));
    }
}
