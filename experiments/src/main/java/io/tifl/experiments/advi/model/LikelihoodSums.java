package io.tifl.experiments.advi.model;

import io.tifl.experiments.advi.bound.Points;
import io.tifl.experiments.advi.sum.ExactSums;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Log likelihoods of data and their gradients at points that all share, summed exactly: those of several clients, merged
 * in any order, are to the bit those of all data together. Confined to one thread.
 *
 * <p>This is all that a client tells of its data in a step of federated inference.
 */
public final class LikelihoodSums {
    private final int size;
    /** One per point: the value, then a slope per value of the parameters. */
    private final List<ExactSums> sums;

    private LikelihoodSums(int size, List<ExactSums> sums) {
        this.size = size;
        this.sums = sums;
    }

    /** Sums of no data at so many points. */
    public static LikelihoodSums empty(int points, int size) {
        return new LikelihoodSums(
                size,
                IntStream.range(0, points)
                        .mapToObj(i -> new ExactSums(1 + size))
                        .toList());
    }

    /**
     * Sums of all data, on the threads of the pool that the caller is in.
     *
     * @param points values of the parameters, one row per point
     * @throws ArithmeticException if a log likelihood or a slope is not finite, with its datum and point
     */
    public static LikelihoodSums of(Likelihood likelihood, Space space, double[][] points) {
        LikelihoodSums sums = empty(points.length, space.size());
        Points.each(points.length, i -> add(likelihood, space, points[i], sums.sums.get(i)));
        return sums;
    }

    private static void add(Likelihood likelihood, Space space, double[] point, ExactSums sums) {
        double[] gradient = new double[point.length];
        for (int datum = 0; datum < likelihood.size(); datum++) {
            Arrays.fill(gradient, 0);
            double value = likelihood.at(datum, point, gradient);
            if (!Double.isFinite(value) || !Arrays.stream(gradient).allMatch(Double::isFinite)) {
                throw new ArithmeticException("the log likelihood of datum " + datum + " must be finite, it is " + value
                        + " with slopes " + Arrays.toString(gradient) + " at " + space.describe(point));
            }
            sums.add(0, value);
            for (int i = 0; i < gradient.length; i++) {
                sums.add(1 + i, gradient[i]);
            }
        }
    }

    public int points() {
        return sums.size();
    }

    /** Adds the sums of other data at the same points. */
    public void merge(LikelihoodSums other) {
        if (other.points() != points() || other.size != size) {
            throw new IllegalArgumentException("only sums at as many points of one size merge, got " + points() + " of "
                    + size + " and " + other.points() + " of " + other.size);
        }
        for (int i = 0; i < sums.size(); i++) {
            sums.get(i).merge(other.sums.get(i));
        }
    }

    /**
     * Checks that all sums are doubles, as those of finite terms may not be.
     *
     * @throws ArithmeticException naming a point at which one is not
     */
    public void requireFinite() {
        for (int i = 0; i < sums.size(); i++) {
            double[] values = sums.get(i).values();
            if (!Arrays.stream(values).allMatch(Double::isFinite)) {
                throw new ArithmeticException(
                        "the sums at point " + i + " must be finite, they are " + Arrays.toString(values));
            }
        }
    }

    /** The log likelihood at a point. */
    double value(int point) {
        return sums.get(point).value(0);
    }

    /** The slopes at a point. */
    double[] slopes(int point) {
        double[] all = sums.get(point).values();
        return Arrays.copyOfRange(all, 1, all.length);
    }

    /** Writes the sums, not rounded. */
    public void write(DataOutput out) throws IOException {
        for (ExactSums one : sums) {
            one.write(out);
        }
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @param points how many there must be
     * @param size values of the parameters
     */
    public static LikelihoodSums read(DataInput in, int points, int size) throws IOException {
        ExactSums[] sums = new ExactSums[points];
        for (int i = 0; i < points; i++) {
            sums[i] = ExactSums.read(in, 1 + size);
        }
        return new LikelihoodSums(size, List.of(sums));
    }
}
