package io.tifl.experiments.advi;

import io.tifl.experiments.advi.bound.Objective;
import io.tifl.experiments.advi.bound.Target;
import io.tifl.experiments.advi.family.Family;
import io.tifl.experiments.advi.family.Mixture;
import io.tifl.experiments.advi.model.Model;
import io.tifl.protocol.Seed;

/**
 * Automatic differentiation variational inference: fits a mixture of Gaussians to a target by gradient steps on a bound.
 * Immutable; thread-safe if the target is.
 *
 * <p>Chance is a function of the seed and the step's number, and sums are taken in order: one seed gives one result for
 * any number of threads. A target whose data lie with clients is asked for two sets of points in a step with a
 * convergence test, for one otherwise.
 */
public final class Advi {
    private final Family family;
    private final Target target;
    private final AdviSettings settings;
    private final Seed seed;

    /** @param dimension of the target's points */
    public Advi(int dimension, Target target, AdviSettings settings, Seed seed) {
        this.family = new Family(dimension, settings.components(), settings.shape());
        this.target = target;
        this.settings = settings;
        this.seed = seed;
    }

    /**
     * Fits an approximation to a model's posterior.
     *
     * @throws ArithmeticException if the log joint or its gradient is not finite at a sample
     */
    public static Posterior fit(Model model, AdviSettings settings, Seed seed) {
        Target weighed = model.target(settings.objective().beta());
        Fit fit = new Advi(model.space().freeSize(), weighed, settings, seed).fit();
        return new Posterior(model.space(), model.target(), fit);
    }

    public Family family() {
        return family;
    }

    /** Where the search begins. */
    public Search start() {
        double[] centre = new double[family.dimension()];
        AdviSettings.Start start = settings.start();
        return Search.from(family.start(centre, start.spread(), start.scale(), seed));
    }

    /** The points that a step from here asks its target for. */
    public double[][] points(Search search) {
        return settings.objective().points(family.at(search.member()), settings.draws(), stepSeed(search));
    }

    private Seed stepSeed(Search search) {
        return seed.child("step").child(search.step());
    }

    /** One gradient step, and a convergence test if one is due. */
    public Search next(Search search) {
        Objective objective = settings.objective();
        double[] gradient = objective
                .estimate(family.at(search.member()), target, settings.draws(), stepSeed(search))
                .gradient();
        Search next = search.climb(gradient, settings.rate());
        Convergence convergence = settings.convergence();
        if (next.step() % convergence.every() != 0) {
            return next;
        }
        Mixture mixture = family.at(next.member());
        return next.tested(objective
                .value(mixture, target, convergence.draws(), seed.child("test"))
                .value());
    }

    /** Whether the bound has changed no more at the latest tests. */
    public boolean hasConverged(Search search) {
        return settings.convergence().reached(search.bounds());
    }

    /** Whether no step is to be made from here: the convergence test is passed or the steps are used up. */
    public boolean isOver(Search search) {
        return search.step() >= settings.maxSteps() || hasConverged(search);
    }

    /** Steps until it is over. */
    public Fit fit() {
        Search search = start();
        while (!isOver(search)) {
            search = next(search);
        }
        return reached(search);
    }

    /** What a search has reached. */
    public Fit reached(Search search) {
        return new Fit(family.at(search.member()), search, hasConverged(search));
    }
}
