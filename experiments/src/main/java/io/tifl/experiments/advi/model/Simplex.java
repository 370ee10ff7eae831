package io.tifl.experiments.advi.model;

/**
 * Shares by breaking a stick: each free number is the logit of what is broken off the rest, shifted so that zeros make
 * equal shares (Stan reference manual, unit simplex).
 */
record Simplex(int size) implements Support {
    Simplex {
        if (size < 2) {
            throw new IllegalArgumentException("a simplex needs at least 2 shares, got " + size);
        }
    }

    @Override
    public int freeSize() {
        return size - 1;
    }

    private double logit(double[] free, int from, int index) {
        return free[from + index] - StrictMath.log(size - 1.0 - index);
    }

    @Override
    public double constrain(double[] free, int from, double[] values, int at) {
        double logRest = 0;
        double determinant = 0;
        for (int i = 0; i < size - 1; i++) {
            double logit = logit(free, from, i);
            determinant += Logistic.log(logit) + Logistic.log(-logit) + logRest;
            values[at + i] = StrictMath.exp(logRest + Logistic.log(logit));
            logRest += Logistic.log(-logit);
        }
        values[at + size - 1] = StrictMath.exp(logRest);
        return determinant;
    }

    // Backwards along the stick; inRest is the slope in the logarithm of what is left before a break.
    @Override
    public void pull(
            double[] free, int from, double[] values, double[] slopes, int at, double determinant, double[] gradient) {
        double inRest = slopes[at + size - 1] * values[at + size - 1];
        for (int i = size - 2; i >= 0; i--) {
            double broken = Logistic.of(logit(free, from, i));
            double kept = Logistic.of(-logit(free, from, i));
            double inShare = slopes[at + i] * values[at + i];
            gradient[from + i] += inShare * kept - inRest * broken + determinant * (kept - broken);
            inRest += inShare + determinant;
        }
    }

    @Override
    public void release(double[] values, int at, double[] free, int from) {
        double rest = 0;
        for (int i = 0; i < size; i++) {
            rest += values[at + i] > 0 ? values[at + i] : Double.NaN;
        }
        if (!(Math.abs(rest - 1) <= 1e-9)) {
            throw new IllegalArgumentException(
                    "shares of a simplex must be above 0 and sum to 1, got a sum of " + rest);
        }
        for (int i = 0; i < size - 1; i++) {
            rest -= values[at + i];
            free[from + i] = StrictMath.log(values[at + i]) - StrictMath.log(rest) + StrictMath.log(size - 1.0 - i);
        }
    }
}
