package io.tifl.experiments.advi.model;

/** A rising or falling map of one free number to one value. */
sealed interface Curve {
    double value(double free);

    /** The derivative of {@link #value}. */
    double slope(double free);

    /** The log of the derivative's size. */
    double logSlope(double free);

    /** The derivative of {@link #logSlope}. */
    double bend(double free);

    /** The inverse; NaN or infinite for what lies outside. */
    double free(double value);

    record Identity() implements Curve {
        @Override
        public double value(double free) {
            return free;
        }

        @Override
        public double slope(double free) {
            return 1;
        }

        @Override
        public double logSlope(double free) {
            return 0;
        }

        @Override
        public double bend(double free) {
            return 0;
        }

        @Override
        public double free(double value) {
            return value;
        }
    }

    record Above(double low) implements Curve {
        @Override
        public double value(double free) {
            return low + StrictMath.exp(free);
        }

        @Override
        public double slope(double free) {
            return StrictMath.exp(free);
        }

        @Override
        public double logSlope(double free) {
            return free;
        }

        @Override
        public double bend(double free) {
            return 1;
        }

        @Override
        public double free(double value) {
            return StrictMath.log(value - low);
        }
    }

    record Below(double high) implements Curve {
        @Override
        public double value(double free) {
            return high - StrictMath.exp(free);
        }

        @Override
        public double slope(double free) {
            return -StrictMath.exp(free);
        }

        @Override
        public double logSlope(double free) {
            return free;
        }

        @Override
        public double bend(double free) {
            return 1;
        }

        @Override
        public double free(double value) {
            return StrictMath.log(high - value);
        }
    }

    record Between(double low, double high) implements Curve {
        public Between {
            if (!(low < high) || Double.isInfinite(high - low)) {
                throw new IllegalArgumentException(
                        "an interval needs a finite lower bound below a finite upper one, got " + low + " and " + high);
            }
        }

        @Override
        public double value(double free) {
            return low + (high - low) * Logistic.of(free);
        }

        @Override
        public double slope(double free) {
            return (high - low) * Logistic.of(free) * Logistic.of(-free);
        }

        @Override
        public double logSlope(double free) {
            return StrictMath.log(high - low) + Logistic.log(free) + Logistic.log(-free);
        }

        @Override
        public double bend(double free) {
            return Logistic.of(-free) - Logistic.of(free);
        }

        @Override
        public double free(double value) {
            return StrictMath.log(value - low) - StrictMath.log(high - value);
        }
    }
}
