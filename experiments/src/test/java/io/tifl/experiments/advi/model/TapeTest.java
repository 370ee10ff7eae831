package io.tifl.experiments.advi.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tifl.experiments.advi.bound.LogDensity;
import java.util.function.BinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TapeTest {
    private static final Space SPACE =
            Space.empty().with("a", Support.positive(1)).with("b", Support.positive(2));

    /** A computation with a name. */
    record Case(String name, Function<Reals, Real> function) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Case named(String name, Function<Reals, Real> function) {
        return new Case(name, function);
    }

    private static Case pair(String name, BinaryOperator<Real> function) {
        return new Case(name, reals -> function.apply(reals.scalar("a"), reals.vector("b")[1]));
    }

    static Case[] cases() {
        return new Case[] {
            pair("plus", (a, b) -> a.plus(b).plus(3)),
            pair("minus", (a, b) -> a.minus(b).minus(3)),
            pair("times", (a, b) -> a.times(b).times(3).times(a)),
            pair("over", (a, b) -> a.over(b).over(3)),
            pair("negate", (a, b) -> a.negate().times(b)),
            pair("square", (a, b) -> a.square().times(b)),
            pair("exp and log", (a, b) -> a.exp().times(b.log())),
            pair("log1p and sqrt", (a, b) -> a.log1p().times(b.sqrt())),
            pair("tanh and logistic", (a, b) -> a.tanh().times(b.logistic())),
            pair("softplus", (a, b) -> a.minus(b.times(3)).softplus()),
            pair("logGamma", (a, b) -> a.logGamma().plus(b.logGamma())),
            pair("logSumExp", (a, b) -> Real.logSumExp(a, b, a.times(b))),
            pair("normal", (a, b) -> LogDensities.normal(0.3, a, b)),
            pair("studentT", (a, b) -> LogDensities.studentT(a, b, a.constant(0.2), b)),
            pair(
                    "others",
                    (a, b) -> Real.sum(
                            LogDensities.halfNormal(a, 2),
                            LogDensities.halfCauchy(b, 2),
                            LogDensities.exponential(a, 3),
                            LogDensities.gamma(b, 2.5, 3),
                            LogDensities.beta(a, 2.5, 3))),
            pair(
                    "discrete",
                    (a, b) -> Real.sum(
                            LogDensities.bernoulli(true, a),
                            LogDensities.bernoulli(false, b),
                            LogDensities.poisson(4, a),
                            LogDensities.categorical(1, a, b, a.negate()))),
            named("dirichlet", reals -> LogDensities.dirichlet(reals.vector("b"), 1.7)),
        };
    }

    @ParameterizedTest
    @MethodSource("cases")
    void gradientIsTheDerivative(Case one) {
        LogDensity density = Tape.density(SPACE, one.function());
        double[] point = {0.4, 0.7, 1.9};
        double[] gradient = new double[3];

        density.at(point, gradient);

        for (int i = 0; i < 3; i++) {
            double[] up = point.clone();
            double[] down = point.clone();
            up[i] += 1e-6;
            down[i] -= 1e-6;
            double difference = (density.at(up, new double[3]) - density.at(down, new double[3])) / 2e-6;
            assertThat(gradient[i]).isCloseTo(difference, within(1e-7));
        }
    }

    @Test
    void longComputationsKeepTheirGradient() {
        double[] gradient = new double[3];

        double value = Tape.density(SPACE, reals -> {
                    Real sum = reals.constant(0);
                    for (int i = 0; i < 10_000; i++) {
                        sum = sum.plus(reals.scalar("a").times(i));
                    }
                    return sum;
                })
                .at(new double[] {2, 1, 1}, gradient);

        assertThat(value).isEqualTo(2 * 49_995_000.0);
        assertThat(gradient).containsExactly(49_995_000.0, 0, 0);
    }

    private static double integral(double from, double to, DoubleUnaryOperator logDensity) {
        int steps = 40_000;
        double sum = 0;
        for (int i = 0; i < steps; i++) {
            double x = from + (to - from) * (i + 0.5) / steps;
            sum += StrictMath.exp(logDensity.applyAsDouble(x)) * (to - from) / steps;
        }
        return sum;
    }

    private static DoubleUnaryOperator density(Function<Real, Real> function) {
        Space one = Space.empty().with("x", Support.real(1));
        LogDensity density = Tape.density(one, reals -> function.apply(reals.scalar("x")));
        return x -> density.at(new double[] {x}, new double[1]);
    }

    @Test
    void densitiesIntegrateToOne() {
        assertThat(integral(-20, 20, density(x -> LogDensities.normal(x, 1, 2))))
                .isCloseTo(1, within(1e-6));
        assertThat(integral(0, 20, density(x -> LogDensities.halfNormal(x, 2)))).isCloseTo(1, within(1e-6));
        assertThat(integral(0, 40, density(x -> LogDensities.gamma(x, 2.5, 1.5))))
                .isCloseTo(1, within(1e-6));
        assertThat(integral(0, 40, density(x -> LogDensities.exponential(x, 1.5))))
                .isCloseTo(1, within(1e-6));
        assertThat(integral(0, 1, density(x -> LogDensities.beta(x, 2.5, 1.5)))).isCloseTo(1, within(1e-6));
        assertThat(integral(0, 4000, density(x -> LogDensities.halfCauchy(x, 1))))
                .isCloseTo(1, within(1e-3));
        assertThat(integral(
                        -200, 200, density(x -> LogDensities.studentT(x, x.constant(4), x.constant(1), x.constant(2)))))
                .isCloseTo(1, within(1e-6));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 10, 15, 18})
    void gammaOfWholeNumbersIsTheFactorial(int n) {
        double factorial = 1;
        double harmonic = 0;
        for (int i = 1; i < n; i++) {
            factorial *= i;
            harmonic += 1.0 / i;
        }

        assertThat(LogGamma.of(n)).isCloseTo(StrictMath.log(factorial), within(1e-13 * Math.max(1, n)));
        assertThat(LogGamma.slope(n)).isCloseTo(harmonic - 0.5772156649015329, within(1e-13));
    }

    @Test
    void gammaOfOneHalfIsTheRootOfPi() {
        assertThat(LogGamma.of(0.5)).isCloseTo(0.5 * StrictMath.log(Math.PI), within(1e-14));
        assertThat(LogGamma.of(-1)).isNaN();
    }
}
