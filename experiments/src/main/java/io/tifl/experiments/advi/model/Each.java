package io.tifl.experiments.advi.model;

/** The same curve for every value. */
record Each(int size, Curve curve) implements Support {
    Each {
        if (size < 1) {
            throw new IllegalArgumentException("a parameter needs at least 1 value, got " + size);
        }
    }

    @Override
    public int freeSize() {
        return size;
    }

    @Override
    public double constrain(double[] free, int from, double[] values, int at) {
        double determinant = 0;
        for (int i = 0; i < size; i++) {
            values[at + i] = curve.value(free[from + i]);
            determinant += curve.logSlope(free[from + i]);
        }
        return determinant;
    }

    @Override
    public void pull(
            double[] free, int from, double[] values, double[] slopes, int at, double determinant, double[] gradient) {
        for (int i = 0; i < size; i++) {
            double one = free[from + i];
            gradient[from + i] += slopes[at + i] * curve.slope(one) + determinant * curve.bend(one);
        }
    }

    @Override
    public void release(double[] values, int at, double[] free, int from) {
        for (int i = 0; i < size; i++) {
            free[from + i] = curve.free(values[at + i]);
            if (!Double.isFinite(free[from + i])) {
                throw new IllegalArgumentException(values[at + i] + " does not lie inside of " + curve);
            }
        }
    }
}
