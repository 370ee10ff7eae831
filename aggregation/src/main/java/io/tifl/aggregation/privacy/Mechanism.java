package io.tifl.aggregation.privacy;

/** One use of data whose cost an accountant knows. Noise is Gaussian, independent in each value, with the multiplier times the clip norm as its deviation. */
public sealed interface Mechanism permits SampledGaussian, GaussianTree {
    /** What two neighbouring sets of clients differ by. Guarantees for different neighbours cannot be added up. */
    Neighbours neighbours();

    /** The relation between two sets of clients that the noise must make hard to tell apart. */
    enum Neighbours {
        /** One has one client more. A client moves the sum by the clip norm at most. */
        ADD_OR_REMOVE(1),
        /** One client has other data. It moves the sum by twice the clip norm at most. */
        SUBSTITUTE(2);

        private final int clipNorms;

        Neighbours(int clipNorms) {
            this.clipNorms = clipNorms;
        }

        /** What a client moves a sum by at most, in clip norms. */
        int clipNorms() {
            return clipNorms;
        }
    }

    /** A number that must be positive and finite. */
    static double positive(String what, double value) {
        if (!(value > 0) || Double.isInfinite(value)) {
            throw new IllegalArgumentException(what + " must be positive and finite, got " + value);
        }
        return value;
    }
}
