package io.tifl.experiments.advi;

import io.tifl.experiments.advi.bound.Bound;
import io.tifl.experiments.advi.bound.Objective;
import io.tifl.experiments.advi.bound.Slope;
import io.tifl.experiments.advi.family.Shape;

/**
 * How an approximation is fitted.
 *
 * @param shape of each component's covariance
 * @param components K, at least 1
 * @param objective what is maximised
 * @param draws of the objective in each step, at least 1
 * @param start where the search begins
 * @param rate Adam's step size, above 0
 * @param maxSteps at least 0
 * @param convergence when it ends earlier
 */
public record AdviSettings(
        Shape shape,
        int components,
        Objective objective,
        int draws,
        Start start,
        double rate,
        int maxSteps,
        Convergence convergence) {
    /**
     * Means of components are drawn around zero, in free numbers.
     *
     * @param spread standard deviation of the means
     * @param scale standard deviation of each component
     */
    public record Start(double spread, double scale) {
        public Start {
            if (!(spread >= 0) || Double.isInfinite(spread) || !(scale > 0) || Double.isInfinite(scale)) {
                throw new IllegalArgumentException(
                        "a start needs a spread of at least 0 and a scale above 0, got " + spread + " and " + scale);
            }
        }
    }

    public AdviSettings {
        if (components < 1) {
            throw new IllegalArgumentException("a mixture needs at least 1 component, got " + components);
        }
        if (draws < 1) {
            throw new IllegalArgumentException("a step takes at least 1 draw, got " + draws);
        }
        if (!(rate > 0) || Double.isInfinite(rate)) {
            throw new IllegalArgumentException("the rate must be above 0 and finite, got " + rate);
        }
        if (maxSteps < 0) {
            throw new IllegalArgumentException("the steps must be at least 0, got " + maxSteps);
        }
    }

    /** One component, the ELBO's stratified form, and at most 10,000 steps of 0.02 with 16 draws each. */
    public static AdviSettings of(Shape shape) {
        return new AdviSettings(
                shape,
                1,
                Objective.of(Bound.SELBO, 1).with(Slope.DOUBLY_REPARAMETERISED),
                16,
                new Start(0, 1),
                0.02,
                10_000,
                Convergence.usual());
    }

    /** A mixture of so many, whose means start apart, fitted by SIWAE. */
    public AdviSettings mixture(int count) {
        Objective siwae = new Objective(Bound.SIWAE, objective.samples(), objective.beta(), objective.slope());
        return new AdviSettings(shape, count, siwae, draws, new Start(1, 1), rate, maxSteps, convergence);
    }

    public AdviSettings withObjective(Objective other) {
        return new AdviSettings(shape, components, other, draws, start, rate, maxSteps, convergence);
    }

    public AdviSettings withStart(Start other) {
        return new AdviSettings(shape, components, objective, draws, other, rate, maxSteps, convergence);
    }

    public AdviSettings withSteps(int most, int drawsEach, double stepSize) {
        return new AdviSettings(shape, components, objective, drawsEach, start, stepSize, most, convergence);
    }

    public AdviSettings withConvergence(Convergence other) {
        return new AdviSettings(shape, components, objective, draws, start, rate, maxSteps, other);
    }
}
