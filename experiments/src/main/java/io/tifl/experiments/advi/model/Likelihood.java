package io.tifl.experiments.advi.model;

/** The log likelihoods of independent data, one by one. Thread-safe. */
public interface Likelihood {
    /** How many data there are. */
    int size();

    /**
     * The log likelihood of one datum.
     *
     * @param values of the parameters, in the space's order
     * @param gradient zeros, to which the slopes in the values are added
     */
    double at(int datum, double[] values, double[] gradient);

    /** No data. */
    static Likelihood none() {
        return of(0, (datum, values, gradient) -> 0);
    }

    /** Data whose terms a function gives. */
    static Likelihood of(int size, Term term) {
        return new Likelihood() {
            @Override
            public int size() {
                return size;
            }

            @Override
            public double at(int datum, double[] values, double[] gradient) {
                return term.at(datum, values, gradient);
            }
        };
    }

    /** One datum's log likelihood, as {@link Likelihood#at}. */
    @FunctionalInterface
    interface Term {
        double at(int datum, double[] values, double[] gradient);
    }
}
