package io.tifl.experiments.advi.model;

import io.tifl.experiments.advi.bound.LogDensity;
import io.tifl.experiments.advi.bound.Target;

/**
 * A model: named parameters, their log prior, and the log likelihood of data. Immutable and thread-safe.
 *
 * <p>Densities are functions of the values; the change to free numbers, where an approximation lives, is made here.
 *
 * {@snippet :
 * Space space = Space.empty().with("mu", Support.real(1)).with("sigma", Support.positive(1));
 * Model model = new Model(
 *         space,
 *         Tape.density(space, p -> LogDensities.normal(p.scalar("mu"), 0, 10)
 *                 .plus(LogDensities.halfNormal(p.scalar("sigma"), 5))),
 *         Tape.likelihood(space, seen.length, (i, p) ->
 *                 LogDensities.normal(seen[i], p.scalar("mu"), p.scalar("sigma"))));
 * Posterior posterior = Advi.fit(model, AdviSettings.of(new Shape.FullRank()), new Seed(1));
 * double mean = posterior.weighted(4000, new Seed(2)).mean(values -> values.scalar("mu"));
 * }
 *
 * @param space of the parameters
 * @param prior log density of the values and its gradient in them; for a model of one piece its whole log joint
 * @param likelihood of the data
 */
public record Model(Space space, LogDensity prior, Likelihood likelihood) {
    public Model {
        if (space.freeSize() < 1) {
            throw new IllegalArgumentException("a model needs at least one parameter");
        }
    }

    /** A model whose log joint is one function of the values. */
    public static Model of(Space space, LogDensity logJoint) {
        return new Model(space, logJoint, Likelihood.none());
    }

    /** What is approximated, in free numbers, with all data here. */
    public Target target() {
        return target(1);
    }

    /** The same with a weight on the prior. */
    public Target target(double beta) {
        if (beta != 1 && likelihood.size() == 0) {
            throw new IllegalArgumentException(
                    "a prior is weighed against a likelihood, this model has none; expected beta 1, got " + beta);
        }
        return target(points -> LikelihoodSums.of(likelihood, space, points), beta);
    }

    /** What is approximated with the data of others in place of this model's. */
    public Target target(SharedLikelihood shared, double beta) {
        return new ModelTarget(space, prior, shared, beta);
    }
}
