package io.tifl.aggregation;

/** How an adaptive optimiser follows the size of changes. */
@FunctionalInterface
interface SecondMoment {
    /**
     * The next value.
     *
     * @param before the one before, 0 or more
     * @param square of the change
     * @param beta2 how much of the past stays
     */
    double next(double before, double square, double beta2);
}
