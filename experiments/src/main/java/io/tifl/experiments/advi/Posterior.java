package io.tifl.experiments.advi;

import io.tifl.experiments.advi.bound.Bound;
import io.tifl.experiments.advi.bound.Estimate;
import io.tifl.experiments.advi.bound.Objective;
import io.tifl.experiments.advi.bound.Target;
import io.tifl.experiments.advi.family.Family;
import io.tifl.experiments.advi.family.LogSumExp;
import io.tifl.experiments.advi.family.Mixture;
import io.tifl.experiments.advi.model.Space;
import io.tifl.experiments.advi.model.Values;
import io.tifl.protocol.Seed;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/** What is known of a model's parameters after a fit. Immutable; every answer is a function of its seed. */
public final class Posterior {
    private final Space space;
    private final Target target;
    private final Fit fit;

    /** @param target the log joint in free numbers, with weight 1 on the prior */
    public Posterior(Space space, Target target, Fit fit) {
        this.space = space;
        this.target = target;
        this.fit = fit;
    }

    public Fit fit() {
        return fit;
    }

    /** So many draws from the approximation itself. */
    public List<Values> draws(int count, Seed seed) {
        return predict(count, seed, (values, random) -> values);
    }

    /**
     * Draws from the approximation, and what a function makes of each and of chance: new data, for instance.
     *
     * @param count at least 1
     */
    public <T> List<T> predict(int count, Seed seed, BiFunction<Values, RandomGenerator, T> function) {
        requireDraws(count);
        Mixture mixture = fit.mixture();
        List<T> made = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            RandomGenerator random = seed.child(i).generator();
            int component = mixture.drawComponent(random);
            double[] point = mixture.place(component, mixture.family().drawNoise(random));
            made.add(function.apply(space.values(point), random));
        }
        return made;
    }

    /**
     * The mean of a function under the approximation, with samples from every component weighed by the component's
     * weight: less variance than draws from the mixture.
     *
     * @param each samples of each component, at least 1
     * @param function gives as many numbers each time
     */
    public double[] mean(int each, Seed seed, Function<Values, double[]> function) {
        Mixture mixture = fit.mixture();
        double[][] points = strata(each, seed);
        double[] sum = new double[function.apply(space.values(points[0])).length];
        for (int i = 0; i < points.length; i++) {
            double[] one = function.apply(space.values(points[i]));
            for (int j = 0; j < sum.length; j++) {
                sum[j] += mixture.weight(i / each) / each * one[j];
            }
        }
        return sum;
    }

    /**
     * Samples from every component with their importance weights {@code a_k w}.
     *
     * @param each samples of each component, at least 1
     * @throws ArithmeticException if the log joint is not finite at a sample
     */
    public WeightedDraws weighted(int each, Seed seed) {
        Mixture mixture = fit.mixture();
        double[][] points = strata(each, seed);
        double[] logs = target.at(points).requireFinite(points).values().clone();
        for (int i = 0; i < logs.length; i++) {
            logs[i] += mixture.logWeight(i / each) - mixture.logDensity(points[i]);
        }
        return new WeightedDraws(space, points, logs, LogSumExp.of(logs) - StrictMath.log(each));
    }

    /** Another bound of the same approximation, to compare fits by. */
    public Estimate bound(Bound bound, int samples, int draws, Seed seed) {
        return Objective.of(bound, samples).value(fit.mixture(), target, draws, seed);
    }

    private double[][] strata(int each, Seed seed) {
        requireDraws(each);
        Mixture mixture = fit.mixture();
        Family family = mixture.family();
        RandomGenerator random = seed.generator();
        double[][] points = new double[each * family.components()][];
        for (int i = 0; i < points.length; i++) {
            points[i] = mixture.place(i / each, family.drawNoise(random));
        }
        return points;
    }

    private static void requireDraws(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("at least 1 draw is needed, got " + count);
        }
    }
}
