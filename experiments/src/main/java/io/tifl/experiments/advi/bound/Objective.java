package io.tifl.experiments.advi.bound;

import io.tifl.experiments.advi.family.Mixture;
import io.tifl.protocol.Seed;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A bound with its number of samples, and the estimates of it.
 *
 * <p>An estimate is the mean of independent draws, each with samples of its own. Draws are shared among the threads of
 * the pool that the caller is in and summed in order: one seed gives one result for any number of threads. In bounds
 * that are not stratified, the score function of the choice of components takes the mean of the other draws as its
 * baseline.
 *
 * @param bound which
 * @param samples T, of each component in a stratified bound, at least 1
 * @param beta weight of {@code -log q} in a sample's log weight, at least 0; below 1 it makes no lower bound. The
 *     prior's part of the target must carry the same weight
 * @param slope how gradients are estimated
 */
public record Objective(Bound bound, int samples, double beta, Slope slope) {
    public Objective {
        if (samples < 1) {
            throw new IllegalArgumentException("a bound takes at least 1 sample, got " + samples);
        }
        if (!(beta >= 0) || Double.isInfinite(beta)) {
            throw new IllegalArgumentException("beta must be at least 0 and finite, got " + beta);
        }
    }

    /** With weight 1 and plain gradients. */
    public static Objective of(Bound bound, int samples) {
        return new Objective(bound, samples, 1, Slope.PLAIN);
    }

    /** The same with other gradients. */
    public Objective with(Slope other) {
        return new Objective(bound, samples, beta, other);
    }

    /** The points that an estimate asks the target for, draw by draw: what clients need to know to evaluate theirs. */
    public double[][] points(Mixture mixture, int draws, Seed seed) {
        return points(samples(mixture, draws, seed));
    }

    /**
     * The bound, without a gradient.
     *
     * @throws ArithmeticException if the target is not finite at a sample
     */
    public Estimate value(Mixture mixture, Target target, int draws, Seed seed) {
        return Estimate.of(values(draws(mixture, target, draws, seed)), new double[0]);
    }

    /**
     * The bound and its gradient in the family's numbers.
     *
     * @throws ArithmeticException if the target or its gradient is not finite at a sample
     */
    public Estimate estimate(Mixture mixture, Target target, int draws, Seed seed) {
        List<Sample[]> samples = samples(mixture, draws, seed);
        double[][] points = points(samples);
        Evaluated evaluated = target.at(points).requireFinite(points);
        List<Draw> drawn = evaluate(mixture, samples, evaluated);
        List<double[]> gradients = IntStream.range(0, draws)
                .parallel()
                .mapToObj(i -> gradient(drawn.get(i), slice(evaluated.gradients(), i, draws), mixture))
                .toList();
        double[] gradient = mean(gradients);
        if (!bound.stratified()) {
            addChoices(drawn, gradient);
        }
        return Estimate.of(values(drawn), gradient);
    }

    private List<Draw> draws(Mixture mixture, Target target, int draws, Seed seed) {
        List<Sample[]> samples = samples(mixture, draws, seed);
        double[][] points = points(samples);
        return evaluate(mixture, samples, target.at(points).requireFinite(points));
    }

    private List<Sample[]> samples(Mixture mixture, int draws, Seed seed) {
        if (draws < 1) {
            throw new IllegalArgumentException("an estimate takes at least 1 draw, got " + draws);
        }
        return IntStream.range(0, draws)
                .parallel()
                .mapToObj(i -> Sample.draw(mixture, bound.stratified(), samples, seed.child(i)))
                .toList();
    }

    private static double[][] points(List<Sample[]> samples) {
        return samples.stream().flatMap(Arrays::stream).map(Sample::point).toArray(double[][]::new);
    }

    private List<Draw> evaluate(Mixture mixture, List<Sample[]> samples, Evaluated evaluated) {
        return IntStream.range(0, samples.size())
                .parallel()
                .mapToObj(i -> {
                    Sample[] own = samples.get(i);
                    double[] targets = Arrays.copyOfRange(evaluated.values(), i * own.length, (i + 1) * own.length);
                    return new Draw(this, mixture, own, targets);
                })
                .toList();
    }

    private static double[][] slice(double[][] rows, int index, int count) {
        int length = rows.length / count;
        return Arrays.copyOfRange(rows, index * length, (index + 1) * length);
    }

    private static double[] gradient(Draw draw, double[][] slopes, Mixture mixture) {
        double[] gradient = new double[mixture.family().parameters()];
        draw.addGradient(slopes, gradient);
        return gradient;
    }

    private static double[] mean(List<double[]> rows) {
        double[] mean = new double[rows.getFirst().length];
        for (double[] row : rows) {
            for (int i = 0; i < mean.length; i++) {
                mean[i] += row[i];
            }
        }
        for (int i = 0; i < mean.length; i++) {
            mean[i] /= rows.size();
        }
        return mean;
    }

    private static double[] values(List<Draw> draws) {
        return draws.stream().mapToDouble(Draw::value).toArray();
    }

    private static void addChoices(List<Draw> draws, double[] gradient) {
        double sum = 0;
        for (Draw draw : draws) {
            sum += draw.value();
        }
        for (Draw draw : draws) {
            double baseline = draws.size() == 1 ? 0 : (sum - draw.value()) / (draws.size() - 1);
            draw.addChoice((draw.value() - baseline) / draws.size(), gradient);
        }
    }
}
