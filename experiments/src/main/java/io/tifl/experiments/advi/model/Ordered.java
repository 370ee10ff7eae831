package io.tifl.experiments.advi.model;

/** Rising values: the first, then the logs of the steps. */
record Ordered(int size) implements Support {
    Ordered {
        if (size < 2) {
            throw new IllegalArgumentException("an order needs at least 2 values, got " + size);
        }
    }

    @Override
    public int freeSize() {
        return size;
    }

    @Override
    public double constrain(double[] free, int from, double[] values, int at) {
        values[at] = free[from];
        double determinant = 0;
        for (int i = 1; i < size; i++) {
            values[at + i] = values[at + i - 1] + StrictMath.exp(free[from + i]);
            determinant += free[from + i];
        }
        return determinant;
    }

    @Override
    public void pull(
            double[] free, int from, double[] values, double[] slopes, int at, double determinant, double[] gradient) {
        double above = 0;
        for (int i = size - 1; i > 0; i--) {
            above += slopes[at + i];
            gradient[from + i] += above * StrictMath.exp(free[from + i]) + determinant;
        }
        gradient[from] += above + slopes[at];
    }

    @Override
    public void release(double[] values, int at, double[] free, int from) {
        free[from] = values[at];
        for (int i = 1; i < size; i++) {
            free[from + i] = StrictMath.log(values[at + i] - values[at + i - 1]);
            if (!Double.isFinite(free[from + i])) {
                throw new IllegalArgumentException(
                        "values must rise, got " + values[at + i - 1] + " and " + values[at + i]);
            }
        }
    }
}
