package io.tifl.experiments.advi.model;

/**
 * Where a parameter's values lie, and the smooth one-to-one map of unconstrained ("free") numbers onto them. Immutable.
 *
 * <p>Arrays are shared with other parameters: each call is told where its own numbers start.
 */
public interface Support {
    /** How many values the parameter has. */
    int size();

    /** How many free numbers make them. */
    int freeSize();

    /**
     * Makes values of free numbers.
     *
     * @return the log of the absolute determinant of the map's derivative
     */
    double constrain(double[] free, int from, double[] values, int at);

    /**
     * Adds the gradient in the free numbers of a function of the values plus the log determinant.
     *
     * @param values those that {@link #constrain} made of the free numbers
     * @param slopes the function's slopes in the values
     * @param determinant weight of the log determinant
     */
    void pull(double[] free, int from, double[] values, double[] slopes, int at, double determinant, double[] gradient);

    /**
     * The free numbers that make values.
     *
     * @throws IllegalArgumentException if the values are not inside of the support
     */
    void release(double[] values, int at, double[] free, int from);

    /** All real numbers. */
    static Support real(int size) {
        return new Each(size, new Curve.Identity());
    }

    /** Above 0. */
    static Support positive(int size) {
        return above(0, size);
    }

    /** Above a bound. */
    static Support above(double low, int size) {
        return new Each(size, new Curve.Above(low));
    }

    /** Below a bound. */
    static Support below(double high, int size) {
        return new Each(size, new Curve.Below(high));
    }

    /** Between two bounds. */
    static Support interval(double low, double high, int size) {
        return new Each(size, new Curve.Between(low, high));
    }

    /** Shares above 0 that sum to 1; of one less free number, by breaking sticks. */
    static Support simplex(int size) {
        return new Simplex(size);
    }

    /** Rising values. */
    static Support ordered(int size) {
        return new Ordered(size);
    }
}
